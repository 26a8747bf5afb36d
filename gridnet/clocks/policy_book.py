"""Policies as rows: listed, changed by a further version, withdrawn. Nothing that was in force is ever rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.clocks import policies
from gridnet.clocks.arithmetic import Limit, Unit
from gridnet.clocks.counting import By
from gridnet.clocks.models import PolicyVersion
from gridnet.clocks.policies import Matters, Policy, Terms
from gridnet.clocks.storing import terms_row
from gridnet.clocks.values import CalendarKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy as somebody wants it; without a county it is everybody's."""

    code: str
    county: County | None
    matters: Matters
    terms: Terms
    valid_from: datetime
    note: str | None = None


_STAMP = text("SELECT count(*) AS count, max(id) AS last FROM policy_version")


def stamp() -> object:
    """Changes with every version that is written, in whatever order they are committed."""
    return tuple(db.run(_STAMP, {})[0])


def list_versions(county: County | None) -> tuple[Policy, ...]:
    """Every version of everybody's policies, and of the county's own."""
    query = (
        select(PolicyVersion)
        .where(or_(PolicyVersion.county.is_(None), PolicyVersion.county == county))
        .order_by(PolicyVersion.id)
    )
    return tuple(_policy(row) for row in db.session.scalars(query))


def put(draft: Draft, *, by: By | None, at: datetime) -> Policy:
    """Write a further version of a policy, or its first.

    Raises `Invalid` for what could never fall due, `Conflict` where a county loosens what is urgent, where the code is
    another county's, or where the version would begin before an earlier one or in the past.
    """
    policies.check_terms(draft.terms)
    _check_stage(draft.matters.stage)
    before = _last(draft.code)
    _check_turn(draft.code, draft.county, draft.valid_from, before, at)
    if draft.county is not None:
        policies.check_tightens(draft.matters, draft.terms, _everybodys(draft.valid_from))
    return _add(draft, before, by=by, at=at, is_withdrawn=False)


def withdraw(code: str, county: County | None, *, valid_from: datetime, by: By | None, at: datetime) -> Policy:
    """Let a policy hold no longer; clocks that run by it keep it. Raises `NotFound`, or `Conflict` as `put` does."""
    before = _last(code)
    if before is None or before.is_withdrawn:
        raise NotFound(f"there is no policy {code} in force")
    _check_turn(code, county, valid_from, before, at)
    held = _policy(before)
    draft = Draft(code=code, county=county, matters=held.matters, terms=held.terms, valid_from=valid_from)
    return _add(draft, before, by=by, at=at, is_withdrawn=True)


def get(code: str, version: int) -> Policy:
    """One version of a policy; raises `NotFound`."""
    row = db.session.scalar(select(PolicyVersion).where(PolicyVersion.code == code, PolicyVersion.version == version))
    if row is None:
        raise NotFound(f"there is no version {version} of a policy {code}")
    return _policy(row)


def by_ids(ids: Sequence[int]) -> dict[int, Policy]:
    """Versions by their ids."""
    rows = db.session.scalars(select(PolicyVersion).where(PolicyVersion.id.in_(ids)))
    return {row.id: _policy(row) for row in rows}


def _check_stage(stage: str) -> None:
    """Refuse a stage that no module has brought: those it has are told by everybody's policies."""
    known = sorted({each.matters.stage for each in list_versions(None)})
    if stage not in known:
        words = f"there is no stage {stage}; there are {', '.join(known)}"
        raise Invalid(words, errors=[{"field": "stage", "message": words}])


def _last(code: str) -> PolicyVersion | None:
    """The last version of a policy; nobody else writes another one until the transaction ends."""
    db.hold("policy", code)
    found = select(func.max(PolicyVersion.version)).where(PolicyVersion.code == code).scalar_subquery()
    return db.session.scalar(select(PolicyVersion).where(PolicyVersion.code == code, PolicyVersion.version == found))


def _check_turn(
    code: str, county: County | None, valid_from: datetime, before: PolicyVersion | None, at: datetime
) -> None:
    if valid_from < at:
        raise Conflict("a policy begins now or later; what was started before keeps what held then")
    if before is None:
        return
    if before.county != county:
        raise Conflict(f"the policy {code} is not this county's; give its own another code, and it goes before")
    if before.valid_from > valid_from:
        raise Conflict(f"version {before.version} of {code} begins later, on {before.valid_from.isoformat()}")


def _everybodys(at: datetime) -> list[Policy]:
    return policies.in_force(list_versions(None), at)


def _add(draft: Draft, before: PolicyVersion | None, *, by: By | None, at: datetime, is_withdrawn: bool) -> Policy:
    matters, terms = draft.matters, draft.terms
    row = PolicyVersion(
        code=draft.code,
        version=before.version + 1 if before else 1,
        county=draft.county,
        stage=matters.stage,
        category=matters.category,
        category_group=matters.category_group,
        priority=matters.priority,
        network=matters.network,
        role=matters.role,
        urban=matters.urban,
        calendar=terms.calendar,
        **terms_row(terms),
        valid_from=draft.valid_from,
        is_withdrawn=is_withdrawn,
        recorded_at=at,
        recorded_by=by.person_id if by else None,
        recorded_as=by.position_id if by else None,
        note=draft.note,
    )
    db.session.add(row)
    db.session.flush()
    return _policy(row)


def _policy(row: PolicyVersion) -> Policy:
    return Policy(
        id=row.id,
        code=row.code,
        version=row.version,
        county=row.county,
        matters=Matters(
            stage=row.stage,
            category=row.category,
            category_group=row.category_group,
            priority=row.priority,
            network=row.network,
            role=row.role,
            urban=row.urban,
        ),
        terms=Terms(
            Limit(row.amount, Unit(row.unit)),
            CalendarKind(row.calendar),
            row.remind_percent,
            row.yellow_percent,
            row.red_percent,
            row.set_by_level,
        ),
        valid_from=row.valid_from,
        is_withdrawn=row.is_withdrawn,
    )
