"""Reports by mail: what one gets every week or month, what was made, and what failed."""

from flask import request

from gridnet.base import http, moment, paging
from gridnet.base.errors import Conflict, NotFound
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.people.staff import By
from gridnet.people.staff_api import by
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.mailing import api as mailing
from gridnet.reports.mailing import issues, schemas, subscribing
from gridnet.reports.mailing.subscribing import Wish
from gridnet.web import forms, frame
from gridnet.web.frame import Page, Pages
from gridnet.web.reports import choices, saying
from gridnet.web.reports.asking import Form

routes = Pages("reports_mail", __name__)

#: So many of the reports made are shown.
MADE = 20


@routes.get("/reports/mail")
@http.permit(Permission.REPORT_READ)
def show() -> Page:
    """One's subscriptions, and the reports made for them."""
    return _draw()


@routes.post("/reports/mail")
@http.permit(Permission.REPORT_READ)
def begin() -> Page:
    """Have a report made; who has it already is told so."""
    actor, body = access.actor(), forms.read(schemas.SubscriptionIn)
    if not actor.reach.covers(body.scope):
        raise NotFound(f"there are no reports on {body.scope} that you may look at")
    wish = Wish(scope=body.scope, cadence=body.cadence, language=body.language, format=Format(body.format))
    who = By(moment.now(), actor.person_id, mailing.position_for(actor, body.scope), actor.source)
    try:
        subscribing.subscribe(actor.county, wish, who)
    except Conflict:
        return _draw(has_it=True, status=409)
    return frame.go("reports_mail.show")


@routes.post("/reports/mail/<int:subscription_id>/end")
@http.permit(Permission.REPORT_READ)
def end(subscription_id: int) -> Page:
    """Have it made no more."""
    actor = access.actor()
    subscribing.cancel(actor.county, subscription_id, by(actor, actor.county))
    return frame.go("reports_mail.show")


@routes.post("/reports/mail/issues/<int:issue_id>/again")
@http.permit(Permission.REPORT_READ)
def again(issue_id: int) -> Page:
    """Make a report again that failed."""
    actor = access.actor()
    issues.retry(issues.get(actor.county, issue_id, person_id=actor.person_id), by(actor, actor.county))
    return frame.go("reports_mail.show")


def _draw(*, has_it: bool = False, status: int = 200) -> Page:
    actor, form = access.actor(), Form.here()
    made = issues.list_issues(actor.county, paging.Wish(limit=MADE), person_id=actor.person_id)
    return frame.page(
        "reports/mail.html",
        status=status,
        form=form,
        grounds=[pair for pair in choices.grounds(form) if "~" not in pair[0]],
        chosen=request.form.get("scope") or form.place,
        live=subscribing.list_live(actor.county, actor.person_id),
        is_mailed=mailing.has_mail(actor),
        made=made[:MADE],
        has_it=has_it,
        said=saying.words(),
        names=dict(choices.grounds(form)),
    )
