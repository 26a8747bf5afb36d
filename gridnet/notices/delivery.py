"""Sending what is due: claim, send, record. A message is sent at least once, and never while a row is locked.

A claim is a lease: state `sending`, the try counted, a time by which it must have ended. Whoever is killed between the
claim and the record leaves a message that may have arrived; when the lease runs out it is sent again under the same
reference, which it names, and `unsure` says that this has happened.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import text

from gridnet.base import db, moment, secrets
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.notices import attachments, backoff, channels, giving_up, sending, services, wording
from gridnet.notices.attachments import File
from gridnet.notices.sending import Outcome, Try
from gridnet.notices.services import Service
from gridnet.notices.wording import Message

SENDERS = 8
BATCH = 2 * SENDERS
#: Longer than a whole batch can take, each sender waiting in full for each of its messages.
LEASE = timedelta(seconds=3 * sending.TIMEOUT_S * BATCH // SENDERS)
#: So many failures of one service within one ring, and the rest of its messages wait for the next ring.
PATIENCE = 3
ROUNDS = 20

log = structlog.get_logger()

_COUNTIES = text("""
    SELECT DISTINCT county FROM notice_delivery WHERE next_try_at <= CAST(:at AS timestamptz) ORDER BY county
""")
_CLAIM = text("""
    WITH due AS MATERIALIZED (
        SELECT delivery.id, channel.service, channel.person_id, channel.address_sealed, channel.language,
               channel.code_sealed, channel.code_at, channel.removed_at
        FROM notice_delivery AS delivery
        JOIN notice_channel AS channel ON channel.county = :county AND channel.id = delivery.channel_id
        WHERE delivery.county = :county AND delivery.next_try_at <= CAST(:at AS timestamptz)
          AND channel.service <> ALL (CAST(:tired AS text[]))
        ORDER BY delivery.urgent DESC, delivery.next_try_at, delivery.id
        LIMIT :batch
        FOR UPDATE OF delivery SKIP LOCKED
    )
    UPDATE notice_delivery AS delivery
    SET unsure = unsure + CASE WHEN state = 'sending' THEN 1 ELSE 0 END,
        state = 'sending', tries = tries + 1, tried_at = :at, next_try_at = :lease
    FROM due
    WHERE delivery.county = :county AND delivery.id = due.id
    RETURNING delivery.id, delivery.tries, due.service, due.address_sealed, due.language, due.code_sealed,
              due.code_at, due.removed_at
""")
_ABOUT = text("""
    SELECT part.delivery_id, notice.kind, notice.params, notice.subject_kind, notice.subject_id
    FROM notice_delivery_part AS part
    JOIN notice ON notice.county = :county AND notice.id = part.notice_id
    WHERE part.county = :county AND part.delivery_id = ANY (CAST(:ids AS bigint[]))
    ORDER BY notice.id
""")
#: Whoever sent it says so, even when the lease had run out; a failure counts only for the try it belongs to.
_SENT = text("""
    UPDATE notice_delivery SET state = 'sent', sent_at = :at, next_try_at = NULL, last_error = NULL
    WHERE county = :county AND id = CAST(:id AS bigint) AND state <> 'sent'
""")
_FAILED = text("""
    UPDATE notice_delivery
    SET state = CASE WHEN CAST(:next AS timestamptz) IS NULL THEN 'given_up' ELSE 'failed' END,
        next_try_at = CAST(:next AS timestamptz), last_error = :error, unsure = unsure + CAST(:unsure AS smallint)
    WHERE county = :county AND id = CAST(:id AS bigint) AND state = 'sending' AND tries = CAST(:tries AS smallint)
    RETURNING state
""")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed message, ready to be sent; without a URL it cannot be, and `why` says so."""

    id: int
    tries: int
    service: str
    url: str | None
    message: Message | None
    ref: str
    why: str | None = None
    files: tuple[File, ...] = ()


def deliver(at: datetime, *, now: Callable[[], datetime] = moment.now) -> int:
    """The tick: send what is due in every county; returns how many tries that took."""
    with db.transaction():
        counties = [County(code) for code in db.run(_COUNTIES, {"at": at}).scalars()]
    failures: Counter[str] = Counter()
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="notices") as senders:
        return sum(_deliver_in(county, at, senders, failures, now) for county in counties)


