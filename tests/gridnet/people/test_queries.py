"""Who answers for a post at a moment, asked of the database."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.people import queries
from gridnet.people.duty import Keeps, Post, Reason, Rule, Rung
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, SINCE, STATION, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")

HOUR = timedelta(hours=1)
ROSTERED = {"duty_rule": Rule.ROSTERED}


def chain(area, network=Network.COMMUNITY, at=AT, county=COUNTY):
    post = Post.of(network, area.id, VILLAGE if network is Network.COMMUNITY else STATION)
    return queries.duty_candidates(county, at, [post])[post]


def ids(candidates):
    return [each.position_id for each in candidates]


@pytest.fixture
def grid(session):
    return people.area()


@pytest.fixture
def keeper(grid):
    return people.position(area=grid)


def test_the_chain_goes_from_primary_to_township_desk(grid):
    desk = people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    village = people.position(role=Role.VILLAGE_DESK, scope=VILLAGE)
    leader = people.position(role=Role.GRID_LEADER, area=grid)
    deputy = people.position(area=grid, keeps=Keeps.DEPUTY)
    primary = people.position(area=grid)
    assert ids(chain(grid)) == [primary.id, deputy.id, leader.id, village.id, desk.id]


def test_a_leader_may_lead_all_grids_of_a_village(grid):
    leader = people.position(role=Role.GRID_LEADER, scope=VILLAGE)
    assert [(each.position_id, each.rung) for each in chain(grid)] == [(leader.id, Rung.LEADER)]


def test_behind_a_beat_stands_the_station():
    beat = people.area(Network.POLICE)
    duty = people.position(role=Role.STATION_DUTY)
    auxiliary = people.position(role=Role.AUXILIARY, area=beat, keeps=Keeps.DEPUTY)
    officer = people.position(role=Role.OFFICER, area=beat)
    found = chain(beat, Network.POLICE)
    assert [(each.position_id, each.sworn) for each in found] == [
        (officer.id, True),
        (auxiliary.id, False),
        (duty.id, True),
    ]


@pytest.mark.usefixtures("keeper")
def test_others_are_no_candidates(grid):
    people.position(area=people.area())  # of the next grid
    people.position(role=Role.VILLAGE_DESK, scope="410599001002")  # of the next village
    people.position(role=Role.STATION_DUTY, station_code="S2")  # of another station
    people.position(role=Role.SUPERVISOR, scope=VILLAGE)  # watches
    people.position(area=grid, keeps=None)  # keeps nothing
    people.position(area=people.area(county="410598"), county="410598")  # of another county
    assert len(chain(grid)) == 1


@pytest.mark.parametrize(
    ("given", "at", "holds"),
    [
        ({"valid_from": AT}, AT, True),  # from its first moment on
        ({"valid_from": AT + HOUR}, AT, False),  # not yet
        ({"valid_to": AT}, AT, False),  # up to its last moment, and not in it
        ({"valid_to": AT + HOUR}, AT, True),
        ({"withdrawn_at": SINCE}, AT, False),  # put right by another row
    ],
)
def test_a_position_counts_while_it_is_valid(grid, given, at, holds):
    people.position(area=grid, **given)
    assert bool(chain(grid, at=at)) is holds


@pytest.mark.parametrize("by_area", [False, True], ids=["by position", "by area"])
@pytest.mark.parametrize(
    ("starts", "hours", "reason"),
    [
        (AT, 8, Reason.ON_SHIFT),  # begins now
        (AT - 8 * HOUR, 8, Reason.NO_SHIFT),  # ends now: the next one has it
        (AT - 8 * HOUR, 9, Reason.ON_SHIFT),
        (AT + HOUR, 8, Reason.NO_SHIFT),  # comes later
    ],
)
def test_a_rostered_position_needs_a_shift(grid, by_area, starts, hours, reason):
    people.shift(people.position(area=grid, **ROSTERED), starts, hours, by_area=by_area)
    assert [each.duty_reason for each in chain(grid)] == [reason]


def test_the_shift_that_covers_is_named(grid):
    position = people.position(area=grid, **ROSTERED)
    people.shift(position, AT - 20 * HOUR, 8)
    covers = people.shift(position, AT - HOUR, 8)
    people.shift(position, AT + 7 * HOUR, 8)
    assert chain(grid)[0].shift_id == covers.id


def test_a_withdrawn_shift_does_not_count(grid):
    people.shift(people.position(area=grid, **ROSTERED), withdrawn_at=SINCE)
    assert not chain(grid)[0].on_duty


def test_a_shift_for_the_area_is_that_persons_alone(grid):
    people.shift(people.position(area=grid, **ROSTERED), by_area=True)
    other = people.position(area=grid, keeps=Keeps.DEPUTY, **ROSTERED)
    assert [each.on_duty for each in chain(grid) if each.position_id == other.id] == [False]


@pytest.mark.parametrize("rule", Rule)
def test_leave_beats_everything(grid, rule):
    position = people.position(area=grid, duty_rule=rule)
    people.shift(position)
    away = people.leave(position)
    found = chain(grid)[0]
    assert (found.on_duty, found.duty_reason, found.leave_id) == (False, Reason.ON_LEAVE, away.id)


@pytest.mark.parametrize("given", [{"withdrawn_at": SINCE}, {"starts_at": AT + HOUR}, {"hours": 2}])
def test_a_leave_that_is_withdrawn_over_or_to_come_does_not_count(keeper, grid, given):
    people.leave(keeper, **given)
    assert chain(grid)[0].on_duty


def test_many_posts_are_asked_at_once_and_each_gets_its_own():
    grids = [people.area(code=f"G{number:02}") for number in range(9)]
    keepers = {grid.id: people.position(area=grid).id for grid in grids}
    desk = people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    posts = [Post.of(Network.COMMUNITY, grid.id, VILLAGE) for grid in grids]
    found = queries.duty_candidates(COUNTY, AT, posts)
    assert [ids(found[post]) for post in posts] == [[keepers[post.area_id], desk.id] for post in posts]


def test_an_empty_post_has_nobody():
    post = Post(Network.POLICE, None)
    assert queries.duty_candidates(COUNTY, AT, [post]) == {post: []}


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
def test_prepared_plans_find_the_same(session, grid, mode):
    """A plan made once must serve every county, area and moment that comes after."""
    session.execute(text(f"SET LOCAL plan_cache_mode = {mode}"))
    position = people.position(area=grid, **ROSTERED)
    people.shift(position)
    other = people.area()
    for at, area, expected in 4 * [(AT, grid, [True]), (AT + 9 * HOUR, grid, [False]), (AT, other, [])]:
        assert [each.on_duty for each in chain(area, at=at)] == expected


KINDS = {"county": "text", "at": "timestamptz"}
ASKED = {"candidates": queries._CANDIDATES, "many": queries._MANY, "one": queries._ONE}


@pytest.mark.parametrize("statement", ASKED.values(), ids=ASKED)
def test_nothing_is_scanned(session, statement):
    """Were a part of the question without an index, PostgreSQL would have to scan the table even so."""
    names = sorted(statement._bindparams)
    numbered = re.sub(r"(?<!:):(\w+)", lambda found: f"${names.index(found[1]) + 1}", statement.text)
    kinds = ", ".join(KINDS.get(name, "unknown") for name in names)
    connection = session.connection().connection.driver_connection
    for path in ("seqscan", "bitmapscan", "sort"):  # so that statistics of other tests do not choose another way
        connection.execute(f"SET LOCAL enable_{path} = off")
    connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    connection.execute(f"PREPARE asked ({kinds}) AS {numbered}")
    nothing = ", ".join("NULL" for _ in names)
    plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN EXECUTE asked ({nothing})"))
    connection.execute("DEALLOCATE asked")
    assert "Seq Scan" not in plan
    for table in ("position", "shift", "leave", "person"):  # which index of several is the planner's business
        assert re.search(rf'Index (Only )?Scan (Backward )?using \w+ on "?{table}"?\b', plan), plan


def test_one_position_is_a_candidate_while_it_is_held(keeper):
    found = queries.find_candidate(COUNTY, keeper.id, AT)
    assert (found.position_id, found.on_duty) == (keeper.id, True)
    assert queries.find_candidate(COUNTY, keeper.id, SINCE - HOUR) is None
    assert queries.find_candidate(COUNTY, keeper.id + 999, AT) is None


def test_a_position_that_answers_for_nothing_is_no_candidate():
    assert queries.find_candidate(COUNTY, people.position(role=Role.SUPERVISOR).id, AT) is None


def test_a_decision_is_made_again_from_its_rows_whatever_was_withdrawn_since(session, grid):
    position = people.position(area=grid, **ROSTERED)
    shift = people.shift(position)
    before = chain(grid)
    position.withdrawn_at = shift.withdrawn_at = AT
    session.flush()
    assert not chain(grid)
    named = [(position.id, Rung.PRIMARY, shift.id, None)]
    assert queries.candidates_by_versions(COUNTY, named, network=Network.COMMUNITY, at=AT) == before


def test_a_shift_or_leave_that_does_not_cover_or_belong_makes_a_difference(grid):
    position, other = people.position(area=grid, **ROSTERED), people.position(**ROSTERED)
    stale, foreign = people.shift(position, AT - 20 * HOUR, 8), people.shift(other)
    foreign_leave = people.leave(other)
    for shift_id, leave_id in ((stale.id, None), (foreign.id, foreign_leave.id)):
        named = [(position.id, 1, shift_id, leave_id)]
        (found,) = queries.candidates_by_versions(COUNTY, named, network=Network.COMMUNITY, at=AT)
        assert (found.shift_id, found.leave_id, found.on_duty) == (None, None, False)


def test_whoever_is_on_duty_is_listed_page_by_page(keeper):
    people.position(area=people.area(), **ROSTERED)  # without a shift
    people.leave(people.position(area=people.area()))
    people.position(role=Role.SUPERVISOR)
    officer = people.position(role=Role.OFFICER, area=people.area(Network.POLICE))
    assert ids(queries.on_duty_now(COUNTY, AT)) == [keeper.id, officer.id]
    assert ids(queries.on_duty_now(COUNTY, AT, after=keeper.id)) == [officer.id]
    assert ids(queries.on_duty_now(COUNTY, AT, network=Network.COMMUNITY)) == [keeper.id]


def test_the_chain_of_an_area_is_found_by_its_code(grid, keeper):
    assert ids(queries.get_chain(COUNTY, Network.COMMUNITY, grid.code, AT)) == [keeper.id]
    with pytest.raises(NotFound):
        queries.get_chain(COUNTY, Network.POLICE, grid.code, AT)


def test_persons_are_found_by_id_and_staff_number():
    person = people.person()
    people.person("410598", staff_no=person.staff_no)
    assert queries.get_person(COUNTY, person.id) is person
    assert queries.find_by_staff_no(COUNTY, [person.staff_no, "nobody"]) == {person.staff_no: person.id}
    assert queries.names(COUNTY, [person.id]) == {person.id: person.name}
    assert queries.names(COUNTY, []) == {}
    assert queries.count_persons(COUNTY) == 1
    with pytest.raises(NotFound):
        queries.get_person(COUNTY, person.id + 999)
