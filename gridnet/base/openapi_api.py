"""The OpenAPI document and a page to browse it by, served from this host alone."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, send_from_directory
from flask.typing import ResponseReturnValue

from gridnet.base import http, openapi
from gridnet.base.settings import Settings

#: Neither view touches the database: no transaction is opened for them.
routes = Blueprint("openapi", __name__)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>gridnet API</title>
<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css">
<div id="browser"></div>
<script src="/api/v1/docs/swagger-ui-bundle.js"></script>
<script src="/api/v1/docs/start.js"></script>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/api/v1/openapi.json", dom_id: "#browser", deepLinking: true, validatorUrl: null, tryItOutEnabled: false
});
"""


@lru_cache(maxsize=2)
def _document(app: Any) -> str:
    return json.dumps(openapi.document(app), ensure_ascii=False)


@routes.get("/api/v1/openapi.json")
@http.open_to_all
def document() -> Response:
    """The document, made once for the running application."""
    return Response(_document(current_app._get_current_object()), mimetype="application/json")  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own name for it


@routes.get("/api/v1/docs")
@http.open_to_all
def browse() -> Response:
    """A page that shows the document."""
    response = Response(_PAGE, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    )
    return response


@routes.get("/api/v1/docs/<name>")
@http.open_to_all
def part(name: str) -> ResponseReturnValue:
    """A file of the page's library."""
    if name == "start.js":
        return Response(_START, mimetype="text/javascript")
    settings: Settings = current_app.extensions["gridnet"]
    return send_from_directory(Path(settings.page_libraries).absolute() / "swagger-ui-dist", name, max_age=86400)
