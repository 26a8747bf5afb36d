"""Incidents of the past in the database: legs and timelines as written, nothing that follows from them."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, select, text

from gridnet import wiring
from gridnet.base import db, events
from gridnet.base.errors import Conflict
from gridnet.base.tables import Line
from gridnet.clocks.models import Clock
from gridnet.incidents import history_map, importing, placing, queries, schemas, steps, waiting
from gridnet.incidents.history import PastRun
from gridnet.incidents.importing import Tally
from gridnet.incidents.models import Entry, History, Incident, Leg
from gridnet.notices.models import Notice
from tests.factories import people, territory
from tests.factories.people import AT

PLACE = territory.at(0.5, 0.5)
MAP = [
    "ref=id",
    "reported_at=got",
    "closed_at=done",
    "due_at=limit",
    "default_category=0402",
    "text=words",
    "lng=x",
    "lat=y",
    "grid_code=grid",
    "beat_code=beat",
    "address=where",
    "timezone=UTC",
    "legs.community.assigned_at=sent",
    "legs.community.contacted_at=rung",
    "legs.community.arrived_at=there",
    "legs.police.arrived_at=police",
]


@pytest.fixture(autouse=True)
def _wired(monkeypatch):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)


@pytest.fixture
def take_in(county):
    found = history_map.read(MAP)
    run = PastRun(
        county=county.county,
        label="old",
        map=found,
        mapping=found.columns(),
        categories=queries.list_categories(county.county),
        at=AT,
        tolerance_m=50,
    )

    def take(*rows):
        tally = Tally()
        importing.take_in(run, [Line(n, {"id": f"R{n}"} | row) for n, row in enumerate(rows, start=2)], tally)
        assert tally.rows == len(rows)
        return tally

    return take


def row(**cells):
    return {"got": "2026-02-01 08:00", "x": str(PLACE.lng), "y": str(PLACE.lat)} | cells


def stored(ref="R2"):
    return db.session.scalars(select(Incident).where(Incident.source_ref == ref)).one()


def legs(of):
    return {leg.network: leg for leg in db.session.scalars(select(Leg).where(Leg.incident_id == of.id))}


def hour(number):
    return datetime(2026, 2, 1, number, tzinfo=UTC)


def test_a_row_becomes_an_incident_with_its_legs_its_limit_and_its_timeline(county, take_in):
    given = {"sent": hour(9), "rung": hour(9), "police": hour(10), "limit": hour(11), "done": hour(12)}
    assert take_in(row(**{name: f"{at:%Y-%m-%d %H:%M}" for name, at in given.items()})).taken == 1
    found = stored()
    assert (found.is_history, found.state, found.closed_at, found.ended_at) == (True, "closed", hour(12), hour(12))
    assert (found.located_by, found.grid_area_id) == ("point", county.areas["G1"])
    assert db.session.get(History, (found.county, found.id)).due_at == hour(11)
    made = legs(found)
    community = made["community"]
    assert (community.role, community.assigned_at, community.contacted_at) == ("lead", hour(9), hour(9))
    assert community.arrived_at is None
    assert (made["police"].role, made["police"].assigned_at, made["police"].arrived_at) == ("assist", None, hour(10))
    told = db.session.scalars(select(Entry).where(Entry.incident_id == found.id).order_by(Entry.id)).all()
    assert [(each.step, each.network, each.occurred_at) for each in told] == [
        ("report", None, hour(8)),
        ("assign", "community", hour(9)),
        ("contact", "community", hour(9)),
        ("arrive", "police", hour(10)),
        ("close", None, hour(12)),
    ]
    assert {each.recorded_at for each in told} == {AT}


def test_no_clock_starts_and_nobody_is_told(take_in):
    take_in(row(), row(done="2026-02-02 08:00"))
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in (Clock, Notice)]
    assert counts == [0, 0]


def test_running_it_again_takes_nothing_twice(take_in):
    rows = [row(sent="2026-02-01 09:00") for _ in range(3)]
    assert take_in(*rows).taken == 3
    again = take_in(*rows, row())
    assert (again.taken, again.repeated) == (1, 3)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, ("point", "G1", "B1")),
        ({"beat": "B2"}, ("point", "G1", "B2")),  # the record says which beat had it, wherever the point lies
        ({"x": "", "y": "", "grid": "G3"}, ("grid_code", "G3", None)),  # and nothing is made up beside
        ({"x": "", "y": "", "where": "示例路 7 号"}, ("address", None, None)),
        ({"x": "", "y": ""}, ("unknown", None, None)),
    ],
)
def test_a_row_is_placed_by_what_it_has_or_not_at_all(county, take_in, cells, expected):
    assert take_in(row(**cells)).rejected == []
    found = stored()
    codes = {id_: code for code, id_ in county.areas.items()}
    assert (found.located_by, codes.get(found.grid_area_id), codes.get(found.beat_area_id)) == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"beat": "B9"}, "no beat B9 was in force in 410599 on 2026-02-01"),
        ({"grid": "G1", "got": "2025-12-01 08:00"}, "no grid G1 was in force in 410599 on 2025-12-01"),
        ({"x": "1_0"}, "not a number of degrees"),
    ],
)
def test_a_row_at_fault_does_not_stop_the_others(take_in, cells, reason):
    tally = take_in(row(), row(**cells), row())
    assert (tally.taken, [each.number for each in tally.rejected]) == (2, [3])
    assert reason in tally.rejected[0].reason


def test_whoever_a_record_names_can_still_not_find_it(county, take_in):
    named = people.person(county.county, name="示例网格员甲")
    take_in(row(words="投诉示例网格员甲态度差"), row())
    assert queries.list_named(county.county, stored("R2").id) == {named.id}
    assert queries.list_named(county.county, stored("R3").id) == set()


def test_a_record_waits_in_no_list_and_nobody_can_act_on_it(county, take_in):
    take_in(row(sent="2026-02-01 09:00"))
    found = stored()
    desk = county.township
    assert waiting.list_mine(county.county, desk.person_id, [found.desk_code], schemas.MineQuery()) == []
    where = placing.Place(PLACE, None, 50, desk.person_id, desk.id)
    with pytest.raises(Conflict, match="a record of the past"):
        placing.place(county.county, found.id, where, expected_version=None, at=AT)
    wish = steps.Wish(
        step=steps.Step.ACCEPT,
        network=None,
        reason="",
        note=None,
        occurred_at=AT,
        at=AT,
        is_late=False,
        person_id=desk.person_id,
        position_id=desk.id,
    )
    with pytest.raises(Conflict, match="report the matter anew"):
        steps.take(county.county, found.id, wish, steps.Standing(frozenset()), frozenset({found.desk_code}))


@contextmanager
def counted(connection):
    """The statements that reach the database within."""
    seen = []

    def listen(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", listen)
    yield seen
    event.remove(connection, "before_cursor_execute", listen)


def test_a_thousand_rows_take_as_many_statements_as_one(take_in, session):
    with counted(session.get_bind()) as one:
        take_in(row(id="first"))
    with counted(session.get_bind()) as many:
        take_in(*(row(id=f"r{number}") for number in range(1000)))
    assert len(many) == len(one)
    assert session.scalar(text("SELECT count(*) FROM incident_history")) == 1001
