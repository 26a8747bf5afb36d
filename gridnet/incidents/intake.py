"""Taking incidents in: one or a file of them, in the caller's transaction, each exactly once.

The order matters. The receipt comes first: of two that carry the same `client_ref`, the second waits
for the first to end and then finds its answer. The place is looked up at the moment of the report, in the versions
of both networks that were valid then. What follows (the assignment above all) happens within the same
transaction, told by `IncidentRaised`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gridnet.base import events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid
from gridnet.base.network import Network
from gridnet.incidents import numbers, queries, writing
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.events import IncidentRaised
from gridnet.incidents.values import Raised, Report
from gridnet.territory import queries as territory
from gridnet.territory.lookup import Located, Placed

TOWNSHIP = 9


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a report: its key, and what was raised, unless it had been taken in before."""

    county: County
    id: int
    raised: Raised | None

    @property
    def is_repeat(self) -> bool:
        """Whether it had been taken in before; then nothing was raised."""
        return self.raised is None

    @property
    def number(self) -> str:
        """The number to be read out."""
        return numbers.write(self.county, self.id)


def fingerprint(body: Mapping[str, Any]) -> bytes:
    """What tells a repetition from another report under the same `client_ref`."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).digest()


def check_times(report: Report, *, tolerance: timedelta) -> None:
    """Refuse what lies in the future by more than a device's clock may be ahead; raises `Invalid`."""
    for name, moment in (("occurred_at", report.occurred_at), ("captured_at", report.captured_at)):
        if moment is not None and moment > report.recorded_at + tolerance:
            ahead = round((moment - report.recorded_at).total_seconds() / 60)
            raise Invalid(
                f"{name} lies {ahead} minutes ahead of the server's clock; check the device's clock and its time zone",
                errors=[{"field": name, "message": "in the future"}],
            )


def take_in(sender: County, client_ref: str, body_hash: bytes, report: Report, *, tolerance_m: float) -> Taken:
    """Take one report in, or find that it was; raises `Conflict` when `client_ref` names another report."""
    receipts = writing.receive(sender, [(client_ref, body_hash, report.county)], at=report.recorded_at)
    if client_ref not in receipts:
        return repeated(sender, client_ref, body_hash)
    id_ = receipts[client_ref]
    category = queries.get_category(report.county, report.category)
    raised = _raise(id_, report, category, _locate(report, tolerance_m), tolerance_m)
    _tell(report.county, [(raised, report)], at=report.recorded_at)
    return Taken(report.county, id_, raised)


def take_in_many(
    sender: County, given: Sequence[tuple[str, bytes, Report]], *, tolerance_m: float, at: datetime
) -> list[Taken]:
    """Take in many reports of one county; those taken in before are answered as repetitions, in their places."""
    receipts = writing.receive(sender, [(ref, hash_, report.county) for ref, hash_, report in given], at=at)
    fresh = [(receipts[ref], report) for ref, _, report in given if ref in receipts]
    raised = _raise_many(fresh, tolerance_m, at) if fresh else {}
    before = {ref for ref, *_ in given} - receipts.keys()
    return [
        repeated(sender, ref, hash_) if ref in before else Taken(report.county, receipts[ref], raised[receipts[ref]])
        for ref, hash_, report in given
    ]


def repeated(sender: County, client_ref: str, body_hash: bytes) -> Taken:
    """The incident that `client_ref` was given to; raises `Conflict` when it was for another body."""
    receipt = queries.get_receipt(sender, client_ref)
    number = numbers.write(receipt.incident_county, receipt.incident_id)
    if receipt.body_hash != body_hash:
        raise Conflict(
            f"client_ref {client_ref} was already used for {number}, with other content; nothing was changed. "
            "A new report takes a new client_ref; to correct the old one, take a step on it",
            number=number,
        )
    return Taken(County(receipt.incident_county), receipt.incident_id, None)


