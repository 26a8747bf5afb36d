"""The libraries of the pages, served from this host: the network may be closed."""

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, send_from_directory
from flask.typing import ResponseReturnValue

from gridnet.base import http
from gridnet.base.errors import NotFound

#: No view here touches the database: no transaction is opened for them.
routes = Blueprint("libraries", __name__)

#: What may be asked for, and the installed file it is. Nothing else of the folder is served.
FILES: Mapping[str, str] = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "idb.js": "idb/build/index.js",
    "echarts.js": "echarts/dist/echarts.esm.min.mjs",
    "maplibre.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "maplibre-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "maplibre.css": "maplibre-gl/dist/maplibre-gl.css",
}


@routes.get("/lib/<name>")
@http.open_to_all
def library(name: str) -> ResponseReturnValue:
    """A file of a library; browsers keep it for a day."""
    if name not in FILES:
        raise NotFound(f"no page uses a library file called {name}")
    folder = Path(http.settings().page_libraries).absolute()
    kind = "text/javascript" if name.endswith(".js") else None
    return send_from_directory(folder, FILES[name], mimetype=kind, max_age=86400)
