"""Files between the steps of an import: kept below the instance folder for a day, found again by a name nobody guesses.

All web processes must see the same folder; another machine's would not find them.
"""

import re
import secrets
from pathlib import Path

from werkzeug.datastructures import FileStorage

from gridnet.base import http
from gridnet.base.county import County
from gridnet.base.errors import Invalid, NotFound, TooLarge

KEPT_S = 24 * 3600
BLOCK = 1 << 20
TOKEN = re.compile(r"[0-9a-f]{32}(\.[a-z]{1,8}){0,2}", re.ASCII)
SUFFIX = re.compile(r"(\.[a-z]{1,8}){0,2}$", re.ASCII)


def keep(county: County, sent: FileStorage | None, most_mb: int) -> str:
    """Keep a file that was sent; returns the token it is found by. Raises `Invalid` without one, or `TooLarge`."""
    if sent is None or not sent.filename:
        raise Invalid("choose a file first", errors=[{"field": "file", "message": "choose a file"}])
    folder = _folder(county)
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    suffix = SUFFIX.search(Path(sent.filename).name.lower())
    token = secrets.token_hex(16) + (suffix[0] if suffix else "")
    with (folder / token).open("wb") as file:
        while block := sent.stream.read(BLOCK):
            file.write(block)
            if file.tell() > most_mb << 20:
                (folder / token).unlink()
                raise TooLarge(f"{sent.filename} is larger than {most_mb} MiB; import it with the command line")
    return token


def new_token(suffix: str) -> str:
    """A token for a file to come."""
    return secrets.token_hex(16) + suffix


def write(county: County, text: str, suffix: str) -> str:
    """Keep a text of our own for whoever comes back for it; returns its token."""
    folder = _folder(county)
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    token = new_token(suffix)
    (folder / token).write_text(text, encoding="utf-8")
    return token


def place(county: County, token: str) -> Path:
    """Where a file of our own stands, for a thread that knows no settings."""
    return _folder(county) / token


def rewrite(path: Path, text: str) -> None:
    """Put another text in the place of one of our own; who reads it meanwhile reads the one or the other whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def tokens(county: County, suffix: str) -> list[str]:
    """The tokens of the files of a kind that are kept."""
    folder = _folder(county)
    return [path.name for path in folder.glob(f"*{suffix}") if TOKEN.fullmatch(path.name)] if folder.is_dir() else []


def find(county: County, token: str) -> Path:
    """The file; raises `NotFound` where it is gone."""
    path = _folder(county) / token
    if TOKEN.fullmatch(token) is None or not path.is_file():
        raise NotFound("the file is no longer here; send it again")
    return path


def forget(county: County, token: str) -> None:
    """Drop a file that was used."""
    find(county, token).unlink(missing_ok=True)


def _folder(county: County) -> Path:
    return http.settings().instance_dir.absolute() / "uploads" / county


def _forget_old(folder: Path) -> None:
    # The file system's own times are compared with each other, by the age of a file just written.
    marker = folder / ".now"
    marker.touch()
    newest = marker.stat().st_mtime
    for path in folder.iterdir():
        if newest - path.stat().st_mtime > KEPT_S:
            path.unlink(missing_ok=True)
