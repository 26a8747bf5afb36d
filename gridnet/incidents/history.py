"""Incidents of the past, from a file with time stamps: each row as it was written down.

Stamps that are missing stay missing, and an order of stamps that cannot have been stays as it is: the record says
what it says, and reports count such rows under their own name. What cannot be a moment at all rejects the row.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from geo.points import LngLat
from gridnet.base import localtime, moment
from gridnet.base.errors import Invalid
from gridnet.base.localtime import Fit
from gridnet.base.network import Network
from gridnet.base.tables import Line
from gridnet.incidents import history_raising, importing, intake
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.history_map import HistoryMap
from gridnet.incidents.importing import Run, cell
from gridnet.incidents.lifecycle import Role, State
from gridnet.incidents.schemas import Channel
from gridnet.incidents.values import Given, Past, PastLeg, Report

Code = TypeVar("Code", Priority, Channel)

WKT_POINT = re.compile(r"POINT\s*\(\s*(\S+)\s+(\S+)\s*\)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PastRun(Run):
    """One import of one file of the past into one county."""

    map: HistoryMap

    def read(self, line: Line) -> tuple[str, Report]:
        """The reference and the report of a row; raises `Invalid`."""
        return read(self, line)

    def raising(self) -> intake.Raising:
        """Nothing follows from what lies behind."""
        return history_raising.raise_past


def read(run: PastRun, line: Line) -> tuple[str, Report]:
    """The report a row makes, with all that the file tells of what became of it; raises `Invalid`."""
    reference, stamps = importing.reference_of(run, line), _Stamps(run, line.cells)
    reported = stamps.read("reported_at", run.map.reported_at)
    if reported is None:
        raise Invalid(f"no moment of report in column {run.map.reported_at!r}: it belongs to no period")
    importing.check_reported(run, reported)
    report = importing.report_of(run, line.cells, reference, reported)
    given, place = _place(run, line.cells)
    made = replace(
        report,
        channel=_one_of(line.cells, run.map.channel, run.map.channels, Channel, "channel") or Channel.IMPORT,
        priority=_one_of(line.cells, run.map.priority, run.map.priorities, Priority, "priority"),
        occurred_at=stamps.read("occurred_at", run.map.occurred_at) or reported,
        given=given,
        place=place,
        past=_past(run, line.cells, stamps, run.categories[report.category]),
    )
    return importing.client_ref(run, reference), replace(made, notes=tuple(stamps.notes))


def _past(run: PastRun, cells: Mapping[str, str], stamps: "_Stamps", category: Category) -> Past:
    closed_at = stamps.read("closed_at", run.map.closed_at)
    legs = tuple(_legs(run.map, stamps, category))
    return Past(
        source=run.label,
        state=State(next(leg for leg in legs if leg.role is Role.LEAD).state(closed_at)),
        legs=legs,
        closed_at=closed_at,
        due_at=stamps.read("due_at", run.map.due_at, may_lie_ahead=True),
        codes={
            network: code
            for network, column in ((Network.COMMUNITY, run.map.grid_code), (Network.POLICE, run.map.beat_code))
            if (code := cell(cells, column))
        },
    )


def _legs(map_: HistoryMap, stamps: "_Stamps", category: Category) -> Iterator[PastLeg]:
    """The lead leg in any case, since every incident has one; the other where the file tells anything of it."""
    lead = lead_of(map_, category)
    for network in sorted({lead, *map_.legs}):
        columns = map_.legs[network].stamps() if network in map_.legs else ()
        found = {name: stamps.read(f"{network} {name}", column) for name, column in columns}
        known = {name: at for name, at in found.items() if at is not None}
        if network is lead or known:
            yield PastLeg(network=network, role=_role(map_, network, lead), stamps=known)


def lead_of(map_: HistoryMap, category: Category) -> Network:
    """The network that leads: as the map says, else the only one it has stamps of, else by the category."""
    named = [network for network, leg in map_.legs.items() if leg.role is Role.LEAD]
    able = [network for network, leg in map_.legs.items() if leg.role is None]
    if named or len(able) == 1:
        return (named or able)[0]
    return Network.POLICE if category.is_police_matter else Network.COMMUNITY


def _role(map_: HistoryMap, network: Network, lead: Network) -> Role:
    if network is lead:
        return Role.LEAD
    return (map_.legs[network].role if network in map_.legs else None) or Role.ASSIST


def _place(run: PastRun, cells: Mapping[str, str]) -> tuple[Given | None, LngLat | None]:
    written = cell(cells, run.map.place)
    if not written:
        return importing.place_of(cell(cells, run.map.lng), cell(cells, run.map.lat), run.mapping)
    found = WKT_POINT.fullmatch(written)
    if found is None:
        raise Invalid(f"{written!r} is no point; it is written as POINT (113.62 34.75), longitude first")
    return importing.place_of(found[1], found[2], run.mapping)


def _one_of(
    cells: Mapping[str, str], column: str | None, known: Mapping[str, Code], kind: type[Code], what: str
) -> Code | None:
    written = cell(cells, column)
    if not written:
        return None
    try:
        return known[written] if written in known else kind(written)
    except ValueError:
        raise Invalid(f"unknown {what} {written!r}; say in the map what it means") from None


@dataclass(slots=True)
class _Stamps:
    """The moments of a row, read in the file's own time zone; what is doubtful about them is noted."""

    run: PastRun
    cells: Mapping[str, str]
    notes: list[str] = field(default_factory=list)

    def read(self, what: str, column: str | None, *, may_lie_ahead: bool = False) -> datetime | None:
        """The moment in a column, None where there is none; raises `Invalid`."""
        written = cell(self.cells, column)
        if not written:
            return None
        found = importing.parse_moment(written)
        if found.year < intake.EARLIEST.year:
            raise Invalid(f"{what} lies in the year {found.year}; check the digits")
        at = found if found.tzinfo else self._resolve(what, written, found)
        if at > self.run.at and not may_lie_ahead:
            raise Invalid(f"{what} lies in the future ({at.isoformat()})")
        return at

    def _resolve(self, what: str, written: str, shown: datetime) -> datetime:
        map_ = self.run.map
        at, fit = localtime.resolve(shown, moment.zone(map_.timezone), later=map_.ambiguous == "later")
        if fit is Fit.NONEXISTENT:
            raise Invalid(f"{what} {written!r} never was in {map_.timezone}: the clocks were put forward over it")
        if fit is Fit.AMBIGUOUS:
            told = f"{what} {written!r} was twice in {map_.timezone}, when the clocks were put back"
            if map_.ambiguous == "reject":
                raise Invalid(f"{told}; --ambiguous earlier or later says which is meant")
            self.notes.append(f"{told}; taken as the {map_.ambiguous}")
        return at
