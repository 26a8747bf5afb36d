"""Making the reports that are due: claimed, made, recorded; at least once, and each as of the moment it fell due.

A claim is a lease. Whoever is killed between it and the record leaves a report that is made again when the lease runs
out; its notice has a key, so that nobody is told twice. What fails is tried again as messages are, and once it is given
up its reader and the administrators know.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.notices import backoff, giving_up, promising
from gridnet.notices.attachments import File
from gridnet.notices.promising import Promise
from gridnet.people.staff import By
from gridnet.reports.exporting import pdf_file, xlsx_file
from gridnet.reports.exporting.document import Document
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.exporting.words import Words
from gridnet.reports.mail_models import Issue, Subscription
from gridnet.reports.mailing import overview, periods_due, statements, subscribing
from gridnet.reports.mailing.overview import Wanted
from gridnet.reports.mailing.periods_due import Cadence
from gridnet.reports.periods import Period

SUBJECT = "report_issue"
#: Longer than the largest report takes.
LEASE = timedelta(minutes=15)
#: So many of a county in one ring; the rest at the next one.
ROUNDS = 50
LONGEST_ERROR = 300
MEDIA = {Format.PDF: pdf_file.MEDIA, Format.XLSX: xlsx_file.MEDIA}

log = structlog.get_logger()


def tick(at: datetime, *, now: Callable[[], datetime] = moment.now) -> int:
    """The tick: let fall due what is, and make it, county by county; returns how many were tried."""
    with db.transaction():
        counties = [County(code) for code in db.run(statements.COUNTIES, {}).scalars()]
    return sum(_tick_county(county, at, now) for county in counties)


def _tick_county(county: County, at: datetime, now: Callable[[], datetime]) -> int:
    with db.transaction():
        fall_due(county, at)
    for tried in range(ROUNDS):
        with db.transaction():
            claimed = claim(county, at, until=now() + LEASE)
        if claimed is None:
            return tried
        _try(county, *claimed, now=now)
    return ROUNDS


def fall_due(county: County, at: datetime) -> None:
    """Write down which reports are to be made, once a subscription and period, in the caller's transaction."""
    for cadence in Cadence:
        period = periods_due.newest(cadence, at)
        ready = periods_due.ready_at(period)
        given = {"county": county, "cadence": cadence, "first": period.first, "last": period.last}
        db.run(statements.FALL_DUE, given | {"at": at, "ready": ready})


def claim(county: County, at: datetime, *, until: datetime) -> tuple[int, int] | None:
    """The next report to be made and the number of this try, within the caller's transaction; None: there is none."""
    ids = db.run(statements.CLAIM, {"county": county, "at": at, "lease": until}).scalars()
    if not ids:
        return None
    issue = db.session.get_one(Issue, (county, ids[0]), populate_existing=True)
    return issue.id, issue.tries


def _try(county: County, id_: int, tries: int, *, now: Callable[[], datetime]) -> None:
    try:
        with db.transaction():
            make(county, id_, tries, at=now())
    except Exception as fault:  # noqa: BLE001 - one report that cannot be made must not stop the others
        log.warning("report_not_made", county=county, issue=id_, fault=repr(fault))
        with db.transaction():
            fail(county, id_, tries, f"{type(fault).__name__}: {fault}"[:LONGEST_ERROR], at=now())


def make(county: County, id_: int, tries: int, *, at: datetime) -> None:
    """Make one report and promise its notice, or end the subscription of whoever may see it no more."""
    issue = db.session.get_one(Issue, (county, id_))
    subscription = db.session.get_one(Subscription, (county, issue.subscription_id), populate_existing=True)
    if subscription.ended_at is not None:
        _drop(county, issue, tries, "the subscription has ended")
    elif not subscribing.may_still(subscription, at):
        subscribing.end(subscription, "no_right", By(at, source="worker"))
        _drop(county, issue, tries, "its reader may see this division no more")
        _tell(county, issue, subscription, "report_ended", at=at)
    else:
        _write(county, issue, subscription, tries, at)


def _write(county: County, issue: Issue, subscription: Subscription, tries: int, at: datetime) -> None:
    wanted = Wanted(
        subscription.scope,
        Cadence(subscription.cadence),
        Period(issue.first_day, issue.last_day),
        issue.as_of,
        subscription.language,
    )
    document = overview.make(wanted, tolerance_m=Settings.read().nearest_tolerance_m)
    given = {"county": county, "id": issue.id, "tries": tries, "at": at}
    if db.run(statements.MADE, given | {"content": _rendered(document, Format(subscription.format))}):
        _tell(county, issue, subscription, "report_ready", at=at)


def _rendered(document: Document, format_: Format) -> bytes:
    if format_ is Format.PDF:
        return pdf_file.render(document)
    with TemporaryDirectory(prefix="gridnet-") as folder:
        path = Path(folder) / "report.xlsx"
        xlsx_file.write(document, path, facts_title=Words(document.language).label("facts"))
        return path.read_bytes()


def _drop(county: County, issue: Issue, tries: int, why: str) -> None:
    given = {"county": county, "id": issue.id, "tries": tries, "state": "dropped", "next": None, "error": why}
    db.run(statements.FAILED, given)


def fail(county: County, id_: int, tries: int, error: str, *, at: datetime) -> None:
    """Write down that a try failed; once it was the last, tell the reader and the administrators."""
    again = backoff.next_try(tries, at)
    state = "failed" if again else "given_up"
    given = {"county": county, "id": id_, "tries": tries, "state": state, "next": again, "error": error}
    if db.run(statements.FAILED, given) and again is None:
        issue = db.session.get_one(Issue, (county, id_), populate_existing=True)
        subscription = db.session.get_one(Subscription, (county, issue.subscription_id))
        _tell(county, issue, subscription, "report_failed", at=at)


def _tell(county: County, issue: Issue, subscription: Subscription, kind: str, *, at: datetime) -> None:
    """Tell the reader; of a failure the administrators too."""
    persons: dict[int, int | None] = {}
    if kind == "report_failed":
        persons |= dict.fromkeys(giving_up.administrators(county, at=at))
    persons[subscription.person_id] = subscription.position_id
    promises = [
        Promise(
            key=notice_key(kind, issue.id, person_id),
            kind=kind,
            person_id=person_id,
            position_id=position_id,
            params=_params(issue, subscription),
            subject_kind=SUBJECT,
            subject_id=issue.id,
        )
        for person_id, position_id in persons.items()
    ]
    promising.promise(county, promises, at=at)


def notice_key(kind: str, issue_id: int, person_id: int) -> str:
    """The key of a notice about a report, by which it is told once and found again."""
    return f"{kind} {issue_id} {person_id}"


def _params(issue: Issue, subscription: Subscription) -> Mapping[str, Any]:
    days = {"first_day": issue.first_day.isoformat(), "last_day": issue.last_day.isoformat()}
    return {"cadence": subscription.cadence, "scope": subscription.scope, **days}


def file_of(county: County, id_: int) -> File | None:
    """The file of a report, as it goes along with its notice; None while there is none."""
    issue = db.session.get(Issue, (county, id_), populate_existing=True)
    if issue is None or issue.content is None:
        return None
    subscription = db.session.get_one(Subscription, (county, issue.subscription_id))
    name = f"gridnet-{subscription.cadence}-{subscription.scope}-{issue.first_day}-{issue.last_day}"
    return File(f"{name}.{subscription.format}", MEDIA[Format(subscription.format)], issue.content)
