"""Clocks set aside, looked at again by hand."""

from datetime import timedelta

import pytest

from gridnet.base import db
from gridnet.base.errors import Conflict
from gridnet.clocks import faults
from gridnet.clocks.card_models import Fault
from gridnet.clocks.models import Clock
from gridnet.people.staff import By
from tests.factories import cards
from tests.factories.people import AT

BY = By(AT + timedelta(minutes=5))


@pytest.fixture
def fault(session, fresh):
    """A running clock, set aside for an hour."""
    clock = cards.clock(county=fresh)
    until_at = AT + timedelta(hours=1)
    given = {"first_at": AT, "last_at": AT, "tries": 3, "error": "ValueError: x", "until_at": until_at}
    row = Fault(county=fresh, clock_id=clock.id, **given)
    clock.next_check_at = until_at
    session.add(row)
    session.flush()
    return row


def test_it_is_due_at_once(session, fault):
    faults.retry(fault.county, fault.id, BY)
    clock = session.get(Clock, (fault.county, fault.clock_id), populate_existing=True)
    assert (clock.next_check_at, fault.until_at) == (BY.at, BY.at)
    assert faults.count_open(fault.county) == 1, "it is set aside until a sweep has handled it"


def test_what_was_handled_since_is_left_alone(session, fault):
    fault.cleared_at = AT
    db.session.flush()
    with pytest.raises(Conflict, match="not set aside"):
        faults.retry(fault.county, fault.id, BY)
