"""Coverage: where nobody will be on duty in the coming fortnight, who is on duty now, and letting somebody cover."""

from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext

from gridnet.base import http, moment
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed
from gridnet.base.network import Network
from gridnet.people import access, coverage, coverage_days, queries, roster
from gridnet.people.access import Actor
from gridnet.people.coverage_days import Cell
from gridnet.people.duty import Candidate
from gridnet.people.roles import Permission
from gridnet.people.roster import ShiftWish
from gridnet.people.staff import By
from gridnet.web import duty_decisions, frame, refusal_words
from gridnet.web.frame import Page, Pages

routes = Pages("coverage", __name__)
routes.register_blueprint(duty_decisions.routes)

DAYS = 14
#: Lines of the picture on one page; the deepest holes come first.
A_PAGE = 60


@routes.get("/coverage")
@http.permit(Permission.DUTY_READ)
def show() -> Page:
    """The fortnight as a picture: an area a line, a day a column."""
    county, network = _county(), _network()
    since = _midnight(moment.now())
    holes = coverage.coverage_holes(county, since, since + timedelta(days=DAYS), network=network)
    lines = coverage_days.lay(holes, since.date(), DAYS, moment.LOCAL)
    days = [since.date() + timedelta(days=number) for number in range(DAYS)]
    return frame.page(
        "coverage/holes.html",
        **_frame(county, network),
        lines=lines[:A_PAGE],
        days=days,
        more=max(len(lines) - A_PAGE, 0),
        deep=sum(bool(line.total("chain")) for line in lines),
    )


@routes.get("/coverage/now")
@http.permit(Permission.DUTY_READ)
def show_now() -> Page:
    """Whoever is on duty at this moment."""
    county, network = _county(), _network()
    after = request.args.get("after", "")
    rows = queries.on_duty_now(
        county, moment.now(), network=network, after=int(after) if after.isdecimal() else 0, limit=A_PAGE + 1
    )
    shown = rows[:A_PAGE]
    return frame.page(
        "coverage/now.html",
        **_frame(county, network),
        people=shown,
        after=shown[-1].position_id if len(rows) > A_PAGE else None,
    )


@routes.get("/coverage/areas/<any(community, police):network>/<code>")
@http.permit(Permission.DUTY_READ)
def show_area(network: str, code: str) -> Page:
    """The chain of an area at the beginning of a hole, and who of it could cover."""
    return _area(Network(network), code, _at())


def _area(network: Network, code: str, at: datetime, fault: str = "", status: int = 200) -> Page:
    actor, county = access.actor(), _county()
    chain = queries.get_chain(county, network, code, at)
    ends = request.values.get("ends", "") or moment.local(at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    return frame.page(
        "coverage/area.html",
        **_frame(county, network),
        code=code,
        at=at,
        ends=ends,
        chain=[(each, _may_cover(actor, county, each, at)) for each in chain],
        fault=fault,
        status=status,
    )


@routes.post("/coverage/areas/<any(community, police):network>/<code>/cover")
@http.permit(Permission.DUTY_WRITE)
def cover(network: str, code: str) -> Page:
    """Put somebody of the chain on duty for a stretch; what was refused comes back with what was typed."""
    actor, county, at = access.actor(), _county(), _at()
    try:
        wish = ShiftWish(starts_at=at, ends_at=_ends(at), position_id=_position())
        roster.check_may_roster(actor.permitting(Permission.DUTY_WRITE), roster.position_for(county, wish))
        by = By(moment.now(), actor.person_id, actor.position_id, actor.source)
        roster.add_shift(county, wish, by)
    except (Invalid, Conflict, NotAllowed) as refusal:
        return _area(Network(network), code, at, refusal_words.tell_exactly(refusal), refusal.status)
    return frame.go("coverage.show_area", network=network, code=code, at=at.isoformat(), county=county, covered=1)


def _position() -> int:
    said = request.form.get("position_id", "")
    if not said.isdecimal() or len(said) > len(str(2**62)):
        raise Invalid(gettext("Choose who is to cover."))
    return int(said)


def _ends(at: datetime) -> datetime:
    ends = moment.read(request.form.get("ends", ""))
    if ends <= at:
        raise Invalid(gettext("The end must lie after the beginning."))
    return ends


def _may_cover(actor: Actor, county: County, candidate: Candidate, at: datetime) -> bool:
    """Whether the candidate is off duty for want of a shift, and on a roster of the viewer's."""
    if candidate.duty_reason != "no_shift":
        return False
    wish = ShiftWish(starts_at=at, ends_at=at, position_id=candidate.position_id)
    try:
        roster.check_may_roster(actor.permitting(Permission.DUTY_WRITE), roster.position_for(county, wish))
    except NotAllowed:
        return False
    return True


def _frame(county: County, network: Network | None) -> dict[str, Any]:
    """What each of these pages is told, for its tabs and links."""
    actor = access.actor()
    return {
        "county": county,
        "network": network,
        "may_roster": bool(actor.permitting(Permission.DUTY_WRITE)),
        "may_decide": bool(actor.permitting(Permission.DUTY_DECIDE)),
    }


def _county() -> County:
    actor = access.actor()
    return actor.reach_for(Permission.DUTY_READ).part(request.values.get("county", actor.county)).county


def _network() -> Network | None:
    said = request.values.get("network", "")
    return Network(said) if said in set(Network) else None


def _at() -> datetime:
    said = request.values.get("at", "")
    return moment.read(said) if said else moment.now()


def _midnight(at: datetime) -> datetime:
    return moment.local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def told(cell: Cell) -> str:
    """A day of the picture, in words for whoever hears it."""
    if cell.depth is None:
        return str(gettext("covered"))
    if cell.depth is coverage.Depth.CHAIN:
        return str(gettext("nobody for %(n)s h", n=cell.hours))
    return str(gettext("keepers away for %(n)s h", n=cell.hours))


routes.app_template_global("hole_told")(told)
