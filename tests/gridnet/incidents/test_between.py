"""What waits for whom between the two networks."""

from datetime import timedelta

import pytest
from sqlalchemy import text, true, update

from gridnet.base import db, paging
from gridnet.base.errors import Invalid
from gridnet.incidents import between
from gridnet.incidents.between import Waiting
from gridnet.incidents.models import Leg
from tests.factories import incidents, people
from tests.factories.people import AT

ALL = paging.Wish(limit=50)


@pytest.fixture(autouse=True)
def county(session):
    return incidents.staffed()


def accepted(*networks, after=timedelta()):
    """An incident whose legs of these networks have been accepted; the others wait since AT + `after`."""
    made = incidents.incident(at=AT)
    for network, leg in incidents.legs_of(made).items():
        done = {"state": "accepted", "accepted_at": AT} if network in networks else {"assigned_at": AT + after}
        db.session.execute(update(Leg).where(Leg.id == leg.id).values(**done))
    return made.id


def waiting(which, readable=None):
    readable = true() if readable is None else readable
    return [pair.incident.id for pair in between.list_pairs(people.COUNTY, which, ALL, readable)]


def test_each_case_stands_where_acceptance_is_missing():
    police, community, both = accepted("community"), accepted("police"), accepted()
    accepted("police", "community")  # nobody waits here
    assert waiting(Waiting.FOR_POLICE) == [police]
    assert waiting(Waiting.FOR_COMMUNITY) == [community]
    assert waiting(Waiting.FOR_BOTH) == [both]


def test_the_longest_wait_stands_first_and_pages_neither_skip_nor_repeat():
    hour = timedelta(hours=1)
    made = [accepted("community", after=number * hour) for number in (2, 0, 1)]
    seen, wish = [], paging.Wish(limit=1)
    while True:
        rows = between.list_pairs(people.COUNTY, Waiting.FOR_POLICE, wish, true())
        shown, after = paging.cut(rows, wish, between.key)
        seen += [pair.incident.id for pair in shown]
        if after is None:
            break
        wish = paging.Wish(limit=1, after=after)
    assert seen == [made[1], made[2], made[0]]


def test_both_sides_are_named_with_the_time_of_acceptance_that_was_due():
    accepted("community")
    (pair,) = between.list_pairs(people.COUNTY, Waiting.FOR_POLICE, ALL, true())
    assert (pair.waited.network, pair.partner.network) == ("police", "community")
    assert pair.waited_name != pair.partner_name
    assert pair.due_at > AT


def test_counting_stops_where_nobody_counts_any_more():
    accepted("community")
    assert between.count(people.COUNTY, Waiting.FOR_POLICE, true()) == 1
    assert between.count(people.COUNTY, Waiting.FOR_COMMUNITY, true()) == 0


@pytest.mark.parametrize("after", [["yesterday", 1], ["2026-03-02T09:00:00", 1]])
def test_a_cursor_of_another_list_is_refused(after):
    wish = paging.Wish(after=paging.write(after))
    with pytest.raises(Invalid, match="cursor"):
        between.list_pairs(people.COUNTY, Waiting.FOR_POLICE, wish, true())


def test_only_what_waits_is_in_the_index():
    definition = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_assignment_unaccepted'")
    written = db.session.execute(definition).scalar_one()
    assert "(county, network, assigned_at, id)" in written
    sql = str(between._narrowed(people.COUNTY, Waiting.FOR_POLICE, true(), Leg.id).compile(db.session.get_bind()))
    assert (
        "waited.ended_at IS NULL AND waited.state = 'assigned'" in sql
    )  # as written there, or the planner passes it by
    assert "ended_at IS NULL" in written
