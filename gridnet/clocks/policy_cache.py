"""Policies in the memory of each process, by county; every few seconds it is asked whether there is a later version.

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


class _Held:
    """What is known of one database."""

    def __init__(self) -> None:
        self.read_s = float("-inf")
        self.stamp: object = None
        self.books: dict[County, Book] = {}


#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def get(county: County) -> Book:
    """The policies of a county with those of all."""
    bind = db.session.get_bind()
    held = _held.get(bind) or _held.setdefault(bind, _Held())
    if monotonic() - held.read_s >= GOOD_FOR_S:
        stamp = policy_book.stamp()
        if stamp != held.stamp:
            held.books, held.stamp = {}, stamp
        held.read_s = monotonic()
    books = held.books
    if county not in books:
        books[county] = Book(policy_book.list_versions(county))
    return books[county]


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
    _held.clear()