def _deliver_in(
    county: County,
    at: datetime,
    senders: ThreadPoolExecutor,
    failures: "Counter[str]",
    now: Callable[[], datetime],
) -> int:
    tried = 0
    for _ in range(ROUNDS):
        tired = [service for service, count in failures.items() if count >= PATIENCE]
        with db.transaction():
            parcels = claim(county, at, until=now() + LEASE, tired=tired)
        for parcel, done in _send(parcels, senders):
            if done.outcome is not Outcome.SENT:
                failures[parcel.service] += 1
            with db.transaction():
                record(county, parcel, done, at=now())
        tried += len(parcels)
        if len(parcels) < BATCH:
            break
    return tried


def _send(parcels: Sequence[Parcel], senders: ThreadPoolExecutor) -> Iterable[tuple[Parcel, Try]]:
    """Each parcel with what became of it, as soon as it is known."""
    waiting = {senders.submit(_try, parcel): parcel for parcel in parcels}
    for future in as_completed(waiting):
        yield waiting[future], future.result()


def _try(parcel: Parcel) -> Try:
    if parcel.url is None or parcel.message is None:
        return Try(Outcome.HOPELESS, parcel.why)
    if parcel.tries > backoff.TRIES:
        return Try(Outcome.HOPELESS, "every try ended without anybody recording how")
    try:
        return sending.send(parcel.url, parcel.message, parcel.ref, parcel.files)
    except Exception as fault:  # noqa: BLE001 - a fault in one service's code must not stop the rest
        log.warning("notice_not_sent", delivery=parcel.ref, fault=type(fault).__name__)
        return Try(Outcome.FAILED, f"fault in the service: {type(fault).__name__}")


def claim(county: County, at: datetime, *, until: datetime, tired: Sequence[str] = ()) -> list[Parcel]:
    """Claim what is due in a county, within the caller's transaction, and make it ready to be sent."""
    given = {"county": county, "at": at, "lease": until, "tired": list(tired), "batch": BATCH}
    rows = db.run(_CLAIM, given)
    if not rows:
        return []
    about: dict[int, list[Any]] = {}
    for row in db.run(_ABOUT, {"county": county, "ids": [row.id for row in rows]}):
        about.setdefault(row.delivery_id, []).append(row)
    return [_pack(county, row, about.get(row.id, []), at) for row in rows]


def _pack(county: County, row: Any, about: Sequence[Any], at: datetime) -> Parcel:
    ref = f"{county}-{row.id}"
    try:
        url = services.url(Service(row.service), channels.address(county, row))
        told = [(each.kind, each.params) for each in about]
        message = wording.compose(told, row.language, ref) if told else channels.proof(county, row, at)
    except (Invalid, secrets.Unreadable, KeyError, ValueError) as error:
        return Parcel(row.id, row.tries, row.service, None, None, ref, str(error))
    files = _files(county, about) if row.service == Service.MAIL else ()
    return Parcel(row.id, row.tries, row.service, url, message, ref, files=files)


def _files(county: County, about: Sequence[Any]) -> tuple[File, ...]:
    """What goes along by mail; robots of groups are given no files."""
    found = (attachments.find(county, each.subject_kind, each.subject_id) for each in about)
    return tuple(each for each in found if each is not None)


def record(county: County, parcel: Parcel, done: Try, *, at: datetime) -> None:
    """Write down what became of a try, within the caller's transaction."""
    if done.outcome is Outcome.SENT:
        db.run(_SENT, {"county": county, "id": parcel.id, "at": at})
        return
    again = None if done.outcome is Outcome.HOPELESS else backoff.next_try(parcel.tries, at)
    ended = db.run(
        _FAILED,
        {
            "county": county,
            "id": parcel.id,
            "tries": parcel.tries,
            "next": again,
            "error": done.error,
            "unsure": int(done.outcome is Outcome.UNSURE),
        },
    )
    if ended and again is None:
        giving_up.tell(county, parcel.id, at=at)
