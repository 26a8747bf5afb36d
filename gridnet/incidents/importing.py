"""Incidents from a table: every row is taken in once, or rejected with a reason. Pure but for the intake itself.

A row's `client_ref` is made of the file's label and the row's own reference, so that running the same
file again takes in nothing twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from geo import datums, points
from geo.datums import Datum
from geo.errors import BadGeometry
from geo.points import Box, LngLat
from gridnet.base import moment
from gridnet.base.county import County
from gridnet.base.errors import Invalid, Refusal
from gridnet.base.tables import Line
from gridnet.incidents import intake
from gridnet.incidents.categories import Category
from gridnet.incidents.intake import Taken
from gridnet.incidents.values import Given, Report

FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m-%d-%Y %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%d",
)
DECIMAL_COMMA = re.compile(r"-?\d{1,3},\d+", re.ASCII)
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-"})


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column holds what; what has no column takes the default."""

    ref: str
    lng: str | None = None
    lat: str | None = None
    category: str | None = None
    text: str | None = None
    reported_at: str | None = None
    occurred_at: str | None = None
    grid_code: str | None = None
    address: str | None = None
    division_code: str | None = None
    datum: Datum = Datum.WGS84
    default_category: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    expected: Box = points.CHINA
    zone: str = "Asia/Shanghai"

    def check(self, columns: Sequence[str]) -> None:
        """Refuse a mapping that names a column the table does not have; raises `Invalid`."""
        named = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name not in {"datum", "default_category", "categories", "expected", "zone"}
        }
        for what, column in named.items():
            if column is not None and column not in columns:
                raise Invalid(f"there is no column {column!r} for {what}; the table has: {', '.join(columns)}")
        if not (self.category or self.default_category):
            raise Invalid("say which column holds the category, or give one for all rows")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken in, and why."""

    number: int
    reason: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """What became of the rows of a file; taken + repeated + rejected is all of them.

    Of those taken in, some are `noted`: there is something about them that whoever reads on should know.
    """

    taken: int = 0
    repeated: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    noted: list[Rejected] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.taken + self.repeated + len(self.rejected)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One import of one file into one county."""

    county: County
    label: str
    mapping: Columns
    categories: Mapping[str, Category]
    at: datetime
    tolerance_m: float
    person_id: int | None = None
    position_id: int | None = None

    def read(self, line: Line) -> tuple[str, Report]:
        """The reference and the report of a row; raises `Refusal`."""
        return read(self, line)

    def raising(self) -> intake.Raising:
        """How its reports become incidents."""
        return intake.raise_many


def take_in(run: Run, lines: Iterable[Line], tally: Tally) -> None:
    """Take in one batch of rows within the caller's transaction, adding to the tally."""
    given: dict[str, tuple[str, bytes, Report]] = {}
    lines_of: dict[str, Line] = {}
    for line in lines:
        try:
            ref, report = run.read(line)
            if ref in given:
                raise Invalid(f"the reference {line.cells.get(run.mapping.ref)!r} stands in this file before")
        except Refusal as error:
            tally.rejected.append(Rejected(line.number, str(error), line.cells))
            continue
        given[ref] = (ref, intake.fingerprint(line.cells), report)
        lines_of[ref] = line
    for ref, answer in zip(given, _take(run, list(given.values())), strict=True):
        if isinstance(answer, Refusal):
            tally.rejected.append(Rejected(lines_of[ref].number, str(answer), lines_of[ref].cells))
        else:
            tally.repeated += answer.is_repeat
            tally.taken += not answer.is_repeat
            if notes := given[ref][2].notes:
                tally.noted.append(Rejected(lines_of[ref].number, "; ".join(notes), lines_of[ref].cells))


def _take(run: Run, given: Sequence[tuple[str, bytes, Report]]) -> list[Taken | Refusal]:
    if not given:
        return []
    return intake.take_in_many(run.county, given, tolerance_m=run.tolerance_m, at=run.at, raising=run.raising())


