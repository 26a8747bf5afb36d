"""Leave and a swap that somebody has asked for just now, so that whoever decides finds something to decide."""

from datetime import datetime, timedelta

from gridnet.base import moment, paging
from gridnet.people import duty_requests, lists, request_lists
from gridnet.people.duty_requests import LeaveWish
from gridnet.people.staff import By
from gridnet.sample.ground import COUNTY
from gridnet.sample.staff import Books

#: Whose leave waits: a grid worker, and an officer.
LEAVES = {"SW001": "annual", "SP001": "training"}
#: Who are asked in turn whether they have a shift to swap; the first who has gets an answer.
SWAPPERS = tuple(f"SW{number:03}" for number in range(2, 12))
AHEAD = timedelta(days=4)


def ask(books: Books, at: datetime) -> None:
    """Two leaves, and a swap to which the other person has agreed."""
    for staff_no, kind in LEAVES.items():
        if person_id := books.persons.get(staff_no):
            _leave(person_id, kind, at)
    for staff_no in SWAPPERS:
        if (person_id := books.persons.get(staff_no)) and _swap(person_id, at):
            return


def _leave(person_id: int, kind: str, at: datetime) -> None:
    day = moment.local(at).replace(hour=0, minute=0, second=0, microsecond=0) + AHEAD
    held = lists.list_positions(COUNTY, [person_id], at)
    wish = LeaveWish(day, day + timedelta(days=1), kind)
    duty_requests.ask_leave(COUNTY, held, wish, By(at, person_id, held[0].id, "sample"))


def _swap(person_id: int, at: datetime) -> bool:
    """Whether they found a shift to swap with."""
    wish, by = paging.Wish(limit=paging.LARGEST), By(at, person_id, source="sample")
    mine = lists.list_shifts(COUNTY, at, at + AHEAD, wish, person_id=person_id)
    for shift in (each for each in mine if each.starts_at > at):
        if offers := request_lists.list_offers(shift, by):
            other = offers[0].Shift
            row = duty_requests.ask_swap(COUNTY, shift.id, other.id, by)
            duty_requests.answer(row, agrees=True, by=By(at, other.person_id, source="sample"))
            return True
    return False
