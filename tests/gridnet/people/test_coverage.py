"""Where nobody will be on duty."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.people import coverage, duty, queries
from gridnet.people.coverage import Depth
from gridnet.people.duty import Keeps, Post, Rule, Rung
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, STATION, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOURS = 24


def holes(until=AT + DAY, **given):
    found = coverage.coverage_holes(COUNTY, AT, until, **given)
    return [(hole.depth, hole.starts_at, hole.ends_at) for hole in found]


def test_an_area_that_nobody_keeps_is_one_long_hole():
    people.area()
    assert holes() == [(Depth.CHAIN, AT, AT + DAY), (Depth.KEEPERS, AT, AT + DAY)]


def test_whoever_is_always_there_leaves_no_hole():
    people.position(area=people.area())
    assert holes() == []


def test_what_the_chain_keeps_is_open_for_the_keepers_only():
    people.area()
    people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    assert holes() == [(Depth.KEEPERS, AT, AT + DAY)]


@pytest.mark.parametrize("by_area", [False, True], ids=["by position", "by area"])
def test_between_shifts_is_a_hole(by_area):
    position = people.position(area=people.area(), duty_rule=Rule.ROSTERED)
    people.shift(position, AT, 8, by_area=by_area)
    people.shift(position, AT + 8 * HOUR, 4, by_area=by_area)
    people.shift(position, AT + 20 * HOUR, 8, by_area=by_area)
    people.position(role=Role.VILLAGE_DESK, scope=VILLAGE)
    assert holes() == [(Depth.KEEPERS, AT + 12 * HOUR, AT + 20 * HOUR)]


def test_an_auxiliary_alone_leaves_the_beat_open():
    beat = people.area(Network.POLICE)
    people.position(role=Role.AUXILIARY, area=beat, keeps=Keeps.DEPUTY)
    people.position(role=Role.STATION_DUTY)
    assert holes() == [(Depth.KEEPERS, AT, AT + DAY)]


def test_an_area_that_is_retired_has_no_hole_afterwards():
    people.area(valid_to=AT + HOUR)
    people.position(role=Role.VILLAGE_DESK, scope=VILLAGE)
    assert holes() == [(Depth.KEEPERS, AT, AT + HOUR)]


def test_holes_tell_their_area():
    beat = people.area(Network.POLICE, code="B7")
    people.area()
    (hole, _) = coverage.coverage_holes(COUNTY, AT, AT + DAY, network=Network.POLICE)
    assert (hole.network, hole.area_id, hole.code, hole.name) == (Network.POLICE, beat.id, "B7", "示例B7")


@pytest.mark.parametrize("until", [AT, AT - HOUR, AT + timedelta(days=63)])
def test_a_stretch_goes_forward_and_has_an_end(until):
    with pytest.raises(Invalid):
        coverage.coverage_holes(COUNTY, AT, until)


KINDS = [
    (Network.COMMUNITY, Role.GRID_WORKER, Keeps.PRIMARY),
    (Network.COMMUNITY, Role.GRID_WORKER, Keeps.DEPUTY),
    (Network.COMMUNITY, Role.GRID_LEADER, None),
    (Network.COMMUNITY, Role.VILLAGE_DESK, None),
    (Network.COMMUNITY, Role.TOWNSHIP_DESK, None),
    (Network.POLICE, Role.OFFICER, Keeps.PRIMARY),
    (Network.POLICE, Role.AUXILIARY, Keeps.DEPUTY),
    (Network.POLICE, Role.STATION_DUTY, None),
]
SPANS = st.lists(st.integers(-3, HOURS + 3), max_size=4, unique=True).map(sorted)
STAFF = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "rule": st.sampled_from(Rule),
        "valid": st.tuples(st.integers(-2, 12), st.none() | st.integers(13, 26)),
        "shifts": SPANS,
        "away": SPANS,
        "by_area": st.booleans(),
    }
)


def pairs(bounds):
    return list(zip(bounds[::2], bounds[1::2], strict=False))


def employ(county, areas, given):
    """A position with its roster, as drawn."""
    network, role, keeps = given["kind"]
    desk = {Role.VILLAGE_DESK: VILLAGE, Role.TOWNSHIP_DESK: TOWNSHIP}.get(role)
    scope = county + desk[6:] if desk else county
    area = areas[network] if keeps or role is Role.GRID_LEADER else None
    begins, ends = given["valid"]
    position = people.position(
        people.person(county),
        role,
        area=area,
        keeps=keeps,
        scope=scope,
        duty_rule=given["rule"],
        valid_from=AT + begins * HOUR,
        valid_to=None if ends is None else AT + ends * HOUR,
    )
    for start, end in pairs(given["shifts"]):
        people.shift(position, AT + start * HOUR, end - start, by_area=given["by_area"] and area is not None)
    for start, end in pairs(given["away"]):
        people.leave(position, AT + start * HOUR, end - start)


def is_open(chain, depth):
    """Whether a moment is a hole, by the rule that chooses who answers."""
    asked = [each for each in chain if depth is Depth.CHAIN or each.rung in {Rung.PRIMARY, Rung.DEPUTY}]
    return duty.first_on_duty(asked) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STAFF, max_size=6), st.integers(100_000, 999_999))
def test_the_look_ahead_agrees_with_asking_hour_by_hour(session, staff, code):
    """One statement over multiranges, against the question that intake asks, at every half hour."""
    county = County(str(code))
    with session.begin_nested() as savepoint:
        areas = {
            Network.COMMUNITY: people.area(county=county, parent_code=county + VILLAGE[6:]),
            Network.POLICE: people.area(Network.POLICE, county=county),
        }
        for each in staff:
            employ(county, areas, each)
        found = coverage.coverage_holes(county, AT, AT + DAY)
        posts = {
            Network.COMMUNITY: Post.of(Network.COMMUNITY, areas[Network.COMMUNITY].id, county + VILLAGE[6:]),
            Network.POLICE: Post.of(Network.POLICE, areas[Network.POLICE].id, STATION),
        }
        for step in range(2 * HOURS):
            at = AT + step * HOUR / 2
            chains = queries.duty_candidates(county, at, list(posts.values()))
            told = {(hole.network, hole.depth) for hole in found if hole.starts_at <= at < hole.ends_at}
            asked = {
                (network, depth) for network, post in posts.items() for depth in Depth if is_open(chains[post], depth)
            }
            assert told == asked, at
        savepoint.rollback()
