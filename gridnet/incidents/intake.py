"""Taking incidents in: one or a file of them, in the caller's transaction, each exactly once.

The order matters. The receipt comes first: of two that carry the same `client_ref`, the second waits
for the first to end and then finds its answer. The place is looked up at the moment of the report, in the versions
of both networks that were valid then. What follows (the assignment above all) happens within the same
transaction, told by `IncidentRaised`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gridnet.base import events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, Refusal
from gridnet.base.network import Network
from gridnet.incidents import category_cache, numbers, queries, writing
from gridnet.incidents.alike import Alike
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.events import IncidentRaised
from gridnet.incidents.legs import LegView
from gridnet.incidents.models import IntakeReceipt
from gridnet.incidents.values import Raised, Report
from gridnet.territory import queries as territory
from gridnet.territory.lookup import Located, Placed

TOWNSHIP = 9
#: What lies before it is a slip; and a moment of the first year cannot even be shown in every time zone.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


#: A report with its `client_ref` and the id drawn for it.
Fresh = tuple[str, int, Report]
#: How reports become incidents: those of today have people made responsible, those of the past do not.
Raising = Callable[[Sequence[Fresh], float, datetime], Mapping[str, Raised | Refusal]]


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a report: its key, and what was raised and is like it, unless it had been taken in before."""

    county: County
    id: int
    raised: Raised | None
    legs: tuple[LegView, ...] = ()
    alike: tuple[Alike, ...] = ()

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
    """Refuse what lies in the future by more than a device's clock may be ahead, or in no living memory."""
    for name, moment in (("captured_at", report.captured_at), ("occurred_at", report.occurred_at)):
        if moment is not None and moment < EARLIEST:
            raise Invalid(
                f"{name} lies in the year {moment.year}; check the digits",
                errors=[{"field": name, "message": "too long ago"}],
            )
        if moment is not None and moment > report.recorded_at + tolerance:
            ahead = round((moment - report.recorded_at).total_seconds() / 60)
            raise Invalid(
                f"{name} lies {ahead} minutes ahead of the server's clock; check the device's clock and its time zone",
                errors=[{"field": name, "message": "in the future"}],
            )


def take_in(sender: County, client_ref: str, body_hash: bytes, report: Report, *, tolerance_m: float) -> Taken:
    """Take one report in, or find that it was; raises `Conflict` when `client_ref` names another report."""
    received = writing.receive_one(sender, client_ref, body_hash, report)
    if received is None:
        return recognise(queries.get_receipt(sender, client_ref), body_hash)
    id_, alike = received
    category = category_cache.get(report.county, report.category)
    raised = _raise(id_, report, category, _locate(report, tolerance_m), tolerance_m)
    legs = _tell(report.county, [(raised, report)], at=report.recorded_at)
    return Taken(report.county, id_, raised, tuple(legs), alike)


def take_in_many(
    sender: County,
    given: Sequence[tuple[str, bytes, Report]],
    *,
    tolerance_m: float,
    at: datetime,
    raising: "Raising | None" = None,
) -> list[Taken | Refusal]:
    """Take in many reports of one county; the answer to each stands in its place.

    Those taken in before are answered as repetitions. One that is refused does not stop the others, and its
    `client_ref` stays free, so that it can be sent again, mended.
    """
    receipts = writing.receive(sender, [(ref, hash_, report.county) for ref, hash_, report in given], at=at)
    fresh = [(ref, receipts[ref], report) for ref, _, report in given if ref in receipts]
    raised = (raising or raise_many)(fresh, tolerance_m, at) if fresh else {}
    writing.take_back(sender, [ref for ref, each in raised.items() if isinstance(each, Refusal)])
    before = queries.list_receipts(sender, [ref for ref, *_ in given if ref not in receipts])
    return [_answer(raised[ref]) if ref in raised else _repeated(before[ref], hash_) for ref, hash_, _ in given]


def _answer(raised: Raised | Refusal) -> Taken | Refusal:
    return raised if isinstance(raised, Refusal) else Taken(raised.county, raised.id, raised)


def _repeated(receipt: IntakeReceipt, body_hash: bytes) -> Taken | Refusal:
    try:
        return recognise(receipt, body_hash)
    except Conflict as refusal:
        return refusal


