"""Files kept by their content: written whole or not at all, the same bytes once a county."""

import hashlib
import os
import secrets
from pathlib import Path

from gridnet.base.county import County

_root = Path("instance/files")


def configure(root: Path) -> None:
    """Keep files under `root`."""
    global _root  # noqa: PLW0603 - the one store of the process, set at start
    _root = root


def keep(county: County, content: bytes) -> str:
    """Store `content`; return its SHA-256, by which it is found again. Safe to repeat and to interrupt."""
    name = hashlib.sha256(content).hexdigest()
    path = where(county, name)
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{name}.{secrets.token_hex(4)}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return name


def where(county: County, name: str) -> Path:
    """The path of a kept file."""
    return _root / county / name[:2] / name
