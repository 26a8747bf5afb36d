"""Lists of people and what belongs to them."""

from datetime import timedelta

import pytest

from gridnet.base.errors import NotFound
from gridnet.base.paging import Wish, write
from gridnet.base.reach import Part
from gridnet.people import credentials, lists
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, SINCE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")

WHOLE = Part(COUNTY, is_whole=True)
TOWN = Part(COUNTY, is_whole=False, prefixes=(TOWNSHIP,))
NOTHING = Part(COUNTY, is_whole=False, area_ids=(1,), own=True)
DAY = timedelta(days=1)
WISH = Wish(limit=2)


def staff_nos(part, wish=WISH, **given):
    return [person.staff_no for person in lists.list_persons(part, wish, AT, **given)]


@pytest.fixture
def crew(session):
    people.person("410598", staff_no="W0")  # of another county
    crew = [people.person(staff_no=f"W{number}", name=f"示例人员 0{number}") for number in range(1, 6)]
    people.position(crew[1], scope=VILLAGE)
    people.position(crew[2], scope="410599002001")  # of the next township
    people.position(crew[3], Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    people.position(crew[4], scope=VILLAGE, valid_to=AT)  # not any more
    return crew


@pytest.mark.usefixtures("crew")
class TestPersons:
    def test_a_page_holds_one_more_than_asked_for(self):
        assert staff_nos(WHOLE) == ["W1", "W2", "W3"]

    def test_the_next_page_goes_on(self):
        assert staff_nos(WHOLE, Wish(limit=2, after=write(["W3"]))) == ["W4", "W5"]

    def test_a_part_holds_those_with_a_position_in_it(self):
        assert staff_nos(TOWN) == ["W2", "W4"]

    def test_where_no_division_may_be_seen_nobody_is(self):
        assert staff_nos(NOTHING) == []

    @pytest.mark.parametrize(("search", "found"), [("W4", ["W4"]), ("人员 05", ["W5"]), ("%", []), ("W", [])])
    def test_a_search_finds_a_number_or_part_of_a_name(self, search, found):
        assert staff_nos(WHOLE, search=search) == found

    def test_one_outside_ones_part_is_not_found(self, crew):
        assert lists.find_person(TOWN, crew[1].id, AT) is crew[1]
        with pytest.raises(NotFound):
            lists.find_person(TOWN, crew[2].id, AT)


def test_positions_are_those_held_or_to_come():
    person = people.person()
    now = people.position(person)
    later = people.position(person, Role.DISPATCHER, valid_from=AT + DAY)
    people.position(person, Role.SUPERVISOR, valid_to=AT)
    people.position(person, Role.COUNTY_DESK, withdrawn_at=SINCE)
    people.position()
    assert lists.list_positions(COUNTY, [person.id], AT) == [now, later]


def test_a_position_of_somebody_else_is_not_found():
    position = people.position()
    assert lists.get_position(COUNTY, position.id, person_id=position.person_id) is position
    with pytest.raises(NotFound):
        lists.get_position(COUNTY, position.id, person_id=position.person_id + 1)


def test_shifts_are_those_that_touch_the_stretch():
    position, other = people.position(), people.position()
    touching = [people.shift(position, AT - DAY / 2, 24), people.shift(other, AT + DAY / 2, 24)]
    people.shift(position, AT - DAY, 12)  # ends as it begins
    people.shift(position, AT + DAY, 12)  # begins as it ends
    people.shift(people.position(), AT, 12, withdrawn_at=SINCE)
    assert lists.list_shifts(COUNTY, AT - DAY / 2, AT + DAY, Wish()) == touching
    assert lists.list_shifts(COUNTY, AT - DAY / 2, AT + DAY, Wish(), person_id=other.person_id) == touching[1:]
    assert lists.list_shifts(COUNTY, AT - DAY / 2, AT + DAY, Wish(after=write([touching[0].id]))) == touching[1:]


def test_leaves_are_those_of_ones_own_people():
    mine, other = people.position(scope=VILLAGE), people.position(scope="410599002001")
    leave, foreign = people.leave(mine), people.leave(other)
    assert lists.list_leaves(TOWN, AT - DAY, AT + DAY, Wish()) == [leave]
    assert lists.list_leaves(WHOLE, AT - DAY, AT + DAY, Wish()) == [leave, foreign]
    assert lists.list_leaves(WHOLE, AT - DAY, AT + DAY, Wish(after=write([leave.id]))) == [foreign]
    assert lists.list_leaves(WHOLE, AT + DAY, AT + 2 * DAY, Wish()) == []


def test_tokens_are_those_that_are_still_good():
    person = people.person()
    good = credentials.read_token(people.token(person)).id
    people.token(person, at=AT - 2 * DAY, days=1)
    people.token(people.person())
    revoked = credentials.get_token(COUNTY, credentials.read_token(people.token(person)).id)
    credentials.revoke_token(revoked, by=None, source="test", at=AT)
    assert [token.id for token in lists.list_tokens(COUNTY, person.id, AT)] == [good]
