"""Ringing for open boards and cases: the worker looks each second at the latest entries and cards, and names where
they are, and of which cases.

Nothing rings from within an act itself (a NOTIFY would make commits wait for each other). Ids are drawn from one
sequence and become visible when their transaction commits, so that a lower one may come after a higher one: each look
goes back over the last few seconds. What commits later than that is not rung for; open pages ask once a minute anyway.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import TextClause, text

from gridnet.base import db
from gridnet.notices.live import BOARD_BELL, CASE_BELL

#: So long after its first sight an id is taken as the end of what may still come.
SETTLES_S = 5.0
#: Ids looked at in one look; where there are more, all boards of these counties are rung for.
MOST = 5000
TOWNSHIP = 9
PAYLOAD = 7_000  # bytes; PostgreSQL takes 8,000
#: Ids in one payload; the longest have nineteen digits.
A_RING = PAYLOAD // 20 - 1

_SOURCES: Mapping[str, tuple[TextClause, TextClause]] = {
    "entries": (
        text("SELECT coalesce(max(id), 0) FROM incident_entry"),
        text("""
            SELECT id, county, incident_id AS subject_id FROM incident_entry
            WHERE id > CAST(:after AS bigint) ORDER BY id LIMIT :most
        """),
    ),
    "cards": (
        text("SELECT coalesce(max(id), 0) FROM card"),
        text("""
            SELECT id, county, subject_id FROM card
            WHERE id > CAST(:after AS bigint) AND subject_kind = 'incident' ORDER BY id LIMIT :most
        """),
    ),
}
_WHERE = text("""
    SELECT DISTINCT incident.county, left(division_code, CAST(:digits AS int)) AS code
    FROM unnest(CAST(:counties AS text[]), CAST(:ids AS bigint[])) AS given (county, id)
    JOIN incident ON incident.county = given.county AND incident.id = given.id
""")
_RING = text("""
    SELECT pg_notify(bell, payload)
    FROM unnest(CAST(:bells AS text[]), CAST(:payloads AS text[])) AS ring (bell, payload)
""")


class Latest:
    """The latest ids of one table: those seen already, and the one that nothing comes before any more."""

    def __init__(self, newest: TextClause, since: TextClause) -> None:
        self._newest, self._since = newest, since
        self._floor: int | None = None
        self._seen: dict[int, float] = {}

    def look(self) -> list[Any]:
        """The rows that are new; none at the first look."""
        if self._floor is None:
            self._floor = db.run(self._newest, {}).scalars()[0]
            return []
        rows = db.run(self._since, {"after": self._floor, "most": MOST})
        fresh = [row for row in rows if row.id not in self._seen]
        self._seen |= dict.fromkeys((row.id for row in fresh), monotonic())
        self._settle(is_full=len(rows) == MOST)
        return fresh

    def _settle(self, *, is_full: bool) -> None:
        before = monotonic() - SETTLES_S
        settled = [id_ for id_, at in self._seen.items() if is_full or at <= before]
        self._floor = max([self._floor or 0, *settled])
        self._seen = {id_: at for id_, at in self._seen.items() if id_ > self._floor}


class Bell:
    """What a worker has rung for already."""

    def __init__(self) -> None:
        self._sources = [Latest(*source) for source in _SOURCES.values()]

    def tick(self, _at: datetime) -> int:
        """Ring for what is new since the last look; the number of counties rung for."""
        with db.transaction():
            fresh = {(row.county, row.subject_id) for source in self._sources for row in source.look()}
            if not fresh:
                return 0
            given = {"counties": [county for county, _ in fresh], "ids": [id_ for _, id_ in fresh]}
            found = db.run(_WHERE, given | {"digits": TOWNSHIP})
            boards = list(_payloads((row.county, row.code) for row in found))
            cases = list(_numbered(fresh))
            bells = [BOARD_BELL] * len(boards) + [CASE_BELL] * len(cases)
            db.run(_RING, {"bells": bells, "payloads": boards + cases})
            return len(boards)


def _payloads(places: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is rung, a county each: its code, and those of its townships; the code alone where they are too many."""
    by_county: dict[str, list[str]] = {}
    for county, code in sorted(places):
        by_county.setdefault(county, []).append(code)
    for county, codes in by_county.items():
        whole = " ".join((county, *codes))
        yield whole if len(whole) <= PAYLOAD else county


def _numbered(cases: Iterable[tuple[str, int]]) -> Iterator[str]:
    """What is rung for cases: a county and the ids in it, in as many parts as it takes."""
    by_county: dict[str, list[str]] = {}
    for county, id_ in sorted(cases):
        by_county.setdefault(county, []).append(str(id_))
    for county, ids in by_county.items():
        for first in range(0, len(ids), A_RING):
            yield " ".join((county, *ids[first : first + A_RING]))
