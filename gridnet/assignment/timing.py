"""The clocks of incidents: what the assignment and the life cycle say, told to the clocks in their own words.

Which act concerns which clock stands in `clocks.table`; here stands which step is which act, and who holds a leg.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from gridnet.assignment import facts, roles, telling
from gridnet.assignment.events import Assigned
from gridnet.assignment.values import LegWritten
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import epochs, following, ground, running, table
from gridnet.clocks.counting import By, ClockNow
from gridnet.clocks.following import Act
from gridnet.clocks.table import Happened
from gridnet.clocks.values import INCIDENT, About, Holder, Known, Subject, ToStart
from gridnet.incidents import legs
from gridnet.incidents.events import IncidentMoved, IncidentPlaced, IncidentReclassified, LegMoved
from gridnet.incidents.lifecycle import LegState, Role, Step
from gridnet.incidents.values import Raised

#: The word kept with clocks whose matter was found to be another one.
RECLASSIFIED = "reclassified"
#: What a step is to the clocks. Departing is none: whoever is on the way has not arrived.
STEPS: Mapping[Step, Happened] = {
    Step.ACCEPT: Happened.ACCEPTED,
    Step.CONTACT: Happened.CONTACTED,
    Step.ARRIVE: Happened.ARRIVED,
    Step.HANDLE: Happened.HANDLED,
    Step.SUSPEND: Happened.SUSPENDED,
    Step.RESUME: Happened.RESUMED,
    Step.VERIFY: Happened.VERIFIED,
    Step.REWORK: Happened.REWORKED,
    Step.CLOSE: Happened.CLOSED,
    Step.FOLLOW_UP: Happened.FOLLOWED_UP,
    Step.REJECT: Happened.ENDED,
    Step.DUPLICATE: Happened.ENDED,
    Step.CONVERT: Happened.ENDED,
    Step.REOPEN: Happened.REOPENED,
}


def start(event: Assigned) -> None:
    """Start the clocks of new legs, all in one statement; those of a leg that somebody else had go on.

    Legs of a matter that has become another one start a further turn.
    History starts none: whoever takes it up again does, by a hand-over or by what they do next.
    """
    if event.is_recast:
        _keep(event, _follow(event.county, [_begun_again(event, leg) for leg in event.legs]))
        return
    wishes: list[ToStart] = []
    fresh: dict[tuple[int, Network | None], int] = {}
    for leg in event.legs:
        case = event.cases[leg.incident_id]
        if leg.follows is None and not leg.is_history(case, event.at):
            fresh[leg.incident_id, leg.network] = leg.id
            wishes += _wishes(event.county, leg, case)
    for each in running.start_many(event.county, wishes, event.at) if wishes else ():
        event.clocks.setdefault(fresh[each.subject.id, each.network], []).append(each)
    handed = [leg for leg in event.legs if leg.follows is not None]
    if handed:
        _hand_over(event, handed)


def _wishes(county: County, leg: LegWritten, case: Raised) -> Iterator[ToStart]:
    """The clocks of a new leg; what was handled on the spot waits only to be verified."""
    happened = Happened.HANDLED if leg.state is LegState.HANDLED else Happened.ASSIGNED
    about = about_of(county, case)
    for stage in table.starts(happened, leg.role):
        is_desks = stage in table.DESKS
        yield ToStart(
            subject=Subject(INCIDENT, case.id),
            network=leg.network,
            role=leg.role,
            stage=stage,
            about=about,
            holder=Holder(case.division_code) if is_desks else _holder(leg, case.division_code),
            cause=happened,
        )


def _hand_over(event: Assigned, handed: Sequence[LegWritten]) -> None:
    acts = [
        Act(
            subject=Subject(INCIDENT, leg.incident_id),
            happened=Happened.HANDED_OVER,
            network=leg.network,
            role=leg.role,
            holder=_holder(leg, event.cases[leg.incident_id].division_code),
            known=known_of(event.county, event.cases[leg.incident_id]),
            done_at=event.at,
            at=event.at,
        )
        for leg in handed
    ]
    _keep(event, _follow(event.county, acts))


def _keep(event: Assigned, clocks: Sequence[ClockNow]) -> None:
    """Note with the event which clocks its legs were given."""
    of_legs: Mapping[tuple[int, Network | None], int] = {(leg.incident_id, leg.network): leg.id for leg in event.legs}
    for each in clocks:
        event.clocks.setdefault(of_legs[each.subject.id, each.network], []).append(each)


def _begun_again(event: Assigned, leg: LegWritten) -> Act:
    case = event.cases[leg.incident_id]
    return Act(
        subject=Subject(INCIDENT, leg.incident_id),
        happened=Happened.REOPENED,
        cause=RECLASSIFIED,
        network=leg.network,
        role=leg.role,
        holder=_holder(leg, case.division_code),
        known=known_of(event.county, case),
        done_at=event.at,
        at=event.at,
    )


def follow_step(event: LegMoved | IncidentMoved) -> None:
    """Let the clocks follow a step on a leg, or a decision about the whole."""
    waiting = _waiting.get()
    if waiting is None:
        _follow(event.county, list(_acts(event)))
    else:
        waiting.setdefault(event.county, []).append(event)


_waiting: ContextVar[dict[County, list[LegMoved | IncidentMoved]] | None] = ContextVar("steps", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Let the clocks follow all steps told within at its end, with as many statements as one step takes.

    For whoever has written many steps at once. What a leg is then must be what it was at the step: reopenings, after
    which legs begin again, are told by themselves.
    """
    waiting: dict[County, list[LegMoved | IncidentMoved]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for county, moved in waiting.items():
        _follow(county, [act for each in moved for act in _acts(each)])


def review(event: IncidentPlaced | IncidentReclassified) -> None:
    """What limits are chosen by has changed: the running clocks go over, and their holders are told of what moved.

    Their start, their pauses and their extensions stay.
    """
    subject, known = Subject(INCIDENT, event.raised.id), known_of(event.county, event.raised)
    cause = "placed" if isinstance(event, IncidentPlaced) else RECLASSIFIED
    changed = epochs.review(event.county, subject, known, at=event.at, cause=cause)
    telling.tell_moved(event.raised, changed, at=event.at)


def end_recast(event: IncidentReclassified) -> None:
    """The matter is another one: what ran for the parts it had has ended; its new legs start clocks of their own."""
    if event.is_recast:
        act = Act(
            subject=Subject(INCIDENT, event.raised.id),
            happened=Happened.ENDED,
            cause=RECLASSIFIED,
            done_at=event.at,
            at=event.at,
        )
        _follow(event.county, [act])


def _acts(event: LegMoved | IncidentMoved) -> Iterator[Act]:
    happened = STEPS.get(event.step)
    if happened is None:
        return
    if happened is Happened.REOPENED:
        yield from _reopened(event)
    elif isinstance(event, LegMoved):
        yield _leg_act(event, happened)
    else:
        yield Act(
            subject=Subject(INCIDENT, event.incident_id),
            happened=happened,
            cause=event.step,
            done_at=event.occurred_at,
            at=event.at,
        )


def _leg_act(event: LegMoved, happened: Happened) -> Act:
    by = None
    if event.person_id is not None and event.position_id is not None:
        by = By(event.person_id, event.position_id)
    return Act(
        subject=Subject(INCIDENT, event.incident_id),
        happened=happened,
        network=event.network,
        role=event.role,
        reason=event.reason,
        by=by,
        done_at=event.occurred_at,
        at=event.at,
    )


def _reopened(event: LegMoved | IncidentMoved) -> Iterator[Act]:
    """Every leg begins again, each with clocks of a further turn."""
    case = facts.recall(event.county, event.incident_id)
    for leg in legs.list_live(event.county, event.incident_id):
        yield Act(
            subject=Subject(INCIDENT, event.incident_id),
            happened=Happened.REOPENED,
            network=Network(leg.network),
            role=leg.role,
            holder=Holder(case.division_code, leg.person_id, leg.position_id),
            known=known_of(event.county, case),
            done_at=event.at,
            at=event.at,
        )


def _follow(county: County, acts: Sequence[Act]) -> list[ClockNow]:
    if not acts:
        return []
    return following.follow(county, acts, lambda subject: known_of(county, facts.recall(county, subject.id)))


def about_of(county: County, case: Raised) -> About:
    """What of an incident a limit is chosen by."""
    return About(case.category.code, case.priority, ground.is_urban(county, case.division_code))


def known_of(county: County, case: Raised) -> Known:
    """What a clock of an incident is started with."""
    lead = next((network for network, role in roles.plan(case.category) if role is Role.LEAD), None)
    return Known(about_of(county, case), case.division_code, lead)


def _holder(leg: LegWritten, division_code: str) -> Holder:
    return Holder(division_code, leg.person_id, leg.position_id)
