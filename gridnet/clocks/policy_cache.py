"""Policies in the memory of each process, by county; read again after a few seconds, when a change takes effect.

A running clock keeps what it began with, so nothing depends on how soon every process knows of a change.
"""

from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks import policy_book
from gridnet.clocks.policies import Book

GOOD_FOR_S = 5.0

_Held = dict[County, tuple[float, Book]]
#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def get(county: County) -> Book:
    """The policies of a county with those of all."""
    bind = db.session.get_bind()
    counties = _held.get(bind)
    if counties is None:
        counties = _held.setdefault(bind, {})
    read_s, book = counties.get(county, (float("-inf"), None))
    if book is None or monotonic() - read_s >= GOOD_FOR_S:
        versions = policy_book.list_versions(county)
        if book is None or book.versions != versions:
            book = Book(versions)
        counties[county] = monotonic(), book
    return book


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
    _held.clear()
