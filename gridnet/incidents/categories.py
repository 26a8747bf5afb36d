"""What kinds of matter there are, and what each means for the two networks. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from gridnet.people.roles import Matter


class PoliceRole(StrEnum):
    """The part the police have in a category. `joint` is led by the police with the community at their side."""

    LEAD = "lead"
    JOINT = "joint"
    ASSIST = "assist"
    INFORM = "inform"
    NONE = "none"


class Sensitivity(StrEnum):
    """Who may read the story: everybody with the case, the handlers only, or a named few."""

    NORMAL = "normal"
    PRIVATE = "private"
    RESTRICTED = "restricted"


class Priority(StrEnum):
    """P1 danger to life, P2 likely to escalate, P3 ordinary, P4 opinion, errand or information."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@dataclass(frozen=True, slots=True)
class Category:
    """A category as it holds in one county, the county's overrides applied."""

    code: str
    name_zh: str
    name_en: str
    police_role: PoliceRole
    sensitivity: Sensitivity
    priority: Priority
    conflict_route: bool
    version: int

    @property
    def group(self) -> str:
        """The two-digit group the code belongs to."""
        return self.code[:2]

    @property
    def matter(self) -> Matter:
        """What the case is about, as far as it decides who may read it."""
        if self.conflict_route:
            return Matter.COMPLAINT
        return Matter.POLICE if self.is_police_matter else Matter.ORDINARY

    @property
    def is_police_matter(self) -> bool:
        """Whether the police lead, so that the community side sees place, time and state, not the story."""
        return self.police_role in {PoliceRole.LEAD, PoliceRole.JOINT}
