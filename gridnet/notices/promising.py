"""Promising a notice: a row in the caller's transaction, once a key, and nothing else.

Nobody is rung up from here. A transaction that notifies holds a lock of the whole database until it has ended, so
that reports taken in side by side would be written one after the other; the worker, which routes notices a few
hundred in one transaction, rings for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.notices import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is to be told, to whom, and under which key it is told only once.

    Give a person, or the code of the desk whose holders are to know where there is none; those `unless` names are
    passed over. `params` are what the wording of the kind takes (`wording.KINDS`) and nothing beside. `digest` joins
    what comes due together for one person to one message. What is discreet is kept from the robots of groups.
    `is_history` is for what lies behind: it is put into the inbox and goes no further.
    """

    key: str
    kind: str
    person_id: int | None = None
    position_id: int | None = None
    desk_code: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    subject_kind: str | None = None
    subject_id: int | None = None
    network: Network | None = None
    not_before: datetime | None = None
    hold_reason: str | None = None
    urgent: bool = False
    digest: str | None = None
    unless: frozenset[int] = frozenset()
    is_discreet: bool = False
    is_history: bool = False


_GIVEN = """
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
            county text, key text, kind text, person_id bigint, position_id bigint, desk_code text, params jsonb,
            subject_kind text, subject_id bigint, network text, not_before timestamptz, hold_reason text,
            urgent boolean, digest text, unless jsonb, is_discreet boolean, is_history boolean)
    )"""
_INSERT = """
    INSERT INTO notice (
        county, key, kind, person_id, position_id, desk_code, params, subject_kind, subject_id, network, urgent,
        digest, created_at, not_before, hold_reason, route_at)
    SELECT
        county, key, kind, person_id, position_id, desk_code, params, subject_kind, subject_id, network, urgent,
        digest, :at, not_before, hold_reason,
        CASE WHEN NOT is_history AND (person_id IS NOT NULL OR NOT is_discreet)
             THEN coalesce(not_before, CAST(:at AS timestamptz)) END
    FROM {told}
    ON CONFLICT (key, county) DO NOTHING
    RETURNING id
"""
#: The desk has its own notice, which its robot is told by, and each of its holders has one. The holders are looked up
#: only where a desk is named, by the index of each kind of desk.
_TOLD = """, told AS (
        SELECT * FROM given
        UNION ALL
        SELECT
            given.county, given.key || ' ' || holder.person_id, kind, holder.person_id, holder.id, desk_code, params,
            subject_kind, subject_id, network, not_before, hold_reason, urgent, digest, unless, is_discreet, is_history
        FROM given CROSS JOIN LATERAL (
            SELECT DISTINCT ON (person_id) person_id, id
            FROM (
                SELECT person_id, id, valid_from, valid_to FROM position
                WHERE county = given.county AND scope = given.desk_code AND withdrawn_at IS NULL AND area_id IS NULL
                  AND role IN ('village_desk', 'township_desk')
                UNION ALL
                SELECT person_id, id, valid_from, valid_to FROM position
                WHERE county = given.county AND station_code = given.desk_code AND withdrawn_at IS NULL
                UNION ALL
                SELECT person_id, id, valid_from, valid_to FROM position
                WHERE county = given.county AND county = given.desk_code AND scope = given.desk_code
                  AND withdrawn_at IS NULL AND role = 'county_desk'
            ) AS held
            WHERE valid_from <= CAST(:at AS timestamptz) AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))
            ORDER BY person_id, id
            OFFSET 0
        ) AS holder
        WHERE given.person_id IS NULL AND NOT given.unless @> to_jsonb(holder.person_id)
    )"""
_TO_PERSONS = text(_GIVEN + _INSERT.format(told="given"))
_TO_DESKS = text(_GIVEN + _TOLD + _INSERT.format(told="told"))


def promise(county: County, promises: Sequence[Promise], *, at: datetime) -> int:
    """Promise all of these within the caller's transaction, in one statement; returns how many rows are new.

    What bears a key that was promised before is passed over. Raises `ValueError` for words that may not leave the
    house: a kind without wording, or a parameter the kind does not take.
    """
    return promise_many([(county, each) for each in promises], at=at)


def promise_many(promises: Sequence[tuple[County, Promise]], *, at: datetime) -> int:
    """`promise` for several counties at once, in one statement as well."""
    if not promises:
        return 0
    statement = _TO_PERSONS if all(each.person_id is not None for _, each in promises) else _TO_DESKS
    said = _Said()
    given = packing.pack([_row(county, each, said) for county, each in promises])
    return len(db.run(statement, {"given": given, "at": at}))


class _Said:
    """Parameters checked once, although several persons are told the same."""

    def __init__(self) -> None:
        self._checked: dict[tuple[str, int], Mapping[str, Any]] = {}

    def of(self, promise_: Promise) -> Mapping[str, Any]:
        """The parameters of a promise as they are kept."""
        key = promise_.kind, id(promise_.params)
        found = self._checked.get(key)
        if found is None:
            found = self._checked[key] = wording.check(promise_.kind, promise_.params)
        return found


def _row(county: County, promise_: Promise, said: _Said) -> Mapping[str, Any]:
    if promise_.person_id is None and promise_.desk_code is None:
        raise ValueError(f"{promise_.key} is promised to nobody; name a person or a desk")
    return {
        "county": county,
        "key": promise_.key,
        "kind": promise_.kind,
        "person_id": promise_.person_id,
        "position_id": promise_.position_id,
        "desk_code": promise_.desk_code,
        "params": said.of(promise_),
        "subject_kind": promise_.subject_kind,
        "subject_id": promise_.subject_id,
        "network": promise_.network,
        "not_before": promise_.not_before and promise_.not_before.isoformat(),
        "hold_reason": promise_.hold_reason,
        "urgent": promise_.urgent,
        "digest": promise_.digest,
        "unless": sorted(promise_.unless),
        "is_discreet": promise_.is_discreet,
        "is_history": promise_.is_history,
    }
