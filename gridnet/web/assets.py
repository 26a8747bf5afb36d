"""Addresses of our own scripts and styles, marked with their content: what has changed has a new address."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Response, request

STATIC = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=512)
def _mark(path: Path, _changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file below `static/`."""
    path = STATIC / name
    return f"/static/{name}?v={_mark(path, path.stat().st_mtime_ns)}"


@lru_cache(maxsize=4)
def _version(_changed: tuple[int, ...]) -> str:
    whole = hashlib.sha256()
    for path in _files():
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:12]


def _files() -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.is_file())


def version() -> str:
    """One word for all files together; another when any of them has changed."""
    return _version(tuple(path.stat().st_mtime_ns for path in _files()))


def keep_long(response: Response) -> Response:
    """Let browsers keep what is asked for with its mark; modules named without one are asked for again each time."""
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = FOR_GOOD if "v" in request.args else "no-cache"
    return response
