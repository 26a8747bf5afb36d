"""What somebody is to a clock: whether they see it, may ask for more time, or decide about it."""

from sqlalchemy import literal, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.clocks import levels, running, subjects
from gridnet.clocks.counting import By, ClockNow
from gridnet.people.access import Actor, Held
from gridnet.people.roles import Permission


def see(actor: Actor, county: County, clock_id: int) -> ClockNow:
    """The clock, where its subject may be seen; raises `NotFound`."""
    clock = running.get(county, clock_id)
    seen = subjects.visible(actor, county, literal(clock.subject.kind), literal(clock.subject.id))
    if not db.session.scalar(select(seen)):
        raise NotFound(f"there is no clock {clock_id} in {county}, or none that you may see")
    return clock


def asker(actor: Actor, clock: ClockNow) -> By:
    """As whom the actor asks for more time: the holder, or whoever sits at a desk above; raises `NotAllowed`."""
    mine = clock.holder.person_id == actor.person_id or actor.reach.covers(clock.holder.division_code)
    if not mine or actor.position_id is None:
        raise NotAllowed("more time is asked for by whoever has the case, or by their desk")
    return By(actor.person_id, actor.position_id)


def deciders(actor: Actor, clock: ClockNow) -> list[Held]:
    """The positions that let the actor decide about a clock, if it is not their own, the highest first."""
    able = [
        held for held in actor.permitting(Permission.CLOCK_DECIDE) if clock.holder.division_code.startswith(held.scope)
    ]
    return sorted(able, key=lambda held: -(levels.level_of(held.role, held.scope) or 0))


def decider(actor: Actor, clock: ClockNow) -> Held:
    """The position as which the actor decides: the highest that covers the clock; raises `NotAllowed`."""
    able = deciders(actor, clock)
    if not able:
        raise NotAllowed("none of your positions decides about this clock")
    return able[0]
