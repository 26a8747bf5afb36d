"""The queue as a page shows it: a line an incident, with no more of its story than the viewer may read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base import paging
from gridnet.base.county import County
from gridnet.clocks.ladder import Mark
from gridnet.incidents import board, board_lines, category_cache, schemas, showing, sight
from gridnet.incidents.board import Row
from gridnet.incidents.board_lines import LiveLeg
from gridnet.people.access import Actor
from gridnet.people.roles import Mask, Permission
from gridnet.territory import divisions
from gridnet.web.board import asking
from gridnet.web.board.asking import BoardQuery

#: So much of what was reported stands in a line.
LONGEST = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An incident in the queue; `stamp` is another whenever anything in the line is."""

    case: schemas.IncidentRow
    version: int
    due_at: datetime | None
    started_at: datetime | None
    stage: str | None
    network: str | None
    legs: Sequence[tuple[LiveLeg, str]]
    mark: Mark | None
    area: str | None
    words: str | None

    @property
    def stamp(self) -> str:
        """What the line is recognised by."""
        parts = (self.version, self.due_at, self.stage, self.mark, self.area, self.legs, self.case.state)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, and where it goes on."""

    lines: Sequence[Line]
    after: str | None


def page(query: BoardQuery, county: County, actor: Actor) -> Queue:
    """The page asked for: five statements, however long it is."""
    readable, wish = sight.readable(actor, county), query.wish
    found = board.list_rows(county, wish, asking.wanted(query, county), readable)
    rows, after = paging.cut(found, wish, lambda row: row.key)
    return Queue(_lines(rows, county, actor), after)


def _lines(rows: Sequence[Row], county: County, actor: Actor) -> list[Line]:
    ids = [row.incident.id for row in rows]
    legs, marks = board_lines.list_legs(county, ids), board_lines.list_marks(county, ids)
    outlines = {row.incident.grid_outline_id or row.incident.beat_outline_id for row in rows}
    areas = board_lines.list_area_names(county, sorted(each for each in outlines if each is not None))
    codes = {leg.desk_code for each in legs.values() for leg in each if leg.desk_code}
    desks, categories = divisions.desk_names(county, codes), category_cache.every(county)
    return [
        Line(
            case=showing.line(row.incident, categories),
            version=row.incident.version,
            due_at=row.due_at,
            started_at=row.started_at,
            stage=row.stage,
            network=row.network,
            legs=[(leg, _who(leg, desks)) for leg in legs.get(row.incident.id, [])],
            mark=marks.get(row.incident.id),
            area=areas.get(row.incident.grid_outline_id or row.incident.beat_outline_id or 0),
            words=_words(row, legs.get(row.incident.id, []), actor),
        )
        for row in rows
    ]


def _who(leg: LiveLeg, desks: dict[str, str]) -> str:
    return leg.name or desks.get(leg.desk_code or "", leg.desk_code or "")


def _words(row: Row, legs: Sequence[LiveLeg], actor: Actor) -> str | None:
    """The beginning of the story, for whoever may read it."""
    seen = sight.sight(actor, Permission.INCIDENT_READ, row.incident, legs)
    if seen is None or seen.mask is Mask.STATUS:
        return None
    words = " ".join(row.incident.text_.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
