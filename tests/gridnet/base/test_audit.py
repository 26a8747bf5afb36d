"""The audit trail and its seals."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from gridnet.base import audit
from gridnet.base.audit import AuditEntry
from gridnet.base.county import County
from tests import owner

HERE, THERE = County("410599"), County("410598")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("session")


def write(*actions, county=HERE):
    for number, action in enumerate(actions):
        audit.write(county, action, at=AT + timedelta(seconds=number), person_id=7, detail={"n": number})


def test_an_entry_says_who_did_what_as_whom_to_what(session):
    audit.write(
        HERE, "people.reveal", at=AT, person_id=7, position_id=9, subject=("person", 12), source="10.0.0.1", detail={}
    )
    (entry,) = session.query(AuditEntry).filter_by(county=HERE)
    assert (entry.person_id, entry.position_id, entry.subject_kind, entry.subject_id) == (7, 9, "person", "12")
    assert (entry.action, entry.outcome, entry.source, entry.at) == ("people.reveal", "done", "10.0.0.1", AT)


def test_a_chain_that_nobody_touched_holds():
    for actions in (["a", "b"], ["c"], ["d", "e", "f"]):
        write(*actions)
        assert audit.seal(HERE, at=AT) == len(actions)
    assert list(audit.verify(HERE)) == []


def test_nothing_is_sealed_twice_and_nothing_of_another_county():
    write("a")
    write("b", "c", county=THERE)
    assert audit.seal(HERE, at=AT) == 1
    assert audit.seal(HERE, at=AT) == 0
    assert audit.seal(THERE, at=AT) == 2


def test_a_long_trail_is_sealed_in_steps():
    write(*["step"] * (audit.BATCH + 1))
    assert [audit.seal(HERE, at=AT) for _ in range(3)] == [audit.BATCH, 1, 0]
    assert list(audit.verify(HERE)) == []


def test_an_entry_that_comes_late_with_an_early_number_is_sealed_too(session):
    """Numbers are drawn before their transactions end."""
    session.execute(text("SELECT nextval('audit_entry_id_seq')"))
    drawn = session.scalar(text("SELECT currval('audit_entry_id_seq')"))
    write("early")
    audit.seal(HERE, at=AT)
    write("between")
    audit.seal(HERE, at=AT)
    late = AuditEntry(county=HERE, id=drawn, at=AT, action="late", outcome="done", source="", detail={})
    session.add(late)
    session.flush()
    assert audit.seal(HERE, at=AT) == 1
    assert list(audit.verify(HERE)) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit_entry SET action = 'nothing' WHERE action = 'b'", "seal 2: an entry is not as it was"),
        ("UPDATE audit_entry SET detail = '{}' WHERE action = 'b'", "seal 2: an entry is not as it was"),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE action = 'b'", "seal 2: an entry is not"),
        ("DELETE FROM audit_entry WHERE action = 'b'", "seal 2: 1 entries are gone"),
        ("DELETE FROM audit_seal WHERE number = 2", "does not follow the one before"),
        ("UPDATE audit_seal SET hash = hash || 'x' WHERE number = 2", "seal 2: an entry is not as it was"),
        ("UPDATE audit_seal SET entries = '{}' WHERE number = 2", "seal 2"),
    ],
)
def test_whoever_owns_the_schema_cannot_change_it_unnoticed(session, tampering, found):
    for action in "abc":
        write(action)
        audit.seal(HERE, at=AT)
    with owner.acting(session):
        session.execute(text(tampering))
    session.expire_all()
    assert found in "\n".join(audit.verify(HERE))


def test_an_entry_put_in_by_hand_below_the_seals_is_noticed(session):
    write("a")
    audit.seal(HERE, at=AT)
    first = session.scalar(text("SELECT min(id) FROM audit_entry WHERE county = '410599'"))
    session.add(AuditEntry(county=HERE, id=first - 1, at=AT, action="forged", outcome="done", source="", detail={}))
    write("b")
    audit.seal(HERE, at=AT + audit.LATEST)
    assert list(audit.verify(HERE)) == [f"entry {first - 1} is under no seal, and too old to come under one"]
