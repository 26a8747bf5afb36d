"""The doors of reports by mail: one's subscriptions and what came of them; for administrators what failed."""

from flask import Response
from sqlalchemy import exists, select

from gridnet.base import db, http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.base.paging import Page
from gridnet.notices.models import Channel
from gridnet.notices.services import Service
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.people.staff import By
from gridnet.people.staff_api import by
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.mailing import issues, making, schemas, subscribing
from gridnet.reports.mailing.subscribing import Wish

routes = Routes("report_mailing", __name__, url_prefix="/api/v1/reports")

TAGS = ("reports",)


@routes.get("/subscriptions")
@http.permit(Permission.REPORT_READ)
@http.door(gives=schemas.SubscriptionList, summary="One's weekly and monthly reports", tags=TAGS)
def list_subscriptions() -> schemas.SubscriptionList:
    """What one has asked for."""
    actor = access.actor()
    is_mailed = has_mail(actor)
    found = subscribing.list_live(actor.county, actor.person_id)
    return schemas.SubscriptionList(items=[schemas.SubscriptionOut.of(row, is_mailed=is_mailed) for row in found])


@routes.post("/subscriptions")
@http.permit(Permission.REPORT_READ)
@http.door(
    takes=schemas.SubscriptionIn,
    gives=schemas.SubscriptionOut,
    status=201,
    summary="Have a report made every week or month",
    tags=TAGS,
)
def subscribe(body: schemas.SubscriptionIn) -> schemas.SubscriptionOut:
    """Ask for it, as a position that lets one see the division."""
    actor = access.actor()
    if not actor.reach.covers(body.scope):
        raise NotFound(f"there are no reports on {body.scope} that you may look at")
    wish = Wish(scope=body.scope, cadence=body.cadence, language=body.language, format=Format(body.format))
    who = By(moment.now(), actor.person_id, position_for(actor, body.scope), actor.source)
    return schemas.SubscriptionOut.of(subscribing.subscribe(actor.county, wish, who), is_mailed=has_mail(actor))


def position_for(actor: Actor, scope: str) -> int:
    """The position that lets the actor see the division."""
    for held in actor.permitting(Permission.REPORT_READ):
        if access.reach_of([held], Permission.REPORT_READ).covers(scope):
            return held.id
    raise NotAllowed(f"no single position of yours covers {scope}")


@routes.delete("/subscriptions/<int:subscription_id>")
@http.permit(Permission.REPORT_READ)
@http.door(status=204, summary="Have it made no more", tags=TAGS)
def cancel(subscription_id: int) -> None:
    """End one's own."""
    actor = access.actor()
    subscribing.cancel(actor.county, subscription_id, by(actor, actor.county))


@routes.get("/issues")
@http.permit(Permission.REPORT_READ)
@http.door(query=paging.Wish, gives=Page[schemas.IssueOut], summary="The reports made for one, newest first", tags=TAGS)
def list_issues(query: paging.Wish) -> Page[schemas.IssueOut]:
    """What was made, what failed, and whether it was sent."""
    actor = access.actor()
    return _page(actor.county, query, person_id=actor.person_id)


@routes.get("/issues/<int:issue_id>/file")
@http.permit(Permission.REPORT_READ)
@http.door(summary="A report made for one, as it was sent", tags=TAGS, media="application/octet-stream")
def get_file(issue_id: int) -> Response:
    """The file."""
    actor = access.actor()
    issue = issues.get(actor.county, issue_id, person_id=actor.person_id)
    file = making.file_of(actor.county, issue.id)
    if file is None:
        raise NotFound(f"report {issue_id} is {issue.state}: there is no file of it")
    disposition = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, content_type=file.media_type, headers=disposition)


@routes.post("/issues/<int:issue_id>/retry")
@http.permit(Permission.REPORT_READ)
@http.door(status=204, summary="Make a report again that failed", tags=TAGS)
def retry(issue_id: int) -> None:
    """At the worker's next ring."""
    actor = access.actor()
    issues.retry(issues.get(actor.county, issue_id, person_id=actor.person_id), by(actor, actor.county))


@routes.get("/issues/failed")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(
    query=schemas.CountyIssues, gives=Page[schemas.IssueOut], summary="Reports of a county that failed", tags=TAGS
)
def list_failed(query: schemas.CountyIssues) -> Page[schemas.IssueOut]:
    """For administrators."""
    return _page(access.actor().reach.check(query.county), query, troubled=True)


@routes.post("/issues/<county>/<int:issue_id>/retry")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(status=204, summary="Make anybody's report again that failed", tags=TAGS)
def retry_failed(county: str, issue_id: int) -> None:
    """For administrators."""
    actor = access.actor()
    checked = actor.reach.check(county)
    issues.retry(issues.get(checked, issue_id), by(actor, checked))


def _page(
    county: County, wish: paging.Wish, *, person_id: int | None = None, troubled: bool = False
) -> Page[schemas.IssueOut]:
    rows = issues.list_issues(county, wish, person_id=person_id, troubled=troubled)
    shown, after = paging.cut(rows, wish, lambda row: [row.Issue.id])
    sent = issues.deliveries(county, shown)
    items = [schemas.IssueOut.of(row.Issue, row.Subscription, sent.get(row.Issue.id, ())) for row in shown]
    return Page(items=items, next=after)


def has_mail(actor: Actor) -> bool:
    """Whether reports can be sent to them: a mail channel that was proven to be theirs."""
    mail = exists().where(
        Channel.county == actor.county,
        Channel.person_id == actor.person_id,
        Channel.service == Service.MAIL,
        Channel.verified_at.is_not(None),
        Channel.removed_at.is_(None),
    )
    return bool(db.session.scalar(select(mail)))
