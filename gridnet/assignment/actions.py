"""Making people responsible: for new incidents, again after a release, and by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gridnet.assignment import choice, facts, roles, writing
from gridnet.assignment.choice import Choice, Need, Why
from gridnet.assignment.events import Assigned
from gridnet.assignment.values import Decided
from gridnet.base import events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.base.network import Network
from gridnet.incidents import legs
from gridnet.incidents.events import IncidentPlaced, IncidentRaised, IncidentReclassified, LegReleased
from gridnet.incidents.legs import LegView
from gridnet.incidents.lifecycle import LegState, Role, Step
from gridnet.incidents.values import Raised
from gridnet.people.duty import Candidate, Rung

#: Where the search begins again after a leg was escalated: above everybody of the area itself.
ABOVE_THE_AREA = Rung.LEADER


def assign_both(event: IncidentRaised) -> None:
    """Give every raised incident its legs: one a network, each with one person or a desk, and why."""
    event.legs.extend(assign(event.county, event.raised, at=event.at))


def assign(county: County, raised: Sequence[Raised], *, at: datetime) -> list[LegView]:
    """Choose for every leg of these incidents and write it down; one query for the facts, one for the rows."""
    candidates = facts.gather(county, raised, at=at)
    needs = [(case, need) for case in raised for need in needs_of(case, candidates[case.id])]
    loads = facts.loads(county, [choice.finalists(need, candidates[case.id]) for case, need in needs])
    decided = []
    for case, need in needs:
        chosen = _choose(case, need, candidates[case.id], loads)
        decided.append(Decided(case=case, need=need, choice=chosen, candidates=candidates[case.id]))
    written = writing.insert_legs(county, decided, at=at)
    told = Assigned(county=county, legs=written, cases={case.id: case for case in raised}, at=at)
    events.emit(told)
    pairs = zip(written, decided, strict=True)
    return [writing.view(leg, each, told) for leg, each in pairs]


def needs_of(case: Raised, candidates: Sequence[Candidate]) -> list[Need]:
    """What each leg of the incident asks for."""
    named = case.named | choice.named_in(case.text, candidates)
    from_rung = Rung.TOWNSHIP_DESK if case.category.conflict_route else Rung.PRIMARY
    return [
        Need(network, role, queue_of(case, network), frozenset(named), from_rung=from_rung)
        for network, role in roles.plan(case.category)
    ]


def queue_of(case: Raised, network: Network) -> str:
    """Whose queue has the leg when nobody else can: the beat's station, else the incident's desk."""
    placed = case.placed.get(network)
    if network is Network.POLICE and placed is not None and placed.parent_code:
        return placed.parent_code
    return case.desk_code


def _choose(case: Raised, need: Need, candidates: Sequence[Candidate], loads: dict[int, int]) -> Choice:
    if case.self_handled is not None and need.role is Role.LEAD:
        return Choice(None, None, Why.SELF_HANDLED, ())
    chosen = choice.choose(need, candidates, loads)
    if chosen.candidate is not None:
        loads[chosen.candidate.position_id] = loads.get(chosen.candidate.position_id, 0) + 1
    return chosen


def assign_again(event: LegReleased) -> None:
    """Find the next one for a leg that was declined, handed over or escalated. The incident's clock goes on."""
    released = legs.get(event.county, event.leg_id)
    case = facts.recall(event.county, released.incident_id)
    decided = (_next_one if event.to_position is None else _by_hand)(event, released, case)
    written = writing.insert_legs(event.county, [decided], at=event.at, follows=released.id)
    events.emit(Assigned(county=event.county, legs=written, cases={case.id: case}, at=event.at))


def _next_one(event: LegReleased, released: legs.Leg, case: Raised) -> Decided:
    candidates = facts.gather(event.county, [case], at=event.at)[case.id]
    network = Network(released.network)
    declined = legs.persons_before(event.county, released.incident_id, network)
    need = Need(
        network,
        Role(released.role),
        queue_of(case, network),
        frozenset(case.named | choice.named_in(case.text, candidates)),
        frozenset(declined),
        ABOVE_THE_AREA if event.step is Step.ESCALATE else Rung.PRIMARY,
    )
    loads = facts.loads(event.county, [choice.finalists(need, candidates)])
    return Decided(case=case, need=need, choice=choice.choose(need, candidates, loads), candidates=candidates)


def _by_hand(event: LegReleased, released: legs.Leg, case: Raised) -> Decided:
    network = Network(released.network)
    picked = facts.position(event.county, event.to_position, at=event.at)
    named = case.named | choice.named_in(case.text, [picked] if picked else [])
    need = Need(network, Role(released.role), queue_of(case, network), frozenset(named))
    candidate = check_by_hand(need, picked)
    if candidate.person_id == released.person_id:
        raise Conflict(f"{candidate.name} has it already; choose another one")
    chosen = Choice(candidate, None, Why.NAMED_BY_HAND, ())
    return Decided(case=case, need=need, choice=chosen, candidates=[candidate])


def check_by_hand(need: Need, candidate: Candidate | None) -> Candidate:
    """The person picked by hand, if they may have the leg; raises `NotFound`, `Conflict` or `Invalid`."""
    if candidate is None:
        raise NotFound("there is no such position today; choose one from the list of candidates")
    if candidate.network is not need.network:
        raise Invalid(f"position {candidate.position_id} belongs to the other network ({candidate.network})")
    if candidate.person_id in need.named:
        raise Conflict("this person cannot take the case; choose another one")
    if need.network is Network.POLICE and not candidate.sworn:
        raise Invalid("auxiliary police assist; a sworn officer holds the police leg (Henan Regulations, Art. 17)")
    return candidate


def assign_anew(event: IncidentPlaced) -> None:
    """The incident has a new place: legs nobody has begun are given anew, those under way stay where they are."""
    kept = legs.list_live(event.county, event.raised.id)
    fresh = [leg for leg in kept if leg.state == LegState.ASSIGNED]
    case = event.raised
    candidates = facts.gather(event.county, [case], at=event.at)[case.id]
    wanted = [need for need in needs_of(case, candidates) if need.network in {Network(leg.network) for leg in fresh}]
    legs.release(fresh, at=event.at)
    loads = facts.loads(event.county, [choice.finalists(need, candidates) for need in wanted])
    decided = [
        Decided(case=case, need=need, choice=choice.choose(need, candidates, loads), candidates=candidates)
        for need in wanted
    ]
    follows: Mapping[Network, int] = {Network(leg.network): leg.id for leg in fresh}
    for each in decided:
        written = writing.insert_legs(event.county, [each], at=event.at, follows=follows[each.need.network])
        events.emit(Assigned(county=event.county, legs=written, cases={case.id: case}, at=event.at))


def assign_recast(event: IncidentReclassified) -> None:
    """The matter is another one and nobody has begun: its legs are given anew, by the parts its category gives."""
    if not event.is_recast:
        return
    case, before = event.raised, legs.list_live(event.county, event.raised.id)
    legs.release(before, at=event.at)
    candidates = facts.gather(event.county, [case], at=event.at)[case.id]
    needs = needs_of(case, candidates)
    loads = facts.loads(event.county, [choice.finalists(need, candidates) for need in needs])
    follows: Mapping[str, int] = {leg.network: leg.id for leg in before}
    written = []
    for need in needs:
        decided = Decided(case=case, need=need, choice=choice.choose(need, candidates, loads), candidates=candidates)
        written += writing.insert_legs(event.county, [decided], at=event.at, follows=follows.get(need.network))
    events.emit(Assigned(county=event.county, legs=written, cases={case.id: case}, is_recast=True, at=event.at))
