"""The clocks of a summons: to acknowledge it, counted from the call; to be there, counted up to the moment named.

They are held by whoever sits at the department's desk, so that a late one climbs the ladder from there.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from gridnet.base.county import County
from gridnet.clocks import clock_queries, counting, ground, running, storing
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.values import About, Holder, Subject, ToStart
from gridnet.incidents.models import Incident
from gridnet.people import duty, seats
from gridnet.people.duty import Rule
from gridnet.whistle.models import Summons, Whistle
from gridnet.whistle.values import PRIORITIES, SUMMONS, Stage, Urgency

#: The role of whoever holds such a clock, for policies that are to hold for departments alone.
ROLE = "department"


def holders(
    county: County, codes: Iterable[str], division_code: str, *, unless: frozenset[int], at: datetime
) -> dict[str, Holder]:
    """Who answers for each of these departments now; where nobody sits at its desk, the desk of the division."""
    found: dict[str, list[Any]] = {code: [] for code in codes}
    for row in seats.list_officers(seats.Seats(stations={(county, code) for code in found}), at):
        if row.person_id not in unless:
            found[row.station_code].append(row)
    return {code: _holder(rows, division_code) for code, rows in found.items()}


def _holder(rows: Sequence[Any], division_code: str) -> Holder:
    first = min(rows, key=lambda row: (_rank(row), row.id), default=None)
    return Holder(division_code) if first is None else Holder(division_code, first.person_id, first.id)


def _rank(row: Any) -> int:
    """On duty before off duty before on leave."""
    reason = duty.why(Rule(row.duty_rule), has_shift=row.has_shift, has_leave=row.has_leave)
    return 0 if duty.is_on(reason) else 2 if reason is duty.Reason.ON_LEAVE else 1


def start(
    county: County, incident: Incident, whistle: Whistle, called: Mapping[Summons, Holder], *, at: datetime
) -> dict[int, datetime]:
    """Start both clocks of each summons, as its next turn; returns until when each is to be acknowledged.

    Where the moment to meet has passed, there is nothing left to be in time for.
    """
    acknowledge = [_wish(incident, whistle, each, holder, Stage.ACKNOWLEDGE) for each, holder in called.items()]
    attend = [_wish(incident, whistle, each, holder, Stage.ATTEND) for each, holder in called.items()]
    started = running.start_many(county, acknowledge, at)
    if whistle.meet_at > at:
        running.start_until(county, attend, until=whistle.meet_at, at=at)
    return {clock.subject.id: clock.marks.due_at for clock in started}


def _wish(incident: Incident, whistle: Whistle, summons: Summons, holder: Holder, stage: Stage) -> ToStart:
    county = County(summons.county)
    priority = PRIORITIES[Urgency(whistle.urgency)]
    return ToStart(
        subject=Subject(SUMMONS, summons.id),
        network=None,
        role=ROLE,
        stage=stage,
        about=About(incident.category, priority, ground.is_urban(county, incident.division_code)),
        holder=holder,
        turn=summons.turn,
        cause="called" if summons.turn == 1 else "insisted",
    )


def stop(  # noqa: PLR0913 - which clocks, when, why
    county: County, summons_id: int, stages: Iterable[Stage], *, done_at: datetime, at: datetime, why: str
) -> None:
    """Stop the open clocks of these stages; there may be none."""
    wanted = set(stages)
    clocks = [each for each in list_open(county, [summons_id]).get(summons_id, ()) if each.stage in wanted]
    for clock in clocks:
        counting.stop(clock, running.calendar_of(clock), done_at=done_at, at=at, cause=why)
    storing.write(county, clocks)


def hand_on(county: County, summons_id: int, person_id: int, position_id: int) -> None:
    """Let whoever answered for the department hold what still runs."""
    clocks = list_open(county, [summons_id]).get(summons_id, [])
    for clock in clocks:
        counting.hand_on(clock, Holder(clock.holder.division_code, person_id, position_id))
    storing.write(county, clocks)


def list_open(county: County, ids: Iterable[int]) -> dict[int, list[ClockNow]]:
    """The clocks that run for these summonses."""
    wanted, found = sorted(set(ids)), dict[int, list[ClockNow]]()
    for clock in clock_queries.list_open_of(county, SUMMONS, wanted) if wanted else ():
        found.setdefault(clock.subject.id, []).append(clock)
    return found
