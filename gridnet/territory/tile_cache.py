"""Tiles once drawn, kept compressed as files: a folder a version of a layer, so that nothing stale is ever served.

What is kept can be deleted at any time. Of a layer's versions the newest few are kept; empty tiles are not.
"""

import gzip
import hashlib
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.datums import Datum
from gridnet.base.network import Network
from gridnet.base.reach import Part
from gridnet.territory.tiles import Tile

VERSIONS = 4
EMPTY = gzip.compress(b"", mtime=0)


@dataclass(frozen=True, slots=True)
class Key:
    """Which tile: of which version of whose layer, in what datum, and how much of it the viewer may see."""

    part: Part
    network: Network
    version: str
    datum: Datum
    tile: Tile

    @property
    def tag(self) -> str:
        """One word for all of it but the place in the pyramid, which the address tells."""
        return f"{self.version}-{self.datum}-{_seen(self.part)}"

    def folder(self, root: Path) -> Path:
        """Where the tiles of this version are."""
        return root / self.part.county / self.network / self.version

    def path(self, root: Path) -> Path:
        """Where this one is."""
        tile = self.tile
        return self.folder(root) / f"{self.datum}-{_seen(self.part)}" / str(tile.z) / f"{tile.x}-{tile.y}.mvt.gz"


def _seen(part: Part) -> str:
    if part.is_whole:
        return "whole"
    return hashlib.sha256(repr((part.prefixes, part.area_ids)).encode()).hexdigest()[:16]


def get(root: Path, key: Key, draw: Callable[[], bytes]) -> bytes:
    """The tile, compressed; drawn and kept if it is not there yet."""
    path = key.path(root)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        drawn = draw()
    if not drawn:
        return EMPTY
    packed = gzip.compress(drawn, 6, mtime=0)
    _keep(path, packed, key.folder(root))
    return packed


def _keep(path: Path, packed: bytes, folder: Path) -> None:
    """Write it whole or not at all; with the first tile of a new version old ones go."""
    is_new = not folder.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(6)}")
    try:
        part.write_bytes(packed)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if is_new:
        _tidy(folder.parent)


def _tidy(layer: Path) -> None:
    versions = sorted(layer.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in versions[VERSIONS:]:
        shutil.rmtree(old, ignore_errors=True)
