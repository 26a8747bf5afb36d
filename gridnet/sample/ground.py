"""The ground of the sample county: an invented outline, divisions, grids nested in villages, beats that are not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo import partition, points
from geo.measures import Shapes
from geo.partition import Partition
from geo.points import LngLat
from geo.ragged import Ints
from gridnet.base.county import County
from gridnet.sample.size import Size
from gridnet.territory import codes
from gridnet.territory.values import Kind, Level, Plot

COUNTY = County("410599")
COUNTY_NAME = "示例县"
#: Just outside Henan, so that the sample county lies on no county that may be loaded beside it.
CENTRE = LngLat(114.55, 36.66)
SHORE_POINTS = 360
PREMISES = ("公园", "学校", "市场")
FIRST_DEDICATED = 901


@dataclass(frozen=True, slots=True)
class Division:
    """A row of the division table."""

    code: str
    name: str
    level: Level
    parent_code: str
    urban_class: str | None = None


#: What the county lies in, where nobody has taken the real table in.
ABOVE = (
    Division("410000", "示例省", Level.PROVINCE, ""),
    Division("410500", "示例市", Level.CITY, "410000"),
)


@dataclass(frozen=True, slots=True)
class Station:
    """A police station and the township it stands in."""

    code: str
    name: str
    division_code: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The whole territory, ready to be taken in."""

    outline: shapely.Geometry
    divisions: Sequence[Division]
    grids: Sequence[Plot]
    stations: Sequence[Station]
    beats: Sequence[Plot]

    def of_level(self, level: Level) -> list[Division]:
        """The divisions of one level, by code."""
        return sorted((each for each in self.divisions if each.level is level), key=lambda each: each.code)


def parent_of(plot: Plot) -> str:
    """The village of a grid, the station of a beat: every plot of the sample county has one."""
    assert plot.parent_code is not None
    return plot.parent_code


def township_of(grid: Plot) -> str:
    """The township a grid lies in."""
    return parent_of(grid)[: codes.TOWNSHIP]


def build(size: Size, seed: int) -> Ground:
    """The territory of this size; the same for the same seed."""
    outline = shore(size.radius_m, seed)
    townships, villages, cells = partition.nest(outline, (size.townships, size.villages, size.general), seed)
    upper = _townships(townships.partition)
    lower = _villages(villages.partition, villages.parents, upper)
    grids = _grids(cells.partition, cells.parents, lower)
    grids += _premises(cells.partition, cells.parents, lower, size, seed)
    beats = partition.divide(outline, size.beats, seed + 1)
    owners = partition.group(beats, size.stations, seed + 2)
    stations = _stations(beats, owners, townships.partition, upper)
    divisions = [*ABOVE, Division(COUNTY, COUNTY_NAME, Level.COUNTY, ABOVE[-1].code), *upper, *lower]
    return Ground(
        outline,
        divisions,
        sorted(grids, key=lambda each: each.code),
        stations,
        sorted(_beats(beats, owners, stations), key=lambda each: each.code),
    )


def shore(radius_m: float, seed: int) -> shapely.Polygon:
    """An invented outline about `CENTRE`: a circle bent by a few waves, coarse ones deep and fine ones shallow."""
    random = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, SHORE_POINTS, endpoint=False)
    waves = np.arange(2, 26)
    depth = random.uniform(0.06, 0.13, len(waves)) / waves**0.75
    phase = random.uniform(0, 2 * np.pi, len(waves))
    reach = radius_m * (1 + (depth[:, None] * np.sin(np.outer(waves, turn) + phase[:, None])).sum(axis=0))
    east, north = points.metres_per_degree(CENTRE.lat)
    ring = np.column_stack((CENTRE.lng + reach * np.cos(turn) / east, CENTRE.lat + reach * np.sin(turn) / north))
    return shapely.Polygon(np.round(ring, 7))


