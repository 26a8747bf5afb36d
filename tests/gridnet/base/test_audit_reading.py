"""Reading the audit trail."""

from datetime import UTC, datetime, timedelta

import pytest

from gridnet.base import audit, audit_reading, paging
from gridnet.base.audit_reading import Filter

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
DONE = "done"
ACTS = [("sign_in", 1, DONE), ("sign_in", 2, "wrong"), ("boundary.import", 1, DONE), ("boundary.publish", 2, DONE)]


@pytest.fixture
def written(session, fresh):
    for hour, (action, person_id, outcome) in enumerate(ACTS):
        given = {"person_id": person_id, "outcome": outcome}
        audit.write(fresh, action, at=AT + timedelta(hours=hour), **given)
    return fresh


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [3, 2, 1, 0]),
        ({"action": "boundary."}, [3, 2]),
        ({"sign_ins": True}, [1, 0]),
        ({"person_id": 1}, [2, 0]),
        ({"outcome": "wrong"}, [1]),
        ({"since": AT + timedelta(hours=1), "until": AT + timedelta(hours=3)}, [2, 1]),
    ],
    ids=["all, newest first", "an act's beginning", "signing in", "a person", "an outcome", "a stretch"],
)
def test_entries_are_narrowed(written, wanted, found):
    rows = audit_reading.list_entries(written, Filter(**wanted))
    assert [row.action for row in rows] == [ACTS[number][0] for number in found]


def test_pages_follow_each_other(written):
    first, after = paging.cut(
        audit_reading.list_entries(written, Filter(limit=3)), Filter(limit=3), lambda row: [row.id]
    )
    rest = audit_reading.list_entries(written, Filter(limit=3, after=after))
    assert [row.action for row in (*first, *rest)] == [action for action, *_ in reversed(ACTS)]
