"""Which of the areas that could have a point has it: decided the same way every time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gridnet.base.network import Network
from gridnet.territory.values import Kind

How = Literal["inside", "nearest", "named"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An area found for a point, in the version that held at the moment asked for.

    `edge_m` is the distance in metres to the area's nearest edge (from outside when `how` is nearest): a point
    nearer to it than its own error may belong to the neighbour. None where the area was named by its code.
    """

    network: Network
    area_id: int
    outline_id: int
    code: str
    name: str
    kind: str
    parent_code: str | None
    area_m2: float
    edge_m: float | None
    how: How


@dataclass(frozen=True, slots=True)
class Located:
    """The grid and the beat of a point; either may be missing. `covering` holds every candidate, for the record."""

    grid: Placed | None
    beat: Placed | None
    covering: tuple[Placed, ...]


def order(placed: Placed) -> tuple[bool, float, bool, float, str]:
    """The rule for a point that several areas of one network cover, or that lies between them.

    Inside before near, and the nearer first; then dedicated before general, the smaller area, the lower code: so
    that a point on a shared edge goes to exactly one area, and always to the same.
    """
    is_near = placed.how == "nearest"
    away_m = placed.edge_m or 0.0 if is_near else 0.0
    return is_near, away_m, placed.kind != Kind.DEDICATED, placed.area_m2, placed.code


def pick(covering: Iterable[Placed], network: Network) -> Placed | None:
    """The area of `network` that has the point, or None."""
    return min((each for each in covering if each.network is network), key=order, default=None)


def locate(covering: Iterable[Placed]) -> Located:
    """Both answers from all candidates, which are kept in the order of the rule."""
    found = tuple(sorted(covering, key=order))
    return Located(pick(found, Network.COMMUNITY), pick(found, Network.POLICE), found)


def lacking(covering: Iterable[Placed]) -> list[Network]:
    """The networks that none of the candidates belongs to."""
    present = {each.network for each in covering}
    return [network for network in Network if network not in present]
