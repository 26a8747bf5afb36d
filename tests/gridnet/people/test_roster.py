"""The duty roster."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound
from gridnet.base.network import Network
from gridnet.people import queries, roster
from gridnet.people.access import Held
from gridnet.people.duty import Keeps, Post, Rule
from gridnet.people.models import Shift
from gridnet.people.roles import Role
from gridnet.people.roster import ShiftWish
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import AT, COUNTY, SINCE, STATION, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")

BY = By(AT, person_id=7)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROSTERED = {"duty_rule": Rule.ROSTERED}


def wish(position=None, starts_at=AT, hours=8, **given):
    named = {"position_id": position.id} if position else {}
    return ShiftWish(starts_at=starts_at, ends_at=starts_at + hours * HOUR, **(named | given))


class TestShift:
    def test_a_shift_is_served_by_the_holder_of_its_position(self):
        position = people.position()
        shift = roster.add_shift(COUNTY, wish(position), BY)
        assert (shift.person_id, shift.recorded_by, shift.source) == (position.person_id, 7, "desk")

    def test_or_by_one_of_those_who_keep_its_area(self):
        grid = people.area()
        position = people.position(area=grid)
        shift = roster.add_shift(COUNTY, wish(area_id=grid.id, person_id=position.person_id), BY)
        assert (shift.position_id, shift.area_id, shift.person_id) == (None, grid.id, position.person_id)

    def test_nobody_else_serves_for_an_area(self):
        grid, other = people.area(), people.position(area=people.area())
        with pytest.raises(NotFound):
            roster.add_shift(COUNTY, wish(area_id=grid.id, person_id=other.person_id), BY)

    @pytest.mark.parametrize("hours", [0, -1, 24 * 31 + 1])
    def test_a_shift_has_a_sensible_length(self, hours):
        with pytest.raises(Invalid):
            roster.add_shift(COUNTY, wish(people.position(), hours=hours), BY)

    @pytest.mark.parametrize("given", [{"valid_to": AT + 4 * HOUR}, {"valid_from": AT + HOUR}, {"withdrawn_at": SINCE}])
    def test_the_position_is_held_for_all_of_it(self, given):
        with pytest.raises(NotFound):
            roster.add_shift(COUNTY, wish(people.position(**given)), BY)

    @pytest.mark.parametrize(
        ("starts_at", "clash"),
        [(AT + 4 * HOUR, True), (AT - 4 * HOUR, True), (AT, True), (AT + 8 * HOUR, False), (AT - 8 * HOUR, False)],
    )
    def test_shifts_of_a_position_do_not_overlap(self, starts_at, clash):
        position = people.position()
        roster.add_shift(COUNTY, wish(position), BY)
        if clash:
            with pytest.raises(Conflict):
                roster.add_shift(COUNTY, wish(position, starts_at), BY)
        else:
            roster.add_shift(COUNTY, wish(position, starts_at), BY)

    def test_two_positions_may_be_rostered_at_once(self):
        person = people.person()
        for position in (people.position(person), people.position(person, Role.DISPATCHER)):
            roster.add_shift(COUNTY, wish(position), BY)

    def test_a_withdrawn_shift_makes_room(self, session):
        position = people.position()
        shift = roster.add_shift(COUNTY, wish(position), BY)
        roster.withdraw_shift(shift, BY)
        roster.add_shift(COUNTY, wish(position), BY)
        assert session.query(Shift).count() == 2  # history only grows

    def test_it_is_withdrawn_once(self):
        shift = roster.add_shift(COUNTY, wish(people.position()), BY)
        roster.withdraw_shift(shift, BY)
        with pytest.raises(Conflict):
            roster.withdraw_shift(shift, BY)

    @pytest.mark.parametrize("given", [{}, {"position_id": 1, "area_id": 2}])
    def test_it_is_for_a_position_or_an_area(self, given):
        with pytest.raises(Invalid):
            roster.add_shift(COUNTY, wish(**given), BY)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE shift SET ends_at = ends_at + interval '1 hour'",
        "UPDATE position SET role = 'dispatcher'",
        "UPDATE leave SET kind = 'sick'",
        "DELETE FROM shift",
        "DELETE FROM position",
        "TRUNCATE leave",
    ],
)
def test_the_service_cannot_rewrite_history(session, change):
    people.leave(people.shift(people.position()))
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text(change))


class TestLeave:
    def add(self, person, starts_at=AT, hours=8, kind="annual"):
        return roster.add_leave(COUNTY, person.id, starts_at, starts_at + hours * HOUR, kind, BY)

    def test_leaves_of_a_person_do_not_overlap(self):
        person = people.person()
        self.add(person)
        self.add(person, AT + 8 * HOUR)
        self.add(people.person())
        with pytest.raises(Conflict):
            self.add(person, AT + 4 * HOUR)

    @pytest.mark.parametrize("given", [{"hours": 0}, {"hours": -3}, {"kind": "holiday"}])
    def test_what_is_no_leave_is_refused(self, given):
        with pytest.raises(Invalid):
            self.add(people.person(), **given)

    def test_a_leave_is_taken_back_once(self):
        leave = self.add(people.person())
        roster.withdraw_leave(leave, BY)
        with pytest.raises(Conflict):
            roster.withdraw_leave(leave, BY)


class TestSwap:
    @pytest.fixture
    def night(self):
        return [people.position(role=Role.STATION_DUTY, **ROSTERED) for _ in range(2)]

    def shifts(self, first, second, **given):
        return people.shift(first, AT + DAY, 12, **given), people.shift(second, AT + 2 * DAY, 12, **given)

    def on_duty(self, at, post):
        return [each.person_id for each in queries.duty_candidates(COUNTY, at, [post])[post] if each.on_duty]

    def test_each_serves_the_others_shift(self, night):
        monday, tuesday = self.shifts(*night)
        post = Post(Network.POLICE, None, (), STATION)
        roster.swap(COUNTY, monday.id, tuesday.id, BY)
        assert self.on_duty(AT + DAY, post) == [night[1].person_id]
        assert self.on_duty(AT + 2 * DAY, post) == [night[0].person_id]

    def test_the_old_shifts_are_withdrawn_and_the_new_ones_say_of_which(self, night):
        monday, tuesday = self.shifts(*night)
        first, second = roster.swap(COUNTY, monday.id, tuesday.id, BY)
        assert (monday.withdrawn_at, tuesday.withdrawn_at) == (AT, AT)
        assert [(each.swap_of, each.source) for each in (first, second)] == [
            (monday.id, "swap"),
            (tuesday.id, "swap"),
        ]

    def test_keepers_of_one_grid_swap_shifts_for_it(self):
        grid = people.area()
        primary, deputy = (
            people.position(area=grid, **ROSTERED),
            people.position(area=grid, keeps=Keeps.DEPUTY, **ROSTERED),
        )
        monday, tuesday = self.shifts(primary, deputy, by_area=True)
        roster.swap(COUNTY, monday.id, tuesday.id, BY)
        post = Post(Network.COMMUNITY, grid.id)
        assert self.on_duty(AT + DAY, post) == [deputy.person_id]

    def test_a_swap_can_be_swapped_back(self, night):
        first, second = roster.swap(COUNTY, *(each.id for each in self.shifts(*night)), BY)
        third, _ = roster.swap(COUNTY, first.id, second.id, BY)
        assert third.person_id == night[0].person_id

    def refused(self, first, second, refusal=Conflict):
        with pytest.raises(refusal):
            roster.swap(COUNTY, first.id, second.id, BY)

    def test_not_with_somebody_of_another_station(self, night):
        other = people.position(role=Role.STATION_DUTY, station_code="S2", **ROSTERED)
        self.refused(*self.shifts(night[0], other))

    def test_not_with_an_auxiliary_for_an_officer(self):
        beat = people.area(Network.POLICE)
        officer = people.position(role=Role.OFFICER, area=beat, **ROSTERED)
        auxiliary = people.position(role=Role.AUXILIARY, area=beat, keeps=Keeps.DEPUTY, **ROSTERED)
        self.refused(*self.shifts(officer, auxiliary))

    def test_not_when_a_shift_has_begun(self, night):
        self.refused(people.shift(night[0], AT, 12), people.shift(night[1], AT + DAY, 12))

    def test_not_when_a_shift_is_withdrawn(self, night):
        self.refused(people.shift(night[0], AT + DAY, 12, withdrawn_at=AT), people.shift(night[1], AT + 2 * DAY, 12))

    def test_not_into_a_leave(self, night):
        shifts = self.shifts(*night)
        people.leave(night[1], AT + DAY + 11 * HOUR, 2)
        self.refused(*shifts)

    def test_not_into_another_shift(self, night):
        shifts = self.shifts(*night)
        people.shift(night[1], AT + DAY + HOUR, 2)
        self.refused(*shifts)

    def test_not_with_oneself(self, night):
        mine = people.shift(night[0], AT + DAY, 2), people.shift(night[0], AT + 2 * DAY, 2)
        self.refused(*mine, refusal=Invalid)
        self.refused(mine[0], mine[0], refusal=Invalid)


def test_what_is_not_there_is_not_found():
    for get in (roster.get_shift, roster.get_leave):
        with pytest.raises(NotFound):
            get(COUNTY, 999_999)


@pytest.mark.parametrize(
    ("scope", "network", "able"),
    [
        (COUNTY, None, True),  # the dispatcher of the county
        (TOWNSHIP, Network.COMMUNITY, True),
        (VILLAGE, Network.COMMUNITY, True),
        ("410599002", Network.COMMUNITY, False),  # another township
        (COUNTY, Network.POLICE, False),  # another network
    ],
)
def test_one_rosters_ones_own_division_and_network(scope, network, able):
    position = people.position(scope=VILLAGE)
    held = Held(1, COUNTY, Role.DISPATCHER, network, scope, None, None, None)
    if able:
        roster.check_may_roster([held], position)
    else:
        with pytest.raises(NotAllowed):
            roster.check_may_roster([held], position)