def recognise(receipt: IntakeReceipt, body_hash: bytes) -> Taken:
    """The incident that a `client_ref` was given to; raises `Conflict` when it was for another body."""
    number = numbers.write(receipt.incident_county, receipt.incident_id)
    if receipt.body_hash != body_hash:
        raise Conflict(
            f"client_ref {receipt.client_ref} was already used for {number}, with other content; nothing was changed. "
            "A new report takes a new client_ref; to correct the old one, take a step on it",
            number=number,
        )
    return Taken(County(receipt.incident_county), receipt.incident_id, None)


def raise_many(fresh: Sequence[Fresh], tolerance_m: float, at: datetime) -> dict[str, Raised | Refusal]:
    """Raise reports of one county that have their ids, and let what follows follow; by `client_ref`."""
    county = fresh[0][2].county
    categories = queries.list_categories(county)
    located = locate_many(county, [report for *_, report in fresh], tolerance_m)
    made: dict[str, Raised | Refusal] = {}
    pairs = []
    for (ref, id_, report), where in zip(fresh, located, strict=True):
        made[ref] = raised = try_raise(id_, report, categories.get(report.category), where, tolerance_m)
        if isinstance(raised, Raised):
            pairs.append((raised, report))
    if pairs:
        _tell(county, pairs, at=at)
    return made


def try_raise(
    id_: int, report: Report, category: Category | None, found: "Found | Refusal", tolerance_m: float
) -> Raised | Refusal:
    """The incident a report makes, or why it makes none."""
    if isinstance(found, Refusal):
        return found
    if category is None:
        return Invalid(f"there is no category {report.category} in {report.county}")
    try:
        return _raise(id_, report, category, found, tolerance_m)
    except Refusal as refusal:
        return refusal


def _tell(county: County, pairs: Sequence[tuple[Raised, Report]], *, at: datetime) -> list[LegView]:
    """Write the incidents and say so; returns the legs they were given."""
    writing.insert_incidents(county, pairs)
    event = IncidentRaised(county=county, raised=tuple(raised for raised, _ in pairs), at=at)
    events.emit(event)
    return event.legs


@dataclass(frozen=True, slots=True)
class Found:
    """Where a report lies, and how that was found."""

    by: str
    located: Located


_NOWHERE = Located(None, None, ())


def _locate(report: Report, tolerance_m: float) -> Found:
    if report.place is not None:
        located = territory.locate(report.county, report.place, report.at, tolerance_m=tolerance_m)
        return Found(located_by(located), located)
    if report.grid_code is not None:
        grid, beat = territory.grid_and_beat(report.county, report.grid_code, report.at)
        return Found("grid_code", Located(grid, beat, tuple(each for each in (grid, beat) if each)))
    return Found("address", _NOWHERE)


def locate_many(county: County, reports: Sequence[Report], tolerance_m: float) -> list[Found | Refusal]:
    """Where these reports of one county lie, each at its own moment."""
    with_place = [report for report in reports if report.place is not None]
    places = [report.place for report in with_place if report.place]
    moments = [report.at for report in with_place]
    located = territory.locate_many(county, places, moments, tolerance_m=tolerance_m) if with_place else []
    by_point = (Found(located_by(each), each) for each in located)
    return [next(by_point) if report.place is not None else _try_locate(report, tolerance_m) for report in reports]


def _try_locate(report: Report, tolerance_m: float) -> Found | Refusal:
    try:
        return _locate(report, tolerance_m)
    except Refusal as refusal:
        return refusal


def located_by(located: Located) -> str:
    """How a point was found: inside, nearest, or outside of both networks."""
    ways = {each.how for each in (located.grid, located.beat) if each}
    if not ways:
        return "outside"
    return "point" if ways == {"inside"} else "nearest"


def _raise(id_: int, report: Report, category: Category, found: Found, tolerance_m: float) -> Raised:
    check_on_the_spot(report, category)
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


def check_on_the_spot(report: Report, category: Category) -> None:
    """Refuse to let somebody have handled what is not theirs to handle alone; raises `Invalid`."""
    if report.self_handled is None:
        return
    for is_barred, why in (
        (category.is_police_matter, f"{category.name_en} ({category.code}) is a police matter"),
        (category.conflict_route, f"{category.name_en} ({category.code}) goes to the desk"),
        (report.reported_by in report.named, "it names whoever reports it"),
    ):
        if is_barred:
            raise Invalid(
                f"{why}: it cannot be handled on the spot; report it without handled_on_the_spot",
                errors=[{"field": "handled_on_the_spot", "message": why}],
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
