"""What a device keeps of the files, so that the pages of the field open without a network."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from gridnet.web import assets
from gridnet.web.libraries import FILES

#: The libraries a phone needs; maps and charts are asked for when they are wanted.
LIBRARIES = ("htmx.js", "idb.js")
#: Folders below `static/` whose files belong to desks alone.
DESKS = ("js/board/", "js/admin/", "js/map/", "js/coverage/", "js/reports/", "css/board", "css/admin", "css/coverage")
KEPT = {".css", ".js", ".svg"}


def paths() -> Sequence[str]:
    """The addresses of those files, in this version."""
    names = (path.relative_to(assets.STATIC).as_posix() for path in assets.files() if path.suffix in KEPT)
    own = [assets.asset(name) for name in names if not name.startswith((*DESKS, "page.css"))]
    return [*own, *(f"/lib/{name}" for name in LIBRARIES)]


def version(libraries: Path) -> str:
    """One word for the kept files: our own and the libraries among them."""
    whole = hashlib.sha256(assets.version().encode())
    for name in LIBRARIES:
        found = (libraries / FILES[name]).stat()
        whole.update(f"{name} {found.st_size} {found.st_mtime_ns}".encode())
    return whole.hexdigest()[:12]
