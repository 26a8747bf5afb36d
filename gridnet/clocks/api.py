"""The doors of clocks: explained, extended, their pauses decided; and the calendar behind them."""

from gridnet.base import county as counties
from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.clocks import calendar_cache, extensions, levels, running, schemas, showing, standing
from gridnet.clocks.counting import By, Verdict
from gridnet.clocks.limits import Limit
from gridnet.people import access
from gridnet.people.roles import Permission

routes = Routes("clocks", __name__, url_prefix="/api/v1")

TAGS = ("clocks",)
POLICIES = ("policies",)


@routes.get("/clocks/<county>/<int:clock_id>/explain")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(gives=schemas.ExplainOut, summary="How a due time comes about, line by line", tags=TAGS)
def explain(county: str, clock_id: int) -> schemas.ExplainOut:
    """Every span counted, every pause with its cause, every extension, and the rule."""
    clock = standing.see(access.actor(), counties.read(county), clock_id)
    return showing.explanation(clock, moment.now())


@routes.post("/clocks/<county>/<int:clock_id>/extensions")
@http.permit(Permission.INCIDENT_STEP)
@http.door(
    takes=schemas.ExtensionIn,
    gives=schemas.ExtensionOut,
    status=201,
    summary="Ask for more time, before the limit and at most twice; it is pending until somebody else decides",
    tags=TAGS,
)
def ask(county: str, clock_id: int, body: schemas.ExtensionIn) -> schemas.ExtensionOut:
    """Ask for more time."""
    actor, code = access.actor(), counties.read(county)
    clock = standing.see(actor, code, clock_id)
    wish = extensions.Wish(Limit(body.amount, body.unit), body.reason, standing.asker(actor, clock))
    return showing.extension(extensions.ask(code, clock_id, wish, at=moment.now()))


@routes.post("/clocks/<county>/<int:clock_id>/extensions/<int:extension_id>/decision")
@http.permit(Permission.CLOCK_DECIDE)
@http.door(takes=schemas.DecisionIn, gives=schemas.ExtensionOut, summary="Grant or refuse more time", tags=TAGS)
def decide_extension(county: str, clock_id: int, extension_id: int, body: schemas.DecisionIn) -> schemas.ExtensionOut:
    """Decide about more time: somebody else than the asker, of the level that set the limit."""
    actor, code = access.actor(), counties.read(county)
    held = standing.decider(actor, standing.see(actor, code, clock_id))
    verdict = Verdict(body.granted, By(actor.person_id, held.id), moment.now(), body.reason)
    level = levels.level_of(held.role, held.scope)
    return showing.extension(extensions.decide(code, clock_id, extension_id, verdict, level))


@routes.post("/clocks/<county>/<int:clock_id>/pauses/<int:pause_id>/decision")
@http.permit(Permission.CLOCK_DECIDE)
@http.door(takes=schemas.DecisionIn, gives=schemas.ClockList, summary="Grant or refuse a pause", tags=TAGS)
def decide_pause(county: str, clock_id: int, pause_id: int, body: schemas.DecisionIn) -> schemas.ClockList:
    """Decide about a pause that whoever has the clock asked for."""
    actor, code, at = access.actor(), counties.read(county), moment.now()
    held = standing.decider(actor, standing.see(actor, code, clock_id))
    verdict = Verdict(body.granted, By(actor.person_id, held.id), at, body.reason)
    return showing.clocks(code, [running.decide_pause(code, clock_id, pause_id, verdict)], at)


@routes.get("/calendars/<county>")
@http.permit(Permission.POLICY_READ)
@http.door(query=schemas.CalendarQuery, gives=schemas.CalendarOut, summary="A year of a calendar", tags=POLICIES)
def get_calendar(county: str, query: schemas.CalendarQuery) -> schemas.CalendarOut:
    """The working calendar that holds in a county, with make-up days; says so where the year is not published."""
    return showing.year(calendar_cache.get(access.actor().reach.part(county).county), query.year)
