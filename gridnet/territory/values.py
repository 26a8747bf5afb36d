"""The words of the territory: kinds of area, levels of division, states of a draft, and an area as it is given."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import shapely


class Kind(StrEnum):
    """What an area is for: general ground, or a park, a school, a market kept on its own inside of it."""

    GENERAL = "general"
    DEDICATED = "dedicated"


class Level(StrEnum):
    """The levels of division, from the top."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class DraftState(StrEnum):
    """Where a draft stands: read, looked at, in force, followed by another, or given up before it was published."""

    DRAFT = "draft"
    CHECKED = "checked"
    PUBLISHED = "published"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Plot:
    """One area of a layer as it was given: its parent is the division a grid lies in, or the station of a beat."""

    code: str
    name: str
    kind: Kind
    parent_code: str | None
    outline: shapely.Geometry


class Refused(NamedTuple):
    """A row that was not taken: its number in the file, its code as far as it has one, and why."""

    number: int
    code: str
    reason: str


class Doer(NamedTuple):
    """Who does something, as which position; the command line acts as nobody."""

    person_id: int | None = None
    position_id: int | None = None


NOBODY = Doer()
