"""Addresses of our own scripts and styles.

The version stands before the path (`/static/v-1a2b3c/js/app.js`), so that what a script imports beside itself is of its
own version too, and all of it can be kept for good.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from time import monotonic

from flask import Blueprint, Response, request, send_from_directory

from gridnet.base import http

STATIC = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"
#: Files are looked at again after so long: a page names a dozen of them.
GOOD_FOR_S = 1.0

#: No view here touches the database: no transaction is opened for them.
routes = Blueprint("assets", __name__)

_looked: dict[str, tuple[float, str]] = {}


@routes.get("/static/v-<mark>/<path:name>")
@http.open_to_all
def versioned(mark: str, name: str) -> Response:
    """A file of this version; asked for by another version's address it is not to be kept."""
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = FOR_GOOD if mark == version() else "no-cache"
    return response


def asset(name: str) -> str:
    """The address of a file below `static/`."""
    return f"/static/v-{version()}/{name}"


def version() -> str:
    """One word for all files together; another when any of them has changed."""
    looked_s, found = _looked.get("version", (float("-inf"), ""))
    if monotonic() - looked_s >= GOOD_FOR_S:
        found = _version(tuple(path.stat().st_mtime_ns for path in files()))
        _looked["version"] = monotonic(), found
    return found


@lru_cache(maxsize=4)
def _version(_changed: tuple[int, ...]) -> str:
    whole = hashlib.sha256()
    for path in files():
        whole.update(str(path.relative_to(STATIC)).encode() + path.read_bytes())
    return whole.hexdigest()[:12]


def files() -> list[Path]:
    """Every file below `static/`."""
    return sorted(path for path in STATIC.rglob("*") if path.is_file())


def keep_long(response: Response) -> Response:
    """Let browsers ask again each time for files that are named without a version."""
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "no-cache"
    return response
