"""What somebody was told: notices with their seen marks, each leading to its case."""

from dataclasses import dataclass

from flask import request
from flask_babel import get_locale

from gridnet.base import http, moment, paging
from gridnet.base.errors import NotFound
from gridnet.notices import duty_telling, inbox, showing
from gridnet.notices.schemas import Language, NoticeOut
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.frame import Page, Pages
from gridnet.whistle.values import SUMMONS

routes = Pages("inbox", __name__)

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the inbox."""

    notices: list[NoticeOut]
    more: str | None
    unseen: int
    newest: int | None


@routes.get("/inbox")
@http.permit(Permission.SELF)
def show() -> Page:
    """Notices, newest first."""
    actor, wish = access.actor(), paging.Wish(limit=A_PAGE, after=request.args.get("after"))
    rows = inbox.list_notices(actor.county, actor.person_id, wish)
    shown, more = paging.cut(rows, wish, lambda row: [row.id])
    standing = inbox.standing(actor.county, actor.person_id)
    language: Language = "zh" if str(get_locale()) == "zh" else "en"
    notices = [showing.notice(row, language) for row in shown]
    listed = Listed(notices, more, standing.unseen, notices[0].id if notices else None)
    leading = duty_telling.TOLD_KINDS
    return frame.page("inbox/show.html", part="inbox/list.html", listed=listed, leading=leading)


@routes.get("/inbox/<int:notice_id>")
@http.permit(Permission.SELF)
def follow(notice_id: int) -> Page:
    """To the case or the request that a notice is about; it counts as seen from now on. Raises `NotFound`."""
    actor = access.actor()
    notice = inbox.get(actor.county, actor.person_id, notice_id)
    inbox.see(actor.county, actor.person_id, at=moment.now(), ids=[notice_id])
    if notice.subject_kind == SUMMONS:
        return frame.go("whistles.one", county=actor.county, summons_id=notice.subject_id)
    number = notice.params.get("number")
    if notice.subject_kind == duty_telling.SUBJECT:
        return frame.go("coverage.requests.list_" if notice.kind == duty_telling.WAITING else "shifts.show")
    if number is None:
        raise NotFound("this notice is about no case of its own")
    return frame.go("incident.show", number=number)


@routes.post("/inbox/seen")
@http.permit(Permission.SELF)
def see_all() -> Page:
    """Mark all up to the newest that was shown; what has come since stays unseen."""
    actor, shown = access.actor(), request.form.get("up_to", "")
    if shown.isascii() and shown.isdigit():
        inbox.see(actor.county, actor.person_id, at=moment.now(), up_to=int(shown[:18]))
    return show() if frame.wants_part() else frame.go("inbox.show")
