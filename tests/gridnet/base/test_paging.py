"""Keyset pages."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gridnet.base import paging
from gridnet.base.errors import Invalid
from gridnet.base.paging import Wish

KEYS = st.lists(st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(st.characters(exclude_characters="\0"))))


def cursor(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(KEYS)
def test_a_cursor_leads_back_to_its_key(key):
    assert paging.read(paging.write(key), [type(part) for part in key]) == key


@given(st.text())
def test_whatever_else_is_sent_as_a_cursor_is_refused_or_read_as_one(text):
    try:
        (found,) = paging.read(text, [int])
    except Invalid:
        return
    assert type(found) is int


@pytest.mark.parametrize(
    "value",
    [
        "7",  # no list
        [],
        [7, 8],
        ["7"],
        [True],
        [7.0],
        [None],
        [2**63],  # no id of ours
    ],
)
def test_a_cursor_of_another_list_is_refused(value):
    with pytest.raises(Invalid, match="not a cursor of this list"):
        paging.read(cursor(value), [int])


def test_a_cursor_cannot_hold_what_the_database_cannot():
    with pytest.raises(Invalid):
        paging.read(cursor(["a\0b"]), [str])


@given(st.lists(st.integers(1, 10**6), unique=True), st.integers(1, 7))
def test_pages_neither_skip_nor_repeat(ids, limit):
    rows, seen, after = sorted(ids), [], 0
    while True:
        found = [id_ for id_ in rows if id_ > after][: limit + 1]
        page, next_ = paging.cut(found, Wish(limit=limit), lambda id_: [id_])
        seen += page
        assert len(page) <= limit
        if next_ is None:
            break
        (after,) = paging.read(next_, [int])
    assert seen == rows


@pytest.mark.parametrize("wish", [{"limit": 0}, {"limit": 201}, {"after": "x" * 401}, {"page": 2}])
def test_a_wish_has_its_limits(wish):
    with pytest.raises(ValidationError):
        Wish(**wish)