def _raise_many(fresh: Sequence[tuple[int, Report]], tolerance_m: float, at: datetime) -> dict[int, Raised]:
    county = fresh[0][1].county
    categories = queries.list_categories(county)
    located = _locate_many(county, [report for _, report in fresh], tolerance_m)
    pairs = []
    for (id_, report), where in zip(fresh, located, strict=True):
        if report.category not in categories:
            raise Invalid(f"there is no category {report.category} in {county}")
        pairs.append((_raise(id_, report, categories[report.category], where, tolerance_m), report))
    _tell(county, pairs, at=at)
    return {raised.id: raised for raised, _ in pairs}


def _tell(county: County, pairs: Sequence[tuple[Raised, Report]], *, at: datetime) -> None:
    writing.insert_incidents(county, pairs)
    events.emit(IncidentRaised(county=county, raised=tuple(raised for raised, _ in pairs), at=at))


@dataclass(frozen=True, slots=True)
class _Found:
    by: str
    located: Located


_NOWHERE = Located(None, None, ())


def _locate(report: Report, tolerance_m: float) -> _Found:
    if report.place is not None:
        located = territory.locate(report.county, report.place, report.at, tolerance_m=tolerance_m)
        return _Found(located_by(located), located)
    if report.grid_code is not None:
        grid, beat = territory.grid_and_beat(report.county, report.grid_code, report.at)
        return _Found("grid_code", Located(grid, beat, tuple(each for each in (grid, beat) if each)))
    return _Found("address", _NOWHERE)


def _locate_many(county: County, reports: Sequence[Report], tolerance_m: float) -> list[_Found]:
    with_place = [report for report in reports if report.place is not None]
    located = iter(
        territory.locate_many(
            county,
            [report.place for report in with_place if report.place],
            [report.at for report in with_place],
            tolerance_m=tolerance_m,
        )
        if with_place
        else ()
    )
    found = []
    for report in reports:
        where = next(located) if report.place is not None else None
        found.append(_Found(located_by(where), where) if where else _locate(report, tolerance_m))
    return found


def located_by(located: Located) -> str:
    """How a point was found: inside, nearest, or outside of both networks."""
    ways = {each.how for each in (located.grid, located.beat) if each}
    if not ways:
        return "outside"
    return "point" if ways == {"inside"} else "nearest"


def _raise(id_: int, report: Report, category: Category, found: _Found, tolerance_m: float) -> Raised:
    if report.self_handled is not None and category.is_police_matter:
        raise Invalid(
            f"{category.name_en} ({category.code}) is a police matter: it cannot be handled on the spot by the "
            "community side; report it without handled_on_the_spot",
            errors=[{"field": "handled_on_the_spot", "message": "not for a police matter"}],
        )
    placed = {
        network: each
        for network, each in ((Network.COMMUNITY, found.located.grid), (Network.POLICE, found.located.beat))
        if each
    }
    division = division_of(report, placed.get(Network.COMMUNITY))
    return Raised(
        county=report.county,
        id=id_,
        category=category,
        priority=report.priority or Priority(category.priority),
        text=report.text,
        place=report.place,
        tolerance_m=tolerance_m,
        located_by=found.by,
        placed=placed,
        covering=found.located.covering,
        division_code=division,
        desk_code=desk_of(division, report.county),
        named=frozenset(report.named),
        reported_by=report.reported_by,
        reported_as=report.reported_as,
        self_handled=report.self_handled,
        at=report.at,
    )


def division_of(report: Report, grid: Placed | None) -> str:
    """The finest division known: the grid's village, the one named, or the county itself.

    The township within it has the desk that answers where nobody else can.
    """
    named = (grid.parent_code if grid else None) or report.division_code
    return named if named and named.startswith(report.county) else report.county


def desk_of(division_code: str, county: str) -> str:
    """The township whose desk answers for a division, or the county where no township is known."""
    return division_code[:TOWNSHIP] if len(division_code) >= TOWNSHIP else county
