"""The doors of clocks: explained, extended, their pauses decided; the policies behind them, and the calendar."""

from gridnet.base import county as counties
from gridnet.base import http, moment
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed
from gridnet.clocks import (
    calendar_cache,
    epochs,
    extensions,
    levels,
    policies,
    policy_book,
    policy_cache,
    policy_reading,
    running,
    schemas,
    showing,
    standing,
)
from gridnet.clocks.counting import By, Verdict
from gridnet.clocks.limits import Limit
from gridnet.people import access
from gridnet.people.access import Actor
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


@routes.get("/policies")
@http.permit(Permission.POLICY_READ)
@http.door(query=schemas.PolicyQuery, gives=schemas.PolicyList, summary="Limits of a county", tags=POLICIES)
def list_policies(query: schemas.PolicyQuery) -> schemas.PolicyList:
    """Those that hold now, the county's own and everybody's; or every version there ever was."""
    county = access.actor().reach.part(query.county).county
    found = policy_book.list_versions(county)
    shown = found if query.history else policies.in_force(found, moment.now())
    return schemas.PolicyList(items=[showing.policy(each) for each in shown])


@routes.post("/policies")
@http.permit(Permission.POLICY_WRITE)
@http.door(
    takes=schemas.PolicyIn,
    gives=schemas.PolicyMade,
    status=201,
    summary="Write a policy or a further version; a county may tighten P1, not loosen it",
    tags=POLICIES,
)
def put_policy(body: schemas.PolicyIn) -> schemas.PolicyMade:
    """Write a policy."""
    actor, at = access.actor(), moment.now()
    county = _whose(actor, body.county)
    made = policy_book.put(policy_reading.draft(body, county, at), by=_author(actor), at=at)
    policy_cache.forget()
    changed = epochs.apply_policies(county, at=at) if body.apply_to_running and county else []
    return schemas.PolicyMade(**showing.policy(made).model_dump(), clocks_changed=len(changed))


@routes.post("/policies/<code>/withdrawal")
@http.permit(Permission.POLICY_WRITE)
@http.door(takes=schemas.WithdrawIn, gives=schemas.PolicyOut, summary="Withdraw a policy", tags=POLICIES)
def withdraw_policy(code: str, body: schemas.WithdrawIn) -> schemas.PolicyOut:
    """Let a policy hold no longer; clocks that run by it keep it."""
    actor, at = access.actor(), moment.now()
    county = _whose(actor, body.county)
    made = policy_book.withdraw(code, county, valid_from=body.valid_from or at, by=_author(actor), at=at)
    policy_cache.forget()
    return showing.policy(made)


@routes.get("/calendars/<county>")
@http.permit(Permission.POLICY_READ)
@http.door(query=schemas.CalendarQuery, gives=schemas.CalendarOut, summary="A year of a calendar", tags=POLICIES)
def get_calendar(county: str, query: schemas.CalendarQuery) -> schemas.CalendarOut:
    """The working calendar that holds in a county, with make-up days; says so where the year is not published."""
    return showing.year(calendar_cache.get(access.actor().reach.part(county).county), query.year)


def _whose(actor: Actor, county: str | None) -> County | None:
    """The county a policy is for, or None for everybody's, which is for whoever reaches everywhere."""
    if county is not None:
        return actor.reach.check(county)
    if not actor.reach.covers(""):
        raise NotAllowed("everybody's limits are set for the whole; name your county to set its own")
    return None


def _author(actor: Actor) -> By | None:
    return By(actor.person_id, actor.position_id) if actor.position_id is not None else None
