"""Who is made responsible: a pure function of facts, which returns its reason.

The fallback chain is walked rung by rung (primary, deputy, grid leader or station duty, village desk,
township desk); on a rung the one with the fewest open cases has it, then the lowest position. Whoever is not on
duty, is named in the incident, has already declined it, or may not hold a police leg alone is passed over, and
the record says so. When nobody is left the desk's queue has it: no vacancy leaves an incident without an owner.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from gridnet.base.network import Network
from gridnet.incidents.lifecycle import Role
from gridnet.people.duty import Candidate, Rung

SHORTEST_NAME = 2


class Why(StrEnum):
    """The reason for a choice, as a code."""

    PRIMARY = "primary_on_duty"
    DEPUTY = "deputy_on_duty"
    GRID_LEADER = "grid_leader_on_duty"
    STATION_DUTY = "station_duty"
    VILLAGE_DESK = "village_desk_on_duty"
    TOWNSHIP_DESK = "township_desk_on_duty"
    NOBODY = "nobody_on_duty"
    SELF_HANDLED = "handled_by_reporter"
    NAMED_BY_HAND = "named_by_hand"


class Skip(StrEnum):
    """Why a candidate was passed over."""

    OFF_DUTY = "off_duty"
    NAMED = "named_in_incident"
    DECLINED = "declined_before"
    NOT_SWORN = "auxiliary_not_alone"
    ROUTE = "below_the_conflict_route"


@dataclass(frozen=True, slots=True)
class Need:
    """What a leg asks of whoever is to have it."""

    network: Network
    role: Role
    desk_code: str
    named: frozenset[int] = frozenset()
    declined: frozenset[int] = frozenset()
    from_rung: Rung = Rung.PRIMARY


@dataclass(frozen=True, slots=True)
class Choice:
    """Who has the leg (or whose queue), why, and who was passed over for what reason."""

    candidate: Candidate | None
    desk_code: str | None
    why: Why
    skipped: tuple[tuple[int, Skip], ...]
    loads: Mapping[int, int] = field(default_factory=dict)


def finalists(need: Need, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those on the first rung that has anybody able; between them the open cases decide."""
    able = [each for each in candidates if each.network is need.network and skip(need, each) is None]
    if not able:
        return []
    first = min(each.rung for each in able)
    return sorted((each for each in able if each.rung == first), key=lambda each: each.position_id)


def choose(need: Need, candidates: Sequence[Candidate], loads: Mapping[int, int]) -> Choice:
    """The choice for `need`; `loads` gives the open cases of a position wherever there is more than one finalist."""
    last = finalists(need, candidates)
    skipped = _skipped(need, candidates, last[0].rung if last else None)
    if not last:
        return Choice(None, need.desk_code, Why.NOBODY, skipped)
    used = {each.position_id: loads.get(each.position_id, 0) for each in last} if len(last) > 1 else {}
    best = min(last, key=lambda each: (used.get(each.position_id, 0), each.position_id))
    return Choice(best, None, reason(best), skipped, used)


def skip(need: Need, candidate: Candidate) -> Skip | None:
    """Why `candidate` cannot have the leg, or None."""
    if candidate.rung < need.from_rung:
        return Skip.ROUTE
    if candidate.person_id in need.named:
        return Skip.NAMED
    if candidate.person_id in need.declined:
        return Skip.DECLINED
    if need.network is Network.POLICE and not candidate.sworn:
        return Skip.NOT_SWORN
    return None if candidate.on_duty else Skip.OFF_DUTY


def reason(candidate: Candidate) -> Why:
    """The code for being chosen from one's rung."""
    if candidate.rung is Rung.LEADER:
        return Why.STATION_DUTY if candidate.network is Network.POLICE else Why.GRID_LEADER
    return _BY_RUNG[candidate.rung]


_BY_RUNG = {
    Rung.PRIMARY: Why.PRIMARY,
    Rung.DEPUTY: Why.DEPUTY,
    Rung.VILLAGE_DESK: Why.VILLAGE_DESK,
    Rung.TOWNSHIP_DESK: Why.TOWNSHIP_DESK,
}


def named_in(text: str, candidates: Iterable[Candidate]) -> AbstractSet[int]:
    """Candidates whose whole name stands in the text: better one too many passed over than one judging himself."""
    return {each.person_id for each in candidates if len(each.name) >= SHORTEST_NAME and each.name in text}


def _skipped(need: Need, candidates: Sequence[Candidate], rung: Rung | None) -> tuple[tuple[int, Skip], ...]:
    mine = (each for each in candidates if each.network is need.network and (rung is None or each.rung <= rung))
    reasons = ((each.position_id, skip(need, each)) for each in mine)
    return tuple((position, why) for position, why in reasons if why is not None)
