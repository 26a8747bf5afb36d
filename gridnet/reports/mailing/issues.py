"""The reports that were made, or could not be: for their readers, and for administrators; and trying again by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from gridnet.base import audit, db, paging
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.people.staff import By
from gridnet.reports.mail_models import Issue, Subscription
from gridnet.reports.mailing import making, statements

#: What somebody has to look after.
TROUBLED = ("failed", "given_up")


def list_issues(
    county: County, wish: paging.Wish, *, person_id: int | None = None, troubled: bool = False
) -> Sequence[Row[Issue, Subscription]]:
    """A page of reports with their subscriptions, newest first, one row more than asked for."""
    query = (
        select(Issue, Subscription)
        .join(Subscription, (Subscription.county == Issue.county) & (Subscription.id == Issue.subscription_id))
        .where(Issue.county == county)
        .execution_options(populate_existing=True)
    )
    if person_id is not None:
        query = query.where(Subscription.person_id == person_id)
    if troubled:
        query = query.where(Issue.state.in_(TROUBLED))
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Issue.id < id_)
    return db.session.execute(query.order_by(Issue.id.desc()).limit(wish.limit + 1)).all()


def deliveries(county: County, rows: Sequence[Row[Issue, Subscription]]) -> Mapping[int, list[Any]]:
    """By report, the messages it went out with and what became of each."""
    keys = [making.notice_key("report_ready", row.Issue.id, row.Subscription.person_id) for row in rows]
    found: dict[int, list[Any]] = {}
    for sent in db.run(statements.DELIVERIES, {"county": county, "keys": keys}) if keys else ():
        found.setdefault(sent.issue_id, []).append(sent)
    return found


def get(county: County, id_: int, *, person_id: int | None = None) -> Issue:
    """The report, of this reader where one is named; raises `NotFound`."""
    issue = db.session.get(Issue, (county, id_), populate_existing=True)
    owner = db.session.get_one(Subscription, (county, issue.subscription_id)).person_id if issue else None
    if issue is None or person_id not in {None, owner}:
        raise NotFound(f"there is no report {id_}")
    return issue


def retry(issue: Issue, by: By) -> None:
    """Make a report again that failed, from the first try on; raises `Conflict` for one that did not."""
    if issue.state not in TROUBLED:
        raise Conflict(f"the report is {issue.state}; only one that failed is made again by hand")
    issue.state, issue.tries, issue.next_try_at = "due", 0, by.at
    audit.write(
        County(issue.county),
        "report_issue.retry",
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("report_issue", issue.id),
        source=by.source,
        detail=by.told,
    )
