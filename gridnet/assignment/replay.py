"""Every stored assignment derived again from the stored versions: the same answer, or a difference by name.

The place is looked up again among the outlines as they were valid at the moment of the report (where these have been
redrawn since, by a backdated publication, among the versions the record names); the candidates are
made again from the very position, shift and leave rows the record names; the same pure function chooses.
Open cases at the time of the choice cannot be had again from rows that have moved on: they are
taken from the record, which is why it keeps them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, select

from geo.points import LngLat
from gridnet.assignment import choice, why
from gridnet.assignment.choice import Choice, Why
from gridnet.assignment.models import WhyRecord
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents.models import Leg
from gridnet.people import queries as people
from gridnet.people.duty import Candidate
from gridnet.territory import lookup
from gridnet.territory import queries as territory
from gridnet.territory.lookup import Located

BATCH = 500
GIVEN = frozenset({Why.SELF_HANDLED, Why.NAMED_BY_HAND})


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the replay of an assignment does not meet what was stored."""

    assignment_id: int
    what: str
    stored: Any
    replayed: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many assignments were derived again, and where they differ."""

    count: int
    differences: tuple[Difference, ...]


def replay(county: County) -> Iterator[Replayed]:
    """Replay all assignments of a county, batch by batch."""
    after = 0
    while rows := _batch(county, after):
        yield Replayed(len(rows), tuple(_differences(county, rows)))
        after = rows[-1].WhyRecord.assignment_id


def _batch(county: County, after: int) -> Sequence[Row[WhyRecord, Leg]]:
    query = (
        select(WhyRecord, Leg)
        .join(Leg, and_(Leg.county == WhyRecord.county, Leg.id == WhyRecord.assignment_id))
        .where(WhyRecord.county == county, WhyRecord.assignment_id > after)
        .order_by(WhyRecord.assignment_id)
        .limit(BATCH)
    )
    return db.session.execute(query).all()


def _differences(county: County, rows: Sequence[Row[WhyRecord, Leg]]) -> Iterator[Difference]:
    located = _located(county, rows)
    for row in rows:
        record = row.WhyRecord.record
        if row.Leg.id in located:
            yield from _place_differences(row, record, located[row.Leg.id])
        if Why(record["choice"]["why"]) not in GIVEN:
            candidates = candidates_of(county, record, decided_at=row.WhyRecord.decided_at)
            yield from _choice_differences(row, record, candidates)


def _located(county: County, rows: Sequence[Row[WhyRecord, Leg]]) -> dict[int, Located]:
    """Where the point of each record lies, looked up anew; those named by a code or an address have no point."""
    found: dict[int, Located] = {}
    points = [row for row in rows if row.WhyRecord.record["incident"]["by"] in {"point", "nearest", "outside"}]
    for tolerance_m, group in groupby(points, key=lambda row: row.WhyRecord.record["incident"]["tolerance_m"]):
        together = list(group)
        places = [LngLat(*row.WhyRecord.record["incident"]["place"]) for row in together]
        moments = [datetime.fromisoformat(row.WhyRecord.record["moment"]) for row in together]
        located = territory.locate_many(county, places, moments, tolerance_m=tolerance_m)
        found |= {row.Leg.id: each for row, each in zip(together, located, strict=True)}
    return found


def _place_differences(row: Row[WhyRecord, Leg], record: Mapping[str, Any], located: Located) -> Iterator[Difference]:
    network = Network(record["need"]["network"])
    replayed = _outline(located, network)
    stored = record["placed"]["outline_id"] if record["placed"] else None
    if stored != replayed and territory.is_redrawn(
        row.Leg.county, network, held_at=datetime.fromisoformat(record["moment"]), since=row.WhyRecord.decided_at
    ):
        replayed = _outline(_from_record(row.Leg.county, record), network)
    if stored != replayed:
        yield Difference(row.Leg.id, "outline", stored, replayed)


def _outline(located: Located, network: Network) -> int | None:
    placed = located.grid if network is Network.COMMUNITY else located.beat
    return placed.outline_id if placed else None


def _from_record(county: County, record: Mapping[str, Any]) -> Located:
    """The choice among the versions the record names: the boundaries of that moment were redrawn afterwards."""
    ids = [each["outline_id"] for each in record["covering"]]
    return lookup.locate(territory.covers(county, ids, LngLat(*record["incident"]["place"])))


def candidates_of(county: County, record: Mapping[str, Any], *, decided_at: datetime) -> list[Candidate]:
    """The candidates of a record, made again from the rows it names."""
    named = [(each["position"], each["rung"], each["shift"], each["leave"]) for each in record["candidates"]]
    return people.candidates_by_versions(county, named, network=Network(record["need"]["network"]), at=decided_at)


def _choice_differences(
    row: Row[WhyRecord, Leg], record: Mapping[str, Any], candidates: Sequence[Candidate]
) -> Iterator[Difference]:
    loads = {int(position): count for position, count in record["loads"].items()}
    again = choice.choose(why.read_need(record), candidates, loads)
    stored = record["choice"]
    for what, was, now in (
        ("position", stored["position"], again.candidate.position_id if again.candidate else None),
        ("leg", row.Leg.position_id, again.candidate.position_id if again.candidate else None),
        ("desk", stored["desk"], again.desk_code),
        ("why", stored["why"], str(again.why)),
        ("skipped", _stored_skips(record), _skips(again)),
    ):
        if was != now:
            yield Difference(row.Leg.id, what, was, now)


def _stored_skips(record: Mapping[str, Any]) -> dict[int, str]:
    return {each["position"]: each["skip"] for each in record["candidates"] if each["skip"]}


def _skips(made: Choice) -> dict[int, str]:
    return {position: str(reason) for position, reason in made.skipped}
