"""Rows of the past as they were written down: missing stamps, impossible orders, doubtful hours, rejected rows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.base.tables import Line
from gridnet.incidents import history, history_map
from gridnet.incidents.categories import Category, PoliceRole, Priority, Sensitivity
from gridnet.incidents.history import PastRun
from gridnet.incidents.lifecycle import LegState, Role, State
from tests.factories.people import AT, COUNTY

LAMP, FIGHT = "0402", "0202"
STAMPS = ("assigned_at", "accepted_at", "contacted_at", "departed_at", "arrived_at", "handled_at")
MAP = [
    "ref=id",
    "reported_at=got",
    "closed_at=done",
    "due_at=limit",
    "category=kind",
    "default_category=0402",
    "priority=how",
    "priorities.A=P1",
    "channel=by",
    "channels.Y=POLICE_BEAT",
    "place=point",
    *(f"legs.police.{stamp}={stamp}" for stamp in STAMPS),
]


def category(code, role):
    return Category(code, code, code, role, Sensitivity.NORMAL, Priority.P3, conflict_route=False, version=1)


def made(*words):
    found = history_map.read([*MAP, *words])
    return PastRun(
        county=COUNTY,
        label="file",
        map=found,
        mapping=found.columns(),
        categories={LAMP: category(LAMP, PoliceRole.NONE), FIGHT: category(FIGHT, PoliceRole.LEAD)},
        at=AT,
        tolerance_m=50,
    )


def read(*words, **cells):
    return made(*words).read(Line(2, {"id": "1", "got": "2026-01-15 08:00"} | cells))[1]


def test_a_row_keeps_every_stamp_in_its_own_zone():
    report = read("timezone=America/Los_Angeles", arrived_at="2026/01/15 08:09:30 AM", done="2026-01-15 09:00")
    (leg,) = report.past.legs
    assert report.at == datetime(2026, 1, 15, 16, 0, tzinfo=UTC)
    assert leg.stamps == {"arrived_at": datetime(2026, 1, 15, 16, 9, 30, tzinfo=UTC)}
    assert (report.past.closed_at, report.past.state) == (datetime(2026, 1, 15, 17, 0, tzinfo=UTC), State.CLOSED)


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, LegState.ASSIGNED),
        ({"contacted_at": "2026-01-15 08:05"}, LegState.ACCEPTED),  # whoever rings up has taken it
        ({"departed_at": "2026-01-15 08:05"}, LegState.DEPARTED),
        ({"arrived_at": "2026-01-15 08:05", "assigned_at": "2026-01-15 08:06"}, LegState.ON_SCENE),  # impossible, kept
        ({"handled_at": "2026-01-15 07:00"}, LegState.HANDLED),
        ({"handled_at": "2026-01-15 07:00", "done": "2026-01-15 06:00"}, LegState.CLOSED),
    ],
)
def test_how_far_it_had_come_is_told_by_its_stamps_whatever_their_order(cells, state):
    report = read(**cells)
    assert report.past.legs[0].state(report.past.closed_at) == state
    assert report.past.state == state


def test_a_limit_may_lie_ahead_and_a_channel_and_a_priority_are_told_by_the_map():
    report = read(limit="2999-01-01", how="A", by="Y")
    assert report.past.due_at.year == 2998  # local midnight
    assert (report.priority, report.channel) == (Priority.P1, "POLICE_BEAT")


@pytest.mark.parametrize(
    ("words", "kind", "legs"),
    [
        ([], LAMP, {Network.POLICE: Role.LEAD}),  # the only network the map has stamps of
        (["legs.police.role=assist"], LAMP, {Network.COMMUNITY: Role.LEAD, Network.POLICE: Role.ASSIST}),
        (["legs.community.arrived_at=x"], FIGHT, {Network.POLICE: Role.LEAD}),  # by the category; no other stamp known
        (["legs.community.arrived_at=x"], LAMP, {Network.COMMUNITY: Role.LEAD, Network.POLICE: Role.ASSIST}),
        (["legs.community.role=inform", "legs.community.arrived_at=got"], LAMP, None),
    ],
)
def test_the_lead_is_named_by_the_map_or_the_only_one_or_told_by_the_category(words, kind, legs):
    report = read(*words, kind=kind, arrived_at="2026-01-15 08:05")
    expected = legs or {Network.POLICE: Role.LEAD, Network.COMMUNITY: Role.INFORM}
    assert {leg.network: leg.role for leg in report.past.legs} == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"got": ""}, "no moment of report in column 'got'"),
        ({"got": "2999-01-01"}, "reported_at lies in the future"),
        ({"got": "0001-01-01"}, "reported_at lies in the year 1"),
        ({"arrived_at": "gestern"}, "'gestern' is not a moment"),
        ({"done": "2999-01-01"}, "closed_at lies in the future"),
        ({"how": "B"}, "unknown priority 'B'; say in the map what it means"),
        ({"by": "pigeon"}, "unknown channel 'pigeon'"),
        ({"point": "113.6 34.7"}, "is no point; it is written as POINT"),
        ({"point": "POINT (34.7 113.6)"}, "look swapped"),
        ({"kind": "a\0b"}, "NUL"),
        ({"id": "-"}, "no reference in column 'id'"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(cells, reason):
    with pytest.raises(Invalid, match=reason):
        read(**cells)


def test_an_hour_that_was_twice_is_taken_and_noted():
    report = read("timezone=America/New_York", got="2025-11-02 01:30")
    assert report.at == datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    told = "reported_at '2025-11-02 01:30' was twice in America/New_York, when the clocks were put back"
    assert report.notes == (f"{told}; taken as the earlier",)


@pytest.mark.parametrize(
    ("words", "got", "reason"),
    [
        (["ambiguous=reject"], "2025-11-02 01:30", "was twice in America/New_York"),
        ([], "2025-03-09 02:30", "never was in America/New_York"),
    ],
)
def test_a_doubtful_hour_is_rejected_where_it_must_be(words, got, reason):
    with pytest.raises(Invalid, match=reason):
        read("timezone=America/New_York", *words, got=got)


@given(st.permutations(range(len(STAMPS))), st.lists(st.booleans(), min_size=len(STAMPS), max_size=len(STAMPS)))
def test_in_whatever_order_stamps_lie_they_are_kept_as_they_are(order, given_):
    written = {
        stamp: f"2026-01-15 0{hour}:00" for stamp, hour, is_there in zip(STAMPS, order, given_, strict=True) if is_there
    }
    (leg,) = read("timezone=UTC", **written).past.legs
    assert {stamp: f"{at:%Y-%m-%d %H:%M}" for stamp, at in leg.stamps.items()} == written
    assert history.lead_of(made().map, category(LAMP, PoliceRole.NONE)) is Network.POLICE
