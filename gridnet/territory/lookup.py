"""Which of the areas that cover a point has it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gridnet.base.network import Network


@dataclass(frozen=True, slots=True)
class Placed:
    """An area found for a point, in the version that held at the moment asked for.

    `edge_m` is the distance in metres to the area's nearest edge (from outside when `how` is nearest);
    None where the area was named by its code, not found by a point.
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
    how: Literal["inside", "nearest", "named"]


@dataclass(frozen=True, slots=True)
class Located:
    """The grid and the beat of a point; either may be missing. `covering` holds every candidate, for the record."""

    grid: Placed | None
    beat: Placed | None
    covering: tuple[Placed, ...]


def order(placed: Placed) -> tuple[bool, float, float, str]:
    """The rule for a point that several areas of one network cover, or that lies between them.

    Inside before nearest, then the nearest; dedicated before general, the smaller area, the lower code: so that a
    point on a shared edge goes to exactly one area, and always to the same.
    """
    away = placed.edge_m or 0.0 if placed.how == "nearest" else 0.0
    return placed.kind != "dedicated" if placed.how != "nearest" else False, away, placed.area_m2, placed.code


def pick(covering: Iterable[Placed], network: Network) -> Placed | None:
    """The area of `network` that has the point, or None."""
    mine = [each for each in covering if each.network is network]
    inside = [each for each in mine if each.how != "nearest"]
    return min(inside or mine, key=order, default=None)


def locate(covering: Iterable[Placed]) -> Located:
    """Both answers from all candidates."""
    found = tuple(covering)
    return Located(pick(found, Network.COMMUNITY), pick(found, Network.POLICE), found)
