"""The board: what runs out first in front, narrowed in every way, page by page, and never by reading through."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.dialects import postgresql

from gridnet.base import db, paging
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.clocks.card_models import Card
from gridnet.clocks.ladder import Mark
from gridnet.clocks.models import Clock
from gridnet.incidents import board, board_lines, sight
from gridnet.incidents.board import CardColour, Wanted
from gridnet.incidents.lifecycle import State
from gridnet.incidents.models import Incident
from tests.factories import incidents, people
from tests.factories.people import AT

READABLE = text("true")


def listed(county, *, after=None, limit=50, readable=READABLE, **wanted):
    rows = board.list_rows(county.county, paging.Wish(limit=limit, after=after), Wanted(**wanted), readable)
    return [row.incident.id for row in rows]


def runs_out(row, minutes, network=None):
    found = update(Clock).where(Clock.subject_id == row.id, *([Clock.network == network] if network else []))
    db.session.execute(found.values(due_at=AT + timedelta(minutes=minutes)))


def rests(row):
    """Nothing runs on it."""
    paused = update(Clock).where(Clock.subject_id == row.id).values(state="paused", next_check_at=None)
    db.session.execute(paused)


def card(row, mark=Mark.YELLOW, **given):
    clock = db.session.query(Clock).filter_by(subject_id=row.id, stage="handle").one()
    same = {name: getattr(clock, name) for name in ("county", "epoch", "network", "stage", "division_code")}
    made = Card(
        **same,
        clock_id=clock.id,
        level=db.session.query(Card).count() + 1,
        mark=mark,
        needs_reason=False,
        due_at=AT,
        detected_at=AT,
        is_late=False,
        skipped=[],
        subject_kind="incident",
        subject_id=row.id,
        **given,
    )
    db.session.add(made)
    db.session.flush()
    return made


@pytest.fixture
def three(county, session):
    """Three lamps in G1; the second runs out first, then the third, then the first."""
    made = [incidents.incident() for _ in range(3)]
    for row, minutes in zip(made, (90, 10, 50), strict=True):
        runs_out(row, minutes)
    session.flush()
    return made


def test_what_runs_out_first_comes_first_and_what_does_not_run_comes_last(county, three):
    first, second, third = three
    rests(second)
    assert listed(county) == [third.id, first.id, second.id]


def test_an_incident_stands_once_where_its_first_clock_runs_out(county, three):
    first, second, third = three
    runs_out(first, 1, "police")
    assert listed(county) == [first.id, second.id, third.id]


def test_a_network_is_asked_for_its_own_time(county, three):
    first, second, third = three
    runs_out(third, 5, "police")
    rests(second)
    assert listed(county, network=Network.POLICE) == [third.id, first.id]


def test_what_has_ended_or_is_of_the_past_is_not_on_the_board(county, three):
    first, second, third = three
    first.ended_at, first.closed_at, second.is_history = AT, AT, True
    db.session.flush()
    assert listed(county) == [third.id]


@pytest.mark.parametrize("limit", [1, 2])
def test_pages_neither_skip_nor_repeat(county, three, limit):
    rests(three[0])
    rests(three[2])
    seen, after = [], None
    for _ in range(3):
        wish = paging.Wish(limit=limit, after=after)
        rows, after = paging.cut(board.list_rows(county.county, wish, Wanted(), READABLE), wish, lambda row: row.key)
        seen += [row.incident.id for row in rows]
        if after is None:
            break
    assert seen == [three[1].id, three[0].id, three[2].id]


@pytest.mark.parametrize("key", [["yesterday", 1], ["2026-01-01T00:00:00", 1], [1, 1]])
def test_a_cursor_of_another_list_is_refused(county, session, key):
    with pytest.raises(Invalid, match="not a cursor of this list"):
        listed(county, after=paging.write(key))


def test_it_is_narrowed_by_what_an_incident_is(county, three):
    fight = incidents.incident(category=incidents.FIGHT, text="示例", at_=(3.5, 3.7))
    fight.state = State.HANDLED
    db.session.flush()
    wanted = [
        {"category": incidents.FIGHT},
        {"priority": fight.priority},
        {"state": State.HANDLED},
        {"area_ids": [county.areas["B2"]]},
        {"area_ids": [county.areas["G4"]]},
        {"incident_id": fight.id},
    ]
    assert [listed(county, **each) for each in wanted] == [[fight.id]] * len(wanted)
    assert listed(county, area_ids=[]) == []


def test_it_is_narrowed_to_cards_that_stand(county, three):
    first, second, _third = three
    card(first, Mark.YELLOW)
    card(second, Mark.CONFERENCE)
    assert listed(county, card=CardColour.YELLOW) == [first.id]
    assert listed(county, card=CardColour.RED) == [second.id]
    who = county.dispatcher
    db.session.query(Card).filter_by(subject_id=first.id).update(
        {"cancelled_at": AT, "cancelled_by": who.person_id, "cancelled_as": who.id, "cancel_reason": "示例"}
    )
    assert listed(county, card=CardColour.YELLOW) == []


def test_the_highest_card_of_each_is_told(county, three):
    first, second, _third = three
    for mark in (Mark.YELLOW, Mark.RED, Mark.REMIND):
        card(first, mark)
    card(second, Mark.REMIND)
    assert board_lines.list_marks(county.county, [each.id for each in three]) == {first.id: Mark.RED}
    assert board_lines.list_marks(county.county, []) == {}


def test_the_unlocated_wait_to_be_placed(county, session):
    lost = incidents.incident(at_=None, address="示例街道")
    incidents.incident()
    assert listed(county, unlocated=True) == [lost.id]
    assert board.count_unlocated(county.county, READABLE, 9) == 1


def test_points_are_those_that_have_a_place(county, three):
    incidents.incident(at_=None, address="示例街道")
    rests(three[0])
    points = board.list_points(county.county, Wanted(), READABLE)
    assert [point.id for point in points] == [three[1].id, three[2].id, three[0].id]
    assert (points[0].due_at, points[2].due_at) == (AT + timedelta(minutes=10), None)
    assert [point.id for point in board.list_points(county.county, Wanted(network=Network.POLICE), READABLE)] == [
        three[1].id,
        three[2].id,
    ]


def test_legs_and_areas_are_told_by_name(county, three):
    legs = board_lines.list_legs(county.county, [three[0].id])[three[0].id]
    assert [(leg.network, leg.role, leg.person_id) for leg in legs] == [
        ("community", "lead", county.worker_G1.person_id),
        ("police", "inform", county.officer_B1.person_id),
    ]
    assert all(leg.name.startswith("示例人员") for leg in legs)
    outline = three[0].grid_outline_id
    assert board_lines.list_area_names(county.county, [outline]) == {outline: "示例 G1"}
    assert (board_lines.list_legs(county.county, []), board_lines.list_area_names(county.county, [])) == ({}, {})


def test_it_is_read_by_its_indexes(county, session, calls):
    """With many incidents over and few open: by the index of running clocks, and by that of open incidents."""
    incidents.incident()
    statement = text("""
        INSERT INTO incident (county, category, category_version, priority, channel, state, version, matter, text,
                              located_by, division_code, desk_code, occurred_at, reported_at, recorded_at, ended_at,
                              closed_at)
        SELECT county, category, category_version, priority, channel, 'closed', 1, matter, '示例', 'unknown',
               division_code, desk_code, occurred_at, reported_at, recorded_at, reported_at, reported_at
        FROM incident, generate_series(1, 20000)
    """)
    session.execute(statement)
    for method in ("seqscan", "bitmapscan", "sort"):  # what a planner with few rows or old statistics might prefer
        session.execute(text(f"SET LOCAL enable_{method} = off"))
    held = people.position(people.person(county.county), people.Role.SUPERVISOR, scope=county.county)
    actor = _actor(held)
    readable = sight.readable(actor, county.county)
    for query, index in (
        (board._running(county.county, Wanted(), readable, Clock.id).limit(51), "ix_clock_board"),
        (board._resting(county.county, Wanted(), readable, Incident.id).limit(51), "ix_incident_open"),
    ):
        plan = explained(session, query)
        assert index in plan
        assert "Seq Scan on incident" not in plan


def _actor(held):
    from gridnet.people.access import Actor, Credential, Held, Kind, Reach

    mine = Held(held.id, held.county, people.Role(held.role), None, held.scope, None, None, None)
    return Actor(
        county=held.county,
        person_id=held.person_id,
        name="示例人员",
        staff_no="W1",
        held=(mine,),
        position=mine,
        reach=Reach.of([held.scope]),
        credential=Credential(Kind.SESSION, 1, True, None),
        source="test",
    )


def explained(session, query):
    sql = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    return "\n".join(session.execute(text("EXPLAIN " + sql.replace(":", r"\:"))).scalars())
