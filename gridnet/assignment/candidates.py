"""Whom a leg could be given to by hand: the chain of its area with who is on duty, what each has open, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.assignment import actions, choice, facts
from gridnet.assignment.choice import Need, Skip
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.incidents import legs
from gridnet.incidents.lifecycle import Role
from gridnet.people.duty import Candidate

#: What even somebody above may not pass over by choosing by hand (`actions.check_by_hand`).
FORBIDS = frozenset({Skip.NAMED, Skip.NOT_SWORN})


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody of the chain: how many cases they have open, why they would be passed over, whether they have it now."""

    candidate: Candidate
    open: int
    skip: Skip | None
    has_it: bool

    @property
    def may_have_it(self) -> bool:
        """Whether they can be chosen."""
        return not self.has_it and self.skip not in FORBIDS


def list_options(county: County, incident_id: int, network: Network, *, at: datetime) -> list[Option]:
    """The chain of one network for an incident, in the order it is searched; raises `NotFound` without a live leg."""
    every = legs.list_all(county, incident_id)
    leg = next((each for each in every if each.network == network and each.ended_at is None), None)
    if leg is None:
        raise NotFound(f"the incident has no live leg in the {network} network")
    case = facts.recall(county, incident_id)
    found = facts.gather(county, [case], at=at)[case.id]
    need = Need(
        network,
        Role(leg.role),
        actions.queue_of(case, network),
        frozenset(case.named | choice.named_in(case.text, found)),
        frozenset(legs.persons_before(county, incident_id, network)),
    )
    return _options([each for each in found if each.network is network], need, county, leg.position_id)


def _options(chain: Sequence[Candidate], need: Need, county: County, has_it: int | None) -> list[Option]:
    loads = facts.open_cases(county, chain)
    return [
        Option(each, loads.get(each.position_id, 0), choice.skip(need, each), each.position_id == has_it)
        for each in sorted(chain, key=lambda one: (one.rung, not one.on_duty, one.position_id))
    ]
