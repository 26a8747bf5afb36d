from datetime import UTC, date, datetime

import pytest

from gridnet.base import db
from gridnet.clocks import calendar_cache, calendar_queries
from gridnet.clocks.calendar_import import publish
from gridnet.clocks.calendar_queries import Stood
from gridnet.clocks.calendar_sources import Notice, Said
from gridnet.clocks.calendars import ALWAYS, DayKind

AT = datetime(2026, 11, 25, tzinfo=UTC)
YEAR = Notice(2027, {date(2027, 3, 4): Said(DayKind.HOLIDAY, None, "示例节")}, "示例.csv", "示例通知")


@pytest.fixture
def clock_s(monkeypatch):
    """The seconds the cache goes by; set `now[0]`."""
    now = [1000.0]
    monkeypatch.setattr(calendar_cache, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def loads(monkeypatch):
    """Which states were read from the database."""
    found, load = [], calendar_queries.load
    monkeypatch.setattr(calendar_queries, "load", lambda stood: found.append(stood) or load(stood))
    return found


def test_counties_without_a_calendar_of_their_own_share_one(session):
    assert calendar_cache.get("410506") is calendar_cache.get("410199") is calendar_cache.get("CN")


def test_it_is_read_once(session, loads):
    for _ in range(3):
        calendar_cache.get("410506")
    assert loads == [Stood("CN", 1)]


def test_another_process_sees_a_later_version_after_a_few_seconds(session, clock_s, monkeypatch):
    before = calendar_cache.get("CN")
    with monkeypatch.context() as other_process:
        other_process.setattr(calendar_cache, "forget", lambda: None)
        publish("CN", YEAR, at=AT)
    assert calendar_cache.get("CN") is before
    clock_s[0] += calendar_cache.GOOD_FOR_S
    assert calendar_cache.get("CN").is_published(2027)


def test_whoever_changed_it_sees_it_at_once(session, clock_s):
    calendar_cache.get("CN")
    publish("CN", YEAR, at=AT)
    assert calendar_cache.get("CN").is_published(2027)


def test_an_earlier_version_stays_at_hand(session, loads):
    version = publish("CN", YEAR, at=AT).version
    calendar_cache.forget()
    loads.clear()
    assert calendar_cache.get("CN") is calendar_cache.get_version("CN", version)
    assert not calendar_cache.get_version("CN", 1).is_published(2027)
    assert loads == [Stood("CN", version), Stood("CN", 1)]


def test_only_so_many_are_kept(session, monkeypatch, loads):
    monkeypatch.setattr(calendar_cache, "KEPT", 1)
    for code in ("CN", "410506", "CN"):
        calendar_cache.get_version(code, 1)
    assert len(loads) == 3


def test_the_one_that_always_runs_is_not_asked_of_the_database():
    db.session.remove()
    assert calendar_cache.get("ALWAYS") is calendar_cache.get_version("ALWAYS", 9) is ALWAYS
