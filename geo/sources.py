"""A boundary file as it was handed in, unpacked and looked over before GDAL opens it.

What a file is, is told by its first bytes, not by its name: GDAL would follow whatever it recognises, links included.
"""

import gzip
import mmap
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geo.errors import BadFile


class Form(StrEnum):
    """The forms of boundary files that are read, by their GDAL names."""

    GEOJSON = "GeoJSON"
    PACKAGE = "GPKG"
    SHAPEFILE = "ESRI Shapefile"


@dataclass(frozen=True, slots=True)
class Source:
    """A file GDAL may open: not packed, whole as far as its headers tell, and of a known form."""

    path: Path
    form: Form


#: No boundary file is larger, unpacked; what claims to be is an attack or a mistake.
_MOST_BYTES = 4 * 2**30
_MAGIC = (
    (b"SQLite format 3\0", Form.PACKAGE),
    (b"\0\0\x27\x0a", Form.SHAPEFILE),
    (b"{", Form.GEOJSON),
)
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_READ = "GeoJSON (.geojson, .json, also .gz), GeoPackage (.gpkg) and Shapefile (.shp with .shx and .dbf, or zipped)"
_SUFFIXES = {".geojson", ".json", ".gpkg", ".shp"}
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LINK = re.compile(rb'"type"\s*:\s*"link"')
_SHP_LENGTH = slice(24, 28)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The one source in the file at `path`, for as long as the block runs; raises `BadFile` if there is none."""
    if not path.is_file():
        raise BadFile(f"there is no file {path.name}")
    with tempfile.TemporaryDirectory(prefix="boundaries-") as room:
        plain = _unpacked(path, Path(room))
        source = Source(plain, _form(plain))
        _check_whole(source)
        yield source


def _unpacked(path: Path, room: Path) -> Path:
    head = _head(path)
    if head.startswith(_GZIP):
        return _gunzipped(path, room)
    if head.startswith(_ZIP):
        return _unzipped(path, room)
    return _linked(path, room)


def _linked(path: Path, room: Path) -> Path:
    """The file, and what belongs to it, under plain names in `room`."""
    beside = [other for other in path.parent.iterdir() if other.stem == path.stem and other.suffix.lower() in _PARTS]
    for part in {path, *beside} if path.suffix.lower() == ".shp" else {path}:
        (room / _plain_name(part.name)).symlink_to(part.absolute())
    return room / _plain_name(path.name)


def _plain_name(name: str) -> str:
    """A file name nobody can mistake for anything else, with its suffix in small letters."""
    stem, suffix = Path(name).stem, Path(name).suffix
    return re.sub(r"[^\w-]", "_", stem) + suffix.lower()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _gunzipped(path: Path, room: Path) -> Path:
    target = room / _plain_name(path.stem)
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            while block := packed.read(2**20):
                plain.write(block)
                if plain.tell() > _MOST_BYTES:
                    raise BadFile(f"{path.name} unpacks to more than {_MOST_BYTES:,} bytes")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadFile(f"{path.name} is truncated or damaged ({error}); send it again") from error
    return target


def _unzipped(path: Path, room: Path) -> Path:
    """The one data set in an archive, under plain names: those in archives may be in any encoding, or climb out."""
    try:
        with zipfile.ZipFile(path) as archive:
            main = _only(path, [member for member in archive.infolist() if _is_data(member)])
            members = [member for member in archive.infolist() if _belongs(member, main)]
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise BadFile(f"{path.name} unpacks to more than {_MOST_BYTES:,} bytes")
            target = room / _plain_name(Path(main.filename).name)
            for member in members:
                with archive.open(member) as packed, target.with_suffix(_suffix(member)).open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
    except (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, NotImplementedError) as error:
        raise BadFile(f"{path.name} cannot be unpacked ({error}); is it truncated, or locked by a password?") from error
    return target


def _belongs(member: zipfile.ZipInfo, main: zipfile.ZipInfo) -> bool:
    """Whether `member` is `main` or, if that is a Shapefile, a part of it."""
    if _suffix(main) != ".shp":
        return member is main
    same = Path(member.filename).with_suffix("") == Path(main.filename).with_suffix("")
    return same and _suffix(member) in _PARTS


def _suffix(member: zipfile.ZipInfo) -> str:
    return Path(member.filename).suffix.lower()


def _is_data(member: zipfile.ZipInfo) -> bool:
    name = Path(member.filename)
    return not name.name.startswith(".") and "__MACOSX" not in name.parts and _suffix(member) in _SUFFIXES


def _only(path: Path, found: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if not found:
        raise BadFile(f"{path.name} holds no boundary file; what is read: {_READ}")
    if len(found) > 1:
        names = ", ".join(sorted(member.filename for member in found))
        raise BadFile(f"{path.name} holds several boundary files ({names}); send one at a time")
    return found[0]


def _form(path: Path) -> Form:
    head = _head(path).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    raise BadFile(f"{path.name} is no boundary file; what is read: {_READ}")


def _check_whole(source: Source) -> None:
    if source.form is Form.SHAPEFILE:
        _check_shapefile(source.path)
    elif source.form is Form.GEOJSON:
        with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            if _LINK.search(text):
                raise BadFile("its coordinate system is a link to elsewhere; name the system instead")


def _check_shapefile(path: Path) -> None:
    """Its parts are there, and as long as their headers say."""
    lacking = [part for part in (".shx", ".dbf") if not path.with_suffix(part).is_file()]
    if lacking:
        raise BadFile(f"the Shapefile lacks its {' and '.join(lacking)}; send all parts, best in one zip")
    for part in (".shp", ".shx"):
        raw = path.with_suffix(part)
        if 2 * int.from_bytes(_head(raw)[_SHP_LENGTH], "big") > raw.stat().st_size:
            raise BadFile(f"the {part} part is truncated; send it again")
    table = path.with_suffix(".dbf")
    head = _head(table)
    records, start, size = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    if start + records * size > table.stat().st_size:
        raise BadFile("the .dbf part is truncated; send it again")