def _townships(cells: Partition) -> list[Division]:
    """Sub-districts (街道) in the middle, towns (镇) about them, townships (乡) outside, by position of their cell."""
    away = np.hypot(*(cells.centres - np.array(CENTRE)).T)
    rank = np.argsort(np.argsort(away, kind="stable"), kind="stable")
    streets, towns = max(1, len(away) * 2 // 11), max(1, len(away) * 7 // 11)
    return [_township(int(number), streets, towns) for number in rank]


def _township(number: int, streets: int, towns: int) -> Division:
    if number < streets:
        kind, tail, urban = "街道", number + 1, "111"
    elif number < towns:
        kind, tail, urban = "镇", 100 + number - streets, "210"
    else:
        kind, tail, urban = "乡", 200 + number - towns, "220"
    return Division(f"{COUNTY}{tail:03d}", f"示例{kind}{number + 1:02d}", Level.TOWNSHIP, COUNTY, urban)


def _villages(cells: Partition, parents: Ints, townships: Sequence[Division]) -> list[Division]:
    """Villages by position of their cell, numbered in their township from west to east."""
    made: dict[int, Division] = {}
    for position in _west_to_east(cells):
        parent = townships[parents[position]]
        before = sum(each.parent_code == parent.code for each in made.values())
        is_urban = parent.urban_class == "111" or before == 0
        code = f"{parent.code}{before + 1 if is_urban else 200 + before:03d}"
        name = f"示例{'社区' if is_urban else '村'}{len(made) + 1:03d}"
        urban = parent.urban_class if is_urban else "220"
        made[position] = Division(code, name, Level.VILLAGE, parent.code, urban)
    return [made[position] for position in range(len(parents))]


def _west_to_east(cells: Partition) -> list[int]:
    return [int(each) for each in np.lexsort((-cells.centres[:, 1], cells.centres[:, 0]))]


def _grids(cells: Partition, parents: Ints, villages: Sequence[Division]) -> list[Plot]:
    """General grids: the village's code and a running number from west to east, then north to south."""
    made: list[Plot] = []
    counts: dict[str, int] = {}
    for position in _west_to_east(cells):
        village = villages[parents[position]]
        number = counts[village.code] = counts.get(village.code, 0) + 1
        code, name = f"{village.code}{number:03d}", f"{village.name}第{number}网格"
        made.append(Plot(code, name, Kind.GENERAL, village.code, cells.cells[position]))
    return made


def _premises(cells: Partition, parents: Ints, villages: Sequence[Division], size: Size, seed: int) -> list[Plot]:
    """Dedicated grids: parks, schools and markets, each inside one general grid of a town."""
    in_town = [i for i, parent in enumerate(parents) if villages[parent].urban_class != "220"]
    chosen = np.random.default_rng(seed + 3).permutation(np.array(in_town))[: size.dedicated]
    made: list[Plot] = []
    for number, (position, shape) in enumerate(zip(chosen, _enclaves(cells, chosen, seed), strict=True)):
        village = villages[parents[position]]
        tail = FIRST_DEDICATED + sum(each.parent_code == village.code for each in made)
        name = f"示例{PREMISES[number % len(PREMISES)]}{number // len(PREMISES) + 1:02d}专属网格"
        made.append(Plot(f"{village.code}{tail}", name, Kind.DEDICATED, village.code, shape))
    return made


def _enclaves(cells: Partition, chosen: Ints, seed: int) -> Shapes:
    return partition.enclaves(cells, chosen, seed + 4)


def _stations(beats: Partition, owners: Ints, cells: Partition, townships: Sequence[Division]) -> list[Station]:
    """Stations by number of their group; each stands in the township that its beats' middle lies in."""
    made = []
    for number in range(int(owners.max()) + 1):
        middle = beats.centres[owners == number].mean(axis=0)
        nearest = int(np.argmin(np.hypot(*(cells.centres - middle).T)))
        code = f"{COUNTY}{51 + number:02d}0000"
        made.append(Station(code, f"示例派出所{number + 1:02d}", townships[nearest].code))
    return made


def _beats(cells: Partition, owners: Ints, stations: Sequence[Station]) -> list[Plot]:
    made: list[Plot] = []
    counts: dict[str, int] = {}
    for position in _west_to_east(cells):
        station = stations[owners[position]]
        number = counts[station.code] = counts.get(station.code, 0) + 1
        name = f"{station.name}第{number:02d}警务区"
        made.append(Plot(f"{station.code}{number:02d}", name, Kind.GENERAL, station.code, cells.cells[position]))
    return made
