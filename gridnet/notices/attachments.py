"""Files that go along with a notice by mail: made and kept by other features, asked for when the message is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gridnet.base.county import County


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is attached."""

    name: str
    media_type: str
    content: bytes


#: The file of a notice's subject, within the caller's transaction; None where there is none (any more).
Loader = Callable[[County, int], File | None]
_loaders: dict[str, Loader] = {}


def connect(loaders: Mapping[str, Loader]) -> None:
    """Take who has files, by kind of subject; once, at start."""
    _loaders.clear()
    _loaders.update(loaders)


def find(county: County, kind: str | None, id_: int | None) -> File | None:
    """The file that goes along with a notice about this subject, or None."""
    loader = _loaders.get(kind or "")
    return loader(county, id_) if loader is not None and id_ is not None else None
