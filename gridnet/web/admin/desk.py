"""Who administers, and which county: the one they sign in to, where their position reaches all of it."""

from dataclasses import dataclass
from datetime import datetime

from gridnet.base import moment
from gridnet.base.county import County
from gridnet.base.errors import NotAllowed
from gridnet.people import access, staff_api
from gridnet.people.access import Actor
from gridnet.people.roles import PRIVILEGED, Permission
from gridnet.people.staff import By
from gridnet.territory.values import Doer


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at an administrator's desk, at a moment."""

    actor: Actor
    county: County
    at: datetime

    @property
    def by(self) -> By:
        """As what people and their duty are changed."""
        return staff_api.by(self.actor, self.county)

    @property
    def doer(self) -> Doer:
        """As what boundaries are changed."""
        return Doer(self.actor.person_id, self.actor.position_id)

    @property
    def has_all(self) -> bool:
        """Whether they came here with a position that reaches all of the county."""
        return self.actor.reach.covers(self.county)

    def may(self, permission: Permission) -> bool:
        """Whether they may do something else here as well."""
        return self.actor.reach_for(permission).covers(self.county)


def desk() -> Desk:
    """Whoever the guard has let in; raises `NotFound` where their position reaches only a part of the county."""
    actor = access.actor()
    return Desk(actor, actor.reach.check(actor.county), moment.now())


def part_desk() -> Desk:
    """The same for pages that show a part of the county to whoever has only that part; what they show is cut there."""
    actor = access.actor()
    return Desk(actor, actor.reach.part(actor.county).county, moment.now())


def inner_desk() -> Desk:
    """The same for pages that only administrators and auditors have, whoever else may read what is on them."""
    front_desk()
    return desk()


def front_desk() -> Desk:
    """Whoever comes to the first page: an administrator of any kind; raises `NotAllowed` for anybody else."""
    actor = access.actor()
    if not any(held.role in PRIVILEGED for held in actor.held):
        raise NotAllowed("these pages are for administrators and auditors, signed in with both factors")
    return Desk(actor, actor.county, moment.now())
