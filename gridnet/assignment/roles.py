"""Which legs an incident has, by its category. Pure."""

from typing import NamedTuple

from gridnet.base.network import Network
from gridnet.incidents.categories import Category, PoliceRole
from gridnet.incidents.lifecycle import Role

LegPlan = tuple[tuple[Network, Role], ...]


class Part(NamedTuple):
    """What each network does in a case; None is no leg."""

    community: Role | None
    police: Role | None


#: A police matter is led by the police, and the grid worker looks after safety and sees the state;
#: otherwise the community leads. Only a category without a police role has one leg.
PARTS: dict[PoliceRole, Part] = {
    PoliceRole.LEAD: Part(Role.ASSIST, Role.LEAD),
    PoliceRole.JOINT: Part(Role.ASSIST, Role.LEAD),
    PoliceRole.ASSIST: Part(Role.LEAD, Role.ASSIST),
    PoliceRole.INFORM: Part(Role.LEAD, Role.INFORM),
    PoliceRole.NONE: Part(Role.LEAD, None),
}


def plan(category: Category) -> LegPlan:
    """The legs of an incident of this category, the lead first.

    A matter on the conflict route (it complains about those who would handle it) has one leg only,
    with the desk: neither network is asked to judge itself.
    """
    part = Part(Role.LEAD, None) if category.conflict_route else PARTS[category.police_role]
    legs = [(Network.COMMUNITY, part.community), (Network.POLICE, part.police)]
    return tuple(sorted(((n, r) for n, r in legs if r), key=lambda leg: leg[1] is not Role.LEAD))
