"""When somebody is on duty: the past week and the coming fortnight, with whoever serves beside them."""

from gridnet.base import http, moment, paging
from gridnet.people import access, lists
from gridnet.people.duty import Rule
from gridnet.people.roles import Permission
from gridnet.web import frame, shift_days, shift_requests
from gridnet.web.frame import Page, Pages

routes = Pages("shifts", __name__)
routes.register_blueprint(shift_requests.routes)

BACK, AHEAD = 7, 13


@routes.get("/shifts")
@http.permit(Permission.DUTY_READ)
def show() -> Page:
    """One's own shifts and leaves, day by day, and what was asked for; six statements."""
    actor, at = access.actor(), moment.now()
    since, until = shift_days.span(at, back=BACK, ahead=AHEAD)
    wish = paging.Wish(limit=paging.LARGEST)
    mine = lists.list_shifts(actor.county, since, until, wish, person_id=actor.person_id)
    areas = [held.area_id for held in actor.held if held.area_id is not None]
    stations = [held.station_code for held in actor.held if held.station_code]
    beside = lists.list_beside(actor.county, areas, stations, since, until)
    others = [each for each in beside if each.person_id != actor.person_id]
    leaves = lists.list_leaves_of(actor.county, actor.person_id, since, until)
    seats = lists.list_positions(actor.county, [actor.person_id], at)
    days = shift_days.lay_out(mine, others, leaves, since, until)
    today = moment.local(at).date()
    return frame.page(
        "shifts/show.html",
        past=[day for day in days if day.on < today],
        coming=[day for day in days if day.on >= today],
        today=today,
        on_now=next((each for each in mine if each.starts_at <= at < each.ends_at), None),
        is_always=any(seat.duty_rule == Rule.ALWAYS for seat in seats),
        leaves=leaves,
        **shift_requests.told(actor, at),
    )
