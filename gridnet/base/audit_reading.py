"""Reading the audit trail: a page of a county's entries, newest first, narrowed by who, what and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import Select, select

from gridnet.base import db, paging
from gridnet.base.audit import AuditEntry
from gridnet.base.county import County

Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]

#: What signing in and out leaves behind.
SIGN_INS = ("sign_in", "sign_out")


class Filter(paging.Wish):
    """Which entries are wanted."""

    action: Word | None = Field(None, description="an action, or the beginning of one: boundary.")
    person_id: int | None = Field(None, ge=1)
    outcome: Word | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    sign_ins: bool = Field(default=False, description="only signing in and out")


def list_entries(county: County, wanted: Filter) -> Sequence[AuditEntry]:
    """A page of entries, newest first, one row more than asked for."""
    one = AuditEntry
    query: Select[Any] = select(one).where(one.county == county)
    if wanted.sign_ins:
        query = query.where(one.action.in_(SIGN_INS))
    elif wanted.action:
        query = query.where(one.action.startswith(wanted.action, autoescape=True))
    if wanted.person_id is not None:
        query = query.where(one.person_id == wanted.person_id)
    if wanted.outcome:
        query = query.where(one.outcome == wanted.outcome)
    query = _between(query, wanted.since, wanted.until)
    if wanted.after:
        (id_,) = paging.read(wanted.after, [int])
        query = query.where(one.id < id_)
    return db.session.scalars(query.order_by(one.id.desc()).limit(wanted.limit + 1)).all()


def _between(query: Select[Any], since: datetime | None, until: datetime | None) -> Select[Any]:
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    return query if until is None else query.where(AuditEntry.at < until)
