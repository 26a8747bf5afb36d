"""What somebody asks for in the sample county."""

from sqlalchemy import select

from gridnet.people.request_models import DutyRequest
from gridnet.people.request_rules import Kind, State


def test_whoever_decides_finds_something_to_decide(loaded):
    rows = loaded.scalars(select(DutyRequest)).all()
    assert {row.kind for row in rows} >= {Kind.LEAVE}
    assert {row.state for row in rows} == {State.WAITING}
