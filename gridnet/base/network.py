"""The networks that cover the ground. A third network is a row here, not a rewrite."""

from enum import StrEnum


class Network(StrEnum):
    """Who divides the ground: the community into grids, the police into beats."""

    COMMUNITY = "community"
    POLICE = "police"


#: What an area of each network is called.
AREA_NAME = {Network.COMMUNITY: "grid", Network.POLICE: "beat"}