def read(run: Run, line: Line) -> tuple[str, Report]:
    """The report a row makes; raises `Invalid` with what is wrong with it."""
    cells, mapping = line.cells, run.mapping
    reference = reference_of(run, line)
    reported = _moment(cells, mapping.reported_at, mapping.zone) or run.at
    given, place = place_of(cell(cells, mapping.lng), cell(cells, mapping.lat), mapping)
    grid_code = cell(cells, mapping.grid_code)
    if place is None and not grid_code and not cell(cells, mapping.address):
        raise Invalid("no place: neither coordinates, nor a grid code, nor an address")
    check_reported(run, reported)
    report = replace(
        report_of(run, cells, reference, reported),
        occurred_at=_moment(cells, mapping.occurred_at, mapping.zone) or reported,
        place=place,
        given=given,
        grid_code=None if place else grid_code or None,
    )
    intake.check_times(report, tolerance=timedelta(0))
    return client_ref(run, reference), report


def reference_of(run: Run, line: Line) -> str:
    """What tells the row from the others; raises `Invalid` where there is nothing, or what is no text at all."""
    if any("\0" in cell for cell in line.cells.values()):
        raise Invalid("the row holds the character NUL, which is part of no text")
    reference = cell(line.cells, run.mapping.ref)
    if not reference:
        raise Invalid(f"no reference in column {run.mapping.ref!r}")
    return reference


def client_ref(run: Run, reference: str) -> str:
    """The reference under which a row is taken in once."""
    return f"{run.label}:{reference}"


def check_reported(run: Run, reported: datetime) -> None:
    """Refuse a report of the future, or of no living memory; raises `Invalid`."""
    if not intake.EARLIEST <= reported <= run.at:
        when = "in the future" if reported > run.at else "too long ago"
        raise Invalid(f"reported {when} ({reported.isoformat()})")


def report_of(run: Run, cells: Mapping[str, str], reference: str, reported: datetime) -> Report:
    """A report as far as every file of incidents has it, without its place."""
    mapping = run.mapping
    return Report(
        county=run.county,
        category=_category(run, cells),
        channel="IMPORT",
        text=cell(cells, mapping.text) or reference,
        at=reported,
        recorded_at=run.at,
        occurred_at=reported,
        address=cell(cells, mapping.address) or None,
        division_code=cell(cells, mapping.division_code) or None,
        reported_by=run.person_id,
        reported_as=run.position_id,
        source_ref=reference,
    )


def cell(cells: Mapping[str, str], column: str | None) -> str:
    """What stands in a column, and nothing where it says that nothing does."""
    value = cells.get(column, "") if column else ""
    return "" if value.strip().lower() in MISSING else value.strip()


def _category(run: Run, cells: Mapping[str, str]) -> str:
    written = cell(cells, run.mapping.category)
    code = run.mapping.categories.get(written, written) or run.mapping.default_category
    if code not in run.categories:
        code = run.mapping.default_category or code
    if code not in run.categories:
        raise Invalid(f"unknown category {code!r}")
    return code


def _moment(cells: Mapping[str, str], column: str | None, zone: str) -> datetime | None:
    written = cell(cells, column)
    if not written:
        return None
    return read_moment(written, zone)


def read_moment(written: str, zone: str) -> datetime:
    """The moment in any of the forms tables bring; local to `zone` unless it says otherwise. Raises `Invalid`."""
    found = parse_moment(written)
    return found if found.tzinfo else found.replace(tzinfo=moment.zone(zone))


def parse_moment(written: str) -> datetime:
    """What is written as a moment, naive unless it says otherwise; raises `Invalid`."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return _by_format(written)


def _by_format(written: str) -> datetime:
    for form in FORMATS:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    raise Invalid(f"{written!r} is not a moment in any form known here")


def place_of(lng: str, lat: str, mapping: Columns) -> tuple[Given | None, LngLat | None]:
    """The place as written and in WGS-84, or nothing where nothing is written; raises `Invalid`."""
    if not lng and not lat:
        return None, None
    if not lng or not lat:
        raise Invalid("only one of longitude and latitude is there")
    try:
        point = points.check(_degrees(lng), _degrees(lat), mapping.expected)
    except BadGeometry as error:
        raise Invalid(str(error)) from None
    return Given(point.lng, point.lat, mapping.datum), datums.point_to_wgs84(point, mapping.datum)


def _degrees(written: str) -> float:
    """A number of degrees; a decimal comma is repaired, since it can mean nothing else here."""
    plain = written.replace(",", ".") if DECIMAL_COMMA.fullmatch(written) else written
    try:
        if "_" not in plain:  # which Python would read over
            return float(plain)
    except ValueError:
        pass
    raise Invalid(f"{written!r} is not a number of degrees")


def batches(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    """The rows in batches of `size`."""
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
