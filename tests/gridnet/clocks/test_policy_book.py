"""Policies as rows: written, replaced, withdrawn, never rewritten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.clocks import epochs, policies, policy_book, policy_cache, running
from gridnet.clocks.limits import Unit
from gridnet.clocks.policies import Matters
from gridnet.clocks.policy_book import Draft
from gridnet.clocks.values import About, CalendarKind
from tests.factories.clocks import COUNTY, DESK, terms
from tests.gridnet.clocks.test_recounting import EARLY, start

NOW = datetime(2026, 3, 2, tzinfo=UTC)
OTHER = County("410598")


def put(code="lamp", county=COUNTY, *, of=None, valid_from=NOW, at=NOW, **matters):
    named = Matters(**({"stage": "handle", "priority": "P3", "role": "lead"} | matters))
    draft = Draft(
        code=code, county=county, matters=named, terms=of or terms(1, Unit.WORKING_DAY), valid_from=valid_from
    )
    made = policy_book.put(draft, by=DESK, at=at)
    policy_cache.forget()
    return made


def chosen(county=COUNTY, priority="P3", stage="handle", at=EARLY, **about):
    known = About(about.pop("category", "0402"), priority, **about)
    found = policy_cache.get(county).choose(known, stage, "community", "lead", at)
    return found.code if found else None


@pytest.mark.parametrize(
    ("priority", "stage", "about", "code"),
    [
        ("P1", "accept", {}, "p1-accept"),
        ("P1", "arrive", {"urban": True}, "p1-arrive-town"),
        ("P1", "arrive", {"urban": False}, "p1-arrive-rural"),
        ("P1", "arrive", {}, "p1-arrive"),
        ("P2", "handle", {}, "p2-handle"),
        ("P3", "handle", {}, "p3-handle"),
        ("P3", "handle", {"category": "0101"}, "p3-handle-dispute"),
        ("P2", "handle", {"category": "0105"}, "p2-handle"),
        ("P4", "verify", {}, None),
        ("P4", "handle", {}, "p4-handle"),
    ],
)
def test_the_default_limits_are_there(session, priority, stage, about, code):
    assert chosen(priority=priority, stage=stage, **about) == code


def test_the_defaults_obey_what_they_ask_of_others(session):
    every = policy_book.list_versions(None)
    assert len(every) == 24
    for each in every:
        policies.check_terms(each.terms)


def test_a_countys_own_goes_before(session):
    put()
    assert (chosen(), chosen(OTHER)) == ("lamp", "p3-handle")


def test_a_version_replaces_the_one_before(session):
    first, second = put(), put(of=terms(2, Unit.WORKING_DAY), valid_from=NOW + timedelta(days=1))
    assert (first.version, second.version) == (1, 2)
    held = policy_cache.get(COUNTY).choose(About("0402", "P3"), "handle", "community", "lead", NOW)
    assert held == first
    assert policy_book.get("lamp", 2) == second


def test_a_policy_withdrawn_while_clocks_run_on_it_goes_on_for_them(session):
    put(at=EARLY - timedelta(days=1), valid_from=EARLY - timedelta(days=1))
    made = start(1, EARLY)
    policy_book.withdraw("lamp", COUNTY, valid_from=EARLY, by=DESK, at=EARLY)
    policy_cache.forget()
    assert chosen(at=EARLY + timedelta(days=1)) == "p3-handle"
    clock = running.get(COUNTY, made.id)
    assert (clock.terms.limit.amount, clock.marks) == (1, made.marks)
    running.stop(COUNTY, made.id, done_at=EARLY, at=EARLY, cause="handled")


def test_a_policy_can_be_told_to_hold_for_running_clocks_too(session):
    made, other = start(1, EARLY), start(2, EARLY, priority="P2")
    put(valid_from=EARLY, at=EARLY)
    (changed,) = epochs.apply_policies(COUNTY, at=EARLY + timedelta(hours=1))
    assert (changed.clock.id, changed.clock.epoch, changed.due_before) == (made.id, 2, made.marks.due_at)
    assert running.get(COUNTY, made.id).marks.due_at == changed.due_after < made.marks.due_at
    assert running.get(COUNTY, other.id).epoch == 1
    assert epochs.apply_policies(COUNTY, at=EARLY + timedelta(hours=2)) == []


def test_nothing_begins_in_the_past(session):
    with pytest.raises(Conflict, match="now or later"):
        put(valid_from=NOW - timedelta(seconds=1))


def test_nothing_begins_before_the_version_before(session):
    put(valid_from=NOW + timedelta(days=5))
    with pytest.raises(Conflict, match="begins later"):
        put(valid_from=NOW + timedelta(days=4))


def test_everybodys_policy_is_not_a_countys_to_change(session):
    with pytest.raises(Conflict, match="not this county's"):
        put("p3-handle")
    with pytest.raises(Conflict, match="not this county's"):
        policy_book.withdraw("p1-accept", COUNTY, valid_from=NOW, by=DESK, at=NOW)


def test_loosening_what_is_urgent_is_refused_by_the_defaults(session):
    loose = terms(6, Unit.MINUTE, CalendarKind.ALWAYS)
    with pytest.raises(Conflict, match="p1-accept"):
        put("slow", of=loose, stage="accept", priority="P1", role=None)
    tight = terms(4, Unit.MINUTE, CalendarKind.ALWAYS)
    assert put("quick", of=tight, stage="accept", priority="P1", role=None).version == 1


def test_working_days_round_the_clock_are_refused(session):
    with pytest.raises(Invalid, match="working calendar"):
        put(of=terms(1, Unit.WORKING_DAY, CalendarKind.ALWAYS))


def test_what_is_not_in_force_cannot_be_withdrawn(session):
    put()
    policy_book.withdraw("lamp", COUNTY, valid_from=NOW, by=DESK, at=NOW)
    for code in ("lamp", "nothing"):
        with pytest.raises(NotFound):
            policy_book.withdraw(code, COUNTY, valid_from=NOW, by=DESK, at=NOW)
    with pytest.raises(NotFound):
        policy_book.get("lamp", 9)


def test_a_version_that_was_in_force_cannot_be_rewritten(session):
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("UPDATE policy_version SET amount = 1"))
