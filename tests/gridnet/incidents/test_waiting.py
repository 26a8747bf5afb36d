"""What waits for somebody, and in which order."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gridnet.base import db, moment, paging
from gridnet.base.errors import Invalid
from gridnet.clocks.models import Clock
from gridnet.incidents import queries, waiting
from gridnet.incidents.lifecycle import LegState
from gridnet.incidents.schemas import MineQuery
from tests.factories import incidents
from tests.factories.people import AT


def mine(county, position, desks=(), **query):
    rows = waiting.list_mine(county.county, position.person_id, desks, MineQuery(**query))
    return [row.Incident.id for row in rows]


def runs_out(row, minutes, network="community", **narrowed):
    """All clocks of a leg run out then."""
    found = update(Clock).where(Clock.subject_id == row.id, Clock.network == network).filter_by(**narrowed)
    db.session.execute(found.values(due_at=AT + timedelta(minutes=minutes)))


@pytest.fixture
def three(county):
    """Three lamps in G1; the second runs out first, then the third, then the first."""
    made = [incidents.incident() for _ in range(3)]
    for row, minutes in zip(made, (90, 10, 50), strict=True):
        runs_out(row, minutes)
    return made


def test_mine_is_what_waits_for_me_and_at_my_desk(county, session):
    here = incidents.raised()
    incidents.raised(at_=(2.5, 0.5))  # somebody else's
    waits = incidents.raised(at_=(9, 9), category=incidents.SUGGESTION)
    assert mine(county, county.worker_G1) == [here.id]
    assert mine(county, county.township) == []
    assert mine(county, county.township, [county.county]) == [waits.id]


def test_what_has_ended_waits_for_nobody(county, session):
    row = incidents.incident()
    leg = incidents.legs_of(row)["community"]
    leg.state, leg.ended_at = LegState.CLOSED, AT
    session.flush()
    assert mine(county, county.worker_G1) == []


def test_what_names_me_does_not_wait_for_me(county, session):
    row = incidents.incident()
    session.add(queries.Named(county=row.county, incident_id=row.id, person_id=county.worker_G1.person_id, how="text"))
    session.flush()
    assert mine(county, county.worker_G1) == []


def test_the_newest_come_first_unless_the_order_is_by_what_runs_out(county, three):
    first, second, third = (row.id for row in three)
    assert mine(county, county.worker_G1) == [third, second, first]
    assert mine(county, county.worker_G1, order="due") == [second, third, first]


def test_the_clocks_of_the_other_leg_count_for_nothing(county, three):
    runs_out(three[0], 1, "police")
    assert mine(county, county.worker_G1, order="due")[-1] == three[0].id


def test_what_stands_still_or_has_stopped_runs_out_last(county, three):
    clocks = select(Clock).where(Clock.subject_id == three[1].id, Clock.network == "community")
    for clock in db.session.scalars(clocks):
        clock.state, clock.next_check_at = "paused", None
    db.session.flush()
    assert mine(county, county.worker_G1, order="due") == [three[2].id, three[0].id, three[1].id]


@pytest.mark.parametrize("order", ["newest", "due"])
def test_pages_neither_skip_nor_repeat(county, calls, three, order):
    runs_out(three[0], 10)  # two that run out at one moment
    caller, seen, after = calls(county.worker_G1), [], None
    while True:
        query = {"limit": 1, "order": order} | ({"after": after} if after else {})
        page = caller.get("/api/v1/assignments/mine", query_string=query).json
        seen += [each["incident"]["number"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize("key", [["nonsense", 1], ["2026-03-10T04:00:00", 1], ["infinity"], [7]])
def test_a_cursor_of_another_order_is_refused(county, key):
    with pytest.raises(Invalid, match="cursor"):
        mine(county, county.worker_G1, order="due", after=paging.write(key))


def test_mine_tells_what_runs_out_first_with_its_colour(county, calls, monkeypatch):
    incidents.incident()
    monkeypatch.setattr(moment, "now", lambda: AT + timedelta(days=7))
    (item,) = calls(county.worker_G1).get("/api/v1/assignments/mine").json["items"]
    assert {each["stage"] for each in item["stages"]} == {"accept", "arrive", "handle"}
    assert item["due"] == item["stages"][0]
    assert (item["due"]["stage"], item["due_at"], item["mark"]) == ("accept", item["due"]["due_at"], "conference")
    assert item["due"]["share"] > 1


def test_a_page_takes_the_same_statements_however_long_it_is(county, three, statements):
    actor_desks = sorted({"410599001"})
    with statements() as few:
        mine(county, county.worker_G1, actor_desks, limit=1, order="due")
    with statements() as many:
        mine(county, county.worker_G1, actor_desks, order="due")
    assert len(few) == len(many) == 1
