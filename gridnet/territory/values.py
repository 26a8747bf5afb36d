"""The words of the territory: kinds of area, levels of division, states and verdicts of a draft."""

from enum import StrEnum


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


class Verdict(StrEnum):
    """What the topology gate says of a draft."""

    CLEAN = "clean"
    WARNINGS = "warnings"
    BLOCKED = "blocked"
