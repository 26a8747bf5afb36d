"""Leave and swaps asked for: the roster changes with the approval, and each is told what they need to know."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from gridnet.notices.models import Notice
from gridnet.people import access, duty_requests, request_lists
from gridnet.people.duty import Keeps, Rule
from gridnet.people.duty_requests import Decision, LeaveWish
from gridnet.people.models import Leave, Shift
from gridnet.people.request_rules import State
from gridnet.people.roles import Role
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import AT, COUNTY, VILLAGE

pytestmark = pytest.mark.usefixtures("service", "session")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES = Decision(approves=True)


def held(position):
    return [
        access.Held(
            position.id,
            COUNTY,
            Role(position.role),
            position.network,
            position.scope,
            position.station_code,
            position.area_id,
            position.keeps,
        )
    ]


def acting(position, at=AT):
    return By(at, position.person_id, position.id)


def told(position):
    query = select(Notice.kind).where(Notice.person_id == position.person_id).order_by(Notice.id)
    return list(db.session.scalars(query))


@pytest.fixture
def grid():
    return people.area()


@pytest.fixture
def keepers(grid):
    return [people.position(area=grid, keeps=keeps, scope=VILLAGE, duty_rule=Rule.ROSTERED) for keeps in Keeps]


@pytest.fixture
def leader():
    return people.position(role=Role.GRID_LEADER, scope=VILLAGE)


@pytest.fixture
def shifts(keepers):
    first, second = keepers
    return people.shift(first, starts_at=AT + DAY), people.shift(second, starts_at=AT + 2 * DAY)


@pytest.fixture
def swap(keepers, leader, shifts):
    return duty_requests.ask_swap(COUNTY, shifts[0].id, shifts[1].id, acting(keepers[0]))


def leave_of(position, starts_at=AT + DAY, ends_at=AT + 2 * DAY, kind="annual"):
    return duty_requests.ask_leave(COUNTY, held(position), LeaveWish(starts_at, ends_at, kind), acting(position))


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


class TestLeave:
    def test_it_is_entered_when_it_is_approved_and_not_before(self, keepers, leader):
        row = leave_of(keepers[0])
        assert (row.state, count(Leave)) == (State.WAITING, 0)
        duty_requests.decide(row, held(leader), YES, acting(leader))
        made = db.session.get_one(Leave, (COUNTY, row.leave_id))
        assert (made.person_id, made.starts_at, made.kind) == (keepers[0].person_id, AT + DAY, "annual")
        assert (told(leader), told(keepers[0])) == (["duty_waiting"], ["duty_answered"])

    def test_the_nearest_who_may_decide_is_told(self, keepers):
        village = people.position(role=Role.VILLAGE_DESK, scope=VILLAGE)
        county = people.position(role=Role.DISPATCHER)
        leave_of(keepers[0])
        assert (told(village), told(county)) == (["duty_waiting"], [])

    def test_declining_wants_a_reason_and_changes_nothing(self, keepers, leader):
        row = leave_of(keepers[0])
        with pytest.raises(Invalid):
            duty_requests.decide(row, held(leader), Decision(approves=False, reason="  "), acting(leader))
        duty_requests.decide(row, held(leader), Decision(approves=False, reason="防汛值守"), acting(leader))
        assert (row.state, row.reason, count(Leave)) == (State.DECLINED, "防汛值守", 0)

    @pytest.mark.parametrize(
        ("starts", "ends", "kind"),
        [
            (DAY, DAY, "annual"),  # no time at all
            (-2 * DAY, DAY, "sick"),  # begun too long ago
            (-3 * HOUR, -HOUR, "sick"),  # over
            (DAY, 400 * DAY, "annual"),  # for longer than a year
            (DAY, 2 * DAY, "holiday"),
        ],
    )
    def test_what_is_no_leave_is_refused(self, keepers, starts, ends, kind):
        with pytest.raises(Invalid):
            leave_of(keepers[0], AT + starts, AT + ends, kind)

    def test_an_illness_is_told_of_when_it_is_there(self, keepers):
        assert leave_of(keepers[0], AT - 3 * HOUR, AT + DAY, "sick").state == State.WAITING

    def test_the_same_time_is_asked_for_once(self, keepers):
        first = leave_of(keepers[0])
        with pytest.raises(Conflict):
            leave_of(keepers[0], AT + DAY + HOUR)
        duty_requests.withdraw(first, acting(keepers[0]))
        assert leave_of(keepers[0], AT + DAY + HOUR).state == State.WAITING

    def test_whom_nobody_decides_about_is_sent_elsewhere(self):
        with pytest.raises(NotAllowed):
            leave_of(people.position(role=Role.SYSTEM_ADMIN))


class TestSwap:
    def test_the_other_agrees_then_somebody_approves_then_the_roster_changes(self, swap, keepers, leader, shifts):
        first, second = keepers
        assert (told(second), told(leader)) == (["swap_asked"], [])
        duty_requests.answer(swap, agrees=True, by=acting(second))
        assert (told(leader), count(Shift, Shift.swap_of.is_not(None))) == (["duty_waiting"], 0)
        duty_requests.decide(swap, held(leader), YES, acting(leader))
        of = {shift.swap_of: shift.person_id for shift in db.session.scalars(select(Shift)) if shift.swap_of}
        assert of == {shifts[0].id: second.person_id, shifts[1].id: first.person_id}
        assert (told(first), told(second)[-1]) == (["duty_answered"], "duty_answered")

    def test_the_other_may_say_no(self, swap, keepers):
        duty_requests.answer(swap, agrees=False, by=acting(keepers[1]))
        assert (swap.state, told(keepers[0])) == (State.REFUSED, ["duty_answered"])

    def test_nobody_approves_before_the_other_has_agreed(self, swap, leader):
        with pytest.raises(Conflict):
            duty_requests.decide(swap, held(leader), YES, acting(leader))

    def test_neither_of_the_two_decides(self, swap, keepers, leader):
        duty_requests.answer(swap, agrees=True, by=acting(keepers[1]))
        for each in keepers:
            with pytest.raises(NotAllowed):
                duty_requests.decide(swap, held(leader), YES, acting(each))

    def test_only_who_is_asked_answers_and_only_who_asked_takes_it_back(self, swap, keepers, leader):
        with pytest.raises(NotFound):
            duty_requests.answer(swap, agrees=True, by=acting(leader))
        with pytest.raises(NotFound):
            duty_requests.withdraw(swap, acting(keepers[1]))

    def test_one_asks_for_ones_own_shift(self, shifts, keepers):
        with pytest.raises(NotFound):
            duty_requests.ask_swap(COUNTY, shifts[0].id, shifts[1].id, acting(keepers[1]))

    def test_what_could_not_be_swapped_is_not_asked_for(self, shifts, keepers):
        people.leave(keepers[1], starts_at=AT + DAY)
        with pytest.raises(Conflict):
            duty_requests.ask_swap(COUNTY, shifts[0].id, shifts[1].id, acting(keepers[0]))

    def test_what_has_changed_since_is_not_approved_unseen(self, swap, keepers, leader):
        seen = swap.version
        duty_requests.answer(swap, agrees=True, by=acting(keepers[1]))
        with pytest.raises(Stale):
            duty_requests.decide(swap, held(leader), YES, acting(leader), version=seen)


class TestLists:
    def test_each_sees_what_is_theirs_to_do(self, swap, keepers, leader):
        first, second = keepers
        own = request_lists.list_own(COUNTY, first.person_id, AT)
        asked = request_lists.list_asked_of(COUNTY, second.person_id, AT)
        assert [row.DutyRequest.id for row in own] == [row.DutyRequest.id for row in asked] == [swap.id]
        duty_requests.answer(swap, agrees=True, by=acting(second))
        assert request_lists.list_asked_of(COUNTY, second.person_id, AT) == []
        assert waiting(leader) == [swap.id]

    def test_what_waits_is_listed_as_the_rule_says(self, keepers):
        row = leave_of(keepers[0])
        elsewhere = people.position(role=Role.GRID_LEADER, scope="410599002001")
        own_grid = people.position(role=Role.GRID_LEADER, scope=VILLAGE, area=people.area())
        village = people.position(role=Role.VILLAGE_DESK, scope=VILLAGE)
        station = people.position(role=Role.STATION_DUTY)
        found = [waiting(each) for each in (elsewhere, own_grid, village, station, keepers[1])]
        assert found == [[], [], [row.id], [], []]

    def test_shifts_of_the_same_place_are_offered(self, shifts, keepers):
        stranger = people.position(area=people.area(), duty_rule=Rule.ROSTERED)
        people.shift(stranger, starts_at=AT + 2 * DAY)
        people.shift(keepers[1], starts_at=AT - HOUR)  # has begun
        offered = request_lists.list_offers(shifts[0], acting(keepers[0]))
        assert [row.Shift.id for row in offered] == [shifts[1].id]


def waiting(position):
    wish = request_lists.paging.Wish(limit=10)
    rows = request_lists.list_waiting(COUNTY, held(position), position.person_id, wish, AT)
    return [row.DutyRequest.id for row in rows]
