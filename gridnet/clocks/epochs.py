"""Going over to another policy: what runs keeps its start, its pauses and its extensions, and the change is kept.

Clocks keep the policy they began with. They go over to another one only when their matter has become another (its
priority, its category, its place), or when somebody says that a new version is for running clocks too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.clocks import clock_queries, counting, policy_cache, running, storing
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.policies import Policy, Terms
from gridnet.clocks.values import Known, Subject

BATCH = 2000

_INSERT = text("""
    INSERT INTO clock_epoch (county, clock_id, epoch, at, cause, from_policy, to_policy, before, after)
    SELECT :county, clock_id, epoch, :at, :cause, from_policy, to_policy, before, after
    FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
        clock_id bigint, epoch smallint, from_policy bigint, to_policy bigint, before jsonb, after jsonb)
""")


@dataclass(frozen=True, slots=True)
class Changed:
    """A clock that went over, with its due time before and since."""

    clock: ClockNow
    due_before: datetime
    due_after: datetime


def review(county: County, subject: Subject, known: Known, *, at: datetime, cause: str = "matter") -> list[Changed]:
    """The matter of a subject has become another: let its running clocks go over to the policies that hold for it now.

    A clock for which nothing else holds stays as it is, and so does one for which nothing holds any more.
    """
    mine = clock_queries.of_subjects(county, [subject]).get(subject, [])
    for clock in mine:
        if clock.is_open and (clock.about, clock.holder.division_code) != (known.about, known.division_code):
            counting.describe(clock, known.about, known.division_code)
    return _go_over(county, mine, at=at, cause=cause)


def apply_policies(county: County, *, at: datetime, cause: str = "policy") -> list[Changed]:
    """Let every running clock of a county go over to the policies that hold now; returns those that did."""
    changed, after = [], 0
    while clocks := clock_queries.list_open(after, BATCH, county):
        after = clocks[-1].id or after
        changed += _go_over(county, clocks, at=at, cause=cause)
    return changed


def _go_over(county: County, clocks: Sequence[ClockNow], *, at: datetime, cause: str) -> list[Changed]:
    book, changed, rows = policy_cache.get(county), [], []
    for clock in clocks:
        policy = book.choose(clock.about, clock.stage, clock.network, clock.role, at) if clock.is_open else None
        if policy is None or not _differs(clock, policy):
            continue
        before, from_policy = _snapshot(clock), clock.policy_id
        changed.append(_turn(county, clock, policy))
        rows.append(_row(clock, from_policy, before))
    storing.write(county, clocks)
    if rows:
        db.run(_INSERT, {"county": county, "at": at, "cause": cause, "given": packing.pack(rows)})
    return changed


def foresee(county: County, clock: ClockNow, policy: Policy) -> Changed | None:
    """What would become of a clock under a policy, None where nothing would; the value changes, its row does not."""
    return _turn(county, clock, policy) if clock.is_open and _differs(clock, policy) else None


def _turn(county: County, clock: ClockNow, policy: Policy) -> Changed:
    due_before = clock.marks.due_at
    counting.go_over(clock, running.calendar_for(county, policy.terms.calendar), policy)
    return Changed(clock, due_before, clock.marks.due_at)


def _differs(clock: ClockNow, policy: Policy) -> bool:
    """Whether it would run otherwise; another version that says the same changes nothing."""
    return _counted(clock.terms) != _counted(policy.terms)


def _counted(terms: Terms) -> Terms:
    return replace(terms, set_by_level=0)


def _row(clock: ClockNow, from_policy: int, before: dict[str, Any]) -> dict[str, Any]:
    return {
        "clock_id": clock.id,
        "epoch": clock.epoch,
        "from_policy": from_policy,
        "to_policy": clock.policy_id,
        "before": before,
        "after": _snapshot(clock),
    }


def _snapshot(clock: ClockNow) -> dict[str, Any]:
    return {
        **storing.terms_row(clock.terms),
        "calendar": clock.calendar_code,
        "priority": clock.about.priority,
        "category": clock.about.category,
        "due_at": clock.marks.due_at.isoformat(),
    }


class Turned(NamedTuple):
    """That a clock went over to another policy."""

    clock_id: int
    epoch: int
    at: datetime
    cause: str
    from_policy: int
    to_policy: int
    before: dict[str, Any]
    after: dict[str, Any]


def list_of(county: County, ids: Iterable[int]) -> dict[int, list[Turned]]:
    """The epochs of these clocks after their first, by clock."""
    found: dict[int, list[Turned]] = {}
    for row in db.run(_LIST, {"county": county, "ids": sorted(ids)}):
        found.setdefault(row.clock_id, []).append(Turned(*row))
    return found


_LIST = text("""
    SELECT clock_id, epoch, at, cause, from_policy, to_policy, before, after FROM clock_epoch
    WHERE county = :county AND clock_id = ANY(CAST(:ids AS bigint[])) ORDER BY clock_id, epoch
""")
