"""Who did what, as whom, from where: entries that are only ever added, and sealed in a chain of hashes by county.

Sealing is a tick of its own, not part of the act: a chain that every request had to extend would make the
requests of a county wait for each other.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    exists,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base import db
from gridnet.base.columns import Big, InCounty, Json, Moment
from gridnet.base.county import County
from gridnet.base.db import Base

GENESIS = b"\0" * 32
BATCH = 1000
MOST = 2**63 - 1
#: Numbers are drawn before their transactions end; none of ours lasts as long as this.
LATEST = timedelta(days=1)


class AuditEntry(InCounty, Base):
    """One audited act. Append-only."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_action", "action", "county", "id", postgresql_ops={"action": "text_pattern_ops"}),
        Index("ix_audit_entry_person", "person_id", "county", "id"),
    )

    at: Mapped[Moment]
    person_id: Mapped[Big | None]
    position_id: Mapped[Big | None]
    action: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str | None] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    detail: Mapped[Json]


class AuditSeal(InCounty, Base):
    """A run of entries, fixed by a hash over them and over the seal before. Append-only."""

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("county", "number", name="uq_audit_seal_county"),)

    number: Mapped[Big]
    sealed_at: Mapped[Moment]
    entries: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditSealed(Base):
    """Which entry is under which seal: the primary key lets an entry be sealed only once. Append-only."""

    __tablename__ = "audit_sealed"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seal_id: Mapped[Big]


def write(  # noqa: PLR0913 - an entry has that many columns, named by the caller
    county: County,
    action: str,
    *,
    at: datetime,
    person_id: int | None = None,
    position_id: int | None = None,
    subject: tuple[str, object] | None = None,
    outcome: str = "done",
    source: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry in the caller's transaction; `detail` holds codes and ids, never what they protect."""
    kind, id_ = subject or (None, None)
    entry = {
        "county": county,
        "at": at,
        "person_id": person_id,
        "position_id": position_id,
        "action": action,
        "subject_kind": kind,
        "subject_id": None if id_ is None else str(id_),
        "outcome": outcome,
        "source": source,
        "detail": dict(detail or {}),
    }
    db.session.execute(insert(AuditEntry), [entry])


def seal(county: County, *, at: datetime) -> int:
    """Seal up to a thousand entries that have none yet; returns how many. Two sealers wait for each other."""
    db.hold("audit_seal", county)
    last = _last_seal(county)
    entries = _unsealed(county, since=_floor(county, at))
    if not entries:
        return 0
    previous = last.hash if last else GENESIS
    row = AuditSeal(
        county=county,
        number=last.number + 1 if last else 1,
        sealed_at=at,
        entries=[entry.id for entry in entries],
        previous=previous,
        hash=_hash(previous, entries),
    )
    db.session.add(row)
    db.session.flush()
    sealed = [{"county": county, "entry_id": entry.id, "seal_id": row.id} for entry in entries]
    db.session.execute(insert(AuditSealed), sealed)
    return len(entries)


def list_unsealed(at: datetime) -> list[County]:
    """The counties with recent entries that have no seal."""
    query = select(AuditEntry.county).where(AuditEntry.at >= at - LATEST, ~_is_sealed()).distinct()
    return [County(county) for county in db.session.scalars(query)]


def _is_sealed() -> ColumnElement[bool]:
    return exists().where(and_(AuditSealed.county == AuditEntry.county, AuditSealed.entry_id == AuditEntry.id))


def verify(county: County) -> Iterator[str]:
    """What is wrong with the county's chain, seal by seal; nothing when it holds."""
    previous = GENESIS
    seals = select(AuditSeal).where(AuditSeal.county == county).order_by(AuditSeal.number)
    for number, row in enumerate(db.session.scalars(seals), start=1):
        if row.number != number or row.previous != previous:
            yield f"seal {row.number} does not follow the one before"
        entries = _entries(county, row.entries)
        if len(entries) != len(row.entries):
            yield f"seal {row.number}: {len(row.entries) - len(entries)} entries are gone"
        elif _hash(row.previous, entries) != row.hash:
            yield f"seal {row.number}: an entry is not as it was"
        previous = row.hash
    if last := _last_seal(county):
        for entry in _unsealed(county, before=_floor(county, last.sealed_at)):
            yield f"entry {entry.id} is under no seal, and too old to come under one"


def _last_seal(county: County) -> AuditSeal | None:
    query = select(AuditSeal).where(AuditSeal.county == county).order_by(AuditSeal.number.desc()).limit(1)
    return db.session.scalars(query).first()


def _floor(county: County, at: datetime) -> int:
    """Where the search for entries without a seal begins: at the seal of a day before `at`."""
    query = (
        select(AuditSeal.entries[1])
        .where(AuditSeal.county == county, AuditSeal.sealed_at <= at - LATEST)
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).first() or 0


def _unsealed(county: County, *, since: int = 0, before: int = MOST) -> Sequence[AuditEntry]:
    """A batch of the entries without a seal, from one number up to another."""
    query = select(AuditEntry).where(AuditEntry.county == county, ~_is_sealed())
    query = query.where(AuditEntry.id >= since, AuditEntry.id < before)
    return db.session.scalars(query.order_by(AuditEntry.id).limit(BATCH)).all()


def _entries(county: County, ids: Sequence[int]) -> Sequence[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.county == county, AuditEntry.id.in_(ids)).order_by(AuditEntry.id)
    return db.session.scalars(query).all()


def _hash(previous: bytes, entries: Sequence[AuditEntry]) -> bytes:
    digest = hashlib.sha256(previous)
    for entry in entries:
        digest.update(json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.digest()


def _plain(entry: AuditEntry) -> dict[str, Any]:
    values = {column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns}
    return values | {"at": entry.at.timestamp()}
