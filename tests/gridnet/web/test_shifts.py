"""One's own shifts, as a page."""

from datetime import timedelta

from gridnet.base import moment
from gridnet.people.duty import Keeps, Rule
from tests.factories import people

ENGLISH = {"Accept-Language": "en"}


def test_a_worker_sees_their_own_shifts_and_who_serves_beside(calls):
    grid = people.area()
    mine, other = (people.position(area=grid, duty_rule=Rule.ROSTERED, keeps=keeps) for keeps in Keeps)
    stranger = people.position(area=people.area(), duty_rule=Rule.ROSTERED)
    at = moment.now()
    for held in (mine, other, stranger):
        people.shift(held, starts_at=at - timedelta(hours=1), hours=4)
    page = calls(mine).get("/shifts", headers=ENGLISH).text
    assert "You are on duty" in page
    assert people.person_of(other).name in page
    assert people.person_of(stranger).name not in page.replace(people.person_of(other).name, "")


def test_a_leave_is_shown_and_a_fortnight_is_there(calls):
    mine = people.position(duty_rule=Rule.ROSTERED)
    people.leave(mine, starts_at=moment.now() + timedelta(days=2), hours=24)
    page = calls(mine).get("/shifts", headers=ENGLISH).text
    assert "on leave" in page
    assert page.count('class="day') == 7 + 14 + 2  # and the two lists of days
