"""What waits to go out."""

from datetime import timedelta

import pytest

from gridnet.notices import queues
from tests.factories import notices, people
from tests.factories.people import AT

pytestmark = pytest.mark.usefixtures("session")


def test_nothing_waits_in_an_empty_house():
    found = queues.standing(AT)
    assert (found.to_route, found.to_send, found.waits) == (0, 0, timedelta(0))


def test_what_is_due_is_counted_and_the_oldest_tells_how_long():
    holder = people.person()
    for minutes in (30, 5, -10):  # the last is not due yet
        notices.promise(holder, key=f"{minutes}", at=AT - timedelta(minutes=minutes))
    found = queues.standing(AT)
    assert (found.to_route, found.to_send, found.waits) == (2, 0, timedelta(minutes=30))


def test_a_message_to_come_makes_nobody_wait():
    notices.promise(people.person(), at=AT + timedelta(hours=1))
    assert queues.standing(AT).waits == timedelta(0)
