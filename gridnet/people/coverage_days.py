"""Holes in the roster laid on days, an area a line: what a fortnight looks like at a glance. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from gridnet.base.network import Network
from gridnet.people.coverage import Depth, Hole

DAY = timedelta(days=1)


@dataclass(slots=True)
class Cell:
    """A day of an area: how long its keepers are away, and for how much of that nobody of the chain is there."""

    day: date
    keepers: timedelta = timedelta()
    chain: timedelta = timedelta()
    first_at: datetime | None = None

    @property
    def depth(self) -> Depth | None:
        """How deep the day's hole is; None where there is none."""
        if self.chain:
            return Depth.CHAIN
        return Depth.KEEPERS if self.keepers else None

    @property
    def hours(self) -> float:
        """Hours of it, to a tenth: of the chain's where there is such a hole, else of the keepers'."""
        return round((self.chain or self.keepers) / timedelta(hours=1), 1)


@dataclass(slots=True)
class Line:
    """An area with its days."""

    network: Network
    code: str
    name: str
    days: list[Cell] = field(default_factory=list)

    def total(self, name: str) -> timedelta:
        """All of one kind."""
        return sum((getattr(cell, name) for cell in self.days), timedelta())


def lay(holes: Iterable[Hole], first: date, count: int, zone: tzinfo) -> list[Line]:
    """The areas that have holes, the deepest and longest first, each with `count` days from `first` on in `zone`."""
    lines: dict[int, Line] = {}
    for hole in holes:
        if hole.area_id not in lines:
            days = [Cell(first + number * DAY) for number in range(count)]
            lines[hole.area_id] = Line(hole.network, hole.code, hole.name, days)
        _add(lines[hole.area_id].days, hole, zone)
    return sorted(lines.values(), key=lambda line: (-line.total("chain"), -line.total("keepers"), line.code))


def _add(days: Sequence[Cell], hole: Hole, zone: tzinfo) -> None:
    for cell in days:
        begins = datetime(cell.day.year, cell.day.month, cell.day.day, tzinfo=zone)
        since, until = max(hole.starts_at, begins), min(hole.ends_at, begins + DAY)
        if since < until:
            name = hole.depth.value
            setattr(cell, name, getattr(cell, name) + (until - since))
            cell.first_at = min(cell.first_at or since, since)
