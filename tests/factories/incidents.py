"""A small county with both networks staffed, and incidents in it.

4 +---------+---------+      grids (community)          beats (police), not lined up with the grids
  |   G3    |   G4    |      G1..G4: squares of 2 x 2   B1: rows 0 to 3, station S1
2 +---------+---------+      P1: a park within G4       B2: rows 3 to 4, station S1
  |   G1    |   G2    |
0 +---------+---------+
  0         2         4
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from geo.datums import Datum
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents import intake
from gridnet.incidents.models import Entry, Incident, Leg, Named
from gridnet.incidents.values import Given, Report
from gridnet.people.duty import Keeps
from gridnet.people.models import Position
from gridnet.people.roles import Role
from gridnet.territory.models import Area
from gridnet.territory.values import Kind
from tests.factories import people, territory
from tests.factories.people import AT

COUNTY = people.COUNTY
TOWNSHIP, VILLAGE, OTHER_VILLAGE = "410599001", "410599001001", "410599001002"
STATION = "S1"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DISPUTE, FIGHT, COMPLAINT, SUGGESTION, LAMP = "0101", "0202", "0603", "0601", "0402"
TOLERANCE_M = 50

_refs = count(1)


@dataclass
class Staffed:
    """The areas by code, and the positions by what they are: `worker_G1`, `deputy_G1`, `officer_B1`, `leader` …"""

    county: County
    areas: dict[str, int]
    positions: dict[str, Position] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Position:
        try:
            return self.positions[name]
        except KeyError:
            raise AttributeError(name) from None

    def leave(self, *names: str) -> None:
        """These are away at AT."""
        for name in names:
            people.leave(self.positions[name])


def ground(county: County = COUNTY) -> Staffed:
    """Both layers in force since the beginning of the year, nobody to keep them yet."""
    grids = [
        territory.plot("G1", 0, 0, 2, 2, parent=f"{county}001001"),
        territory.plot("G2", 2, 0, 4, 2, parent=f"{county}001001"),
        territory.plot("G3", 0, 2, 2, 4, parent=f"{county}001002"),
        territory.plot("G4", 2, 2, 4, 4, parent=f"{county}001002"),
        territory.plot("P1", 3, 3, 3.5, 3.5, parent=f"{county}001002", kind=Kind.DEDICATED, name="示例公园"),
    ]
    beats = [
        territory.plot("B1", 0, 0, 4, 3, parent=STATION),
        territory.plot("B2", 0, 3, 4, 4, parent=STATION),
    ]
    territory.publish(grids, county=county, valid_from=SINCE)
    territory.publish(beats, Network.POLICE, county=county, valid_from=SINCE)
    areas = db.session.execute(select(Area.code, Area.id).where(Area.county == county))
    return Staffed(county, {code: id_ for code, id_ in areas})  # noqa: C416 - rows are tuples in all but name


def staffed(county: County = COUNTY) -> Staffed:
    """The ground with somebody in every seat of the chain, all of them always on duty."""
    made = ground(county)
    areas = {area.code: area for area in db.session.scalars(select(Area).where(Area.county == county))}
    seats = {
        **{f"worker_{code}": (Role.GRID_WORKER, {"area": areas[code]}) for code in ("G1", "G2", "G3", "G4", "P1")},
        "deputy_G1": (Role.GRID_WORKER, {"area": areas["G1"], "keeps": Keeps.DEPUTY}),
        "leader": (Role.GRID_LEADER, {"scope": f"{county}001001"}),
        "village": (Role.VILLAGE_DESK, {"scope": f"{county}001001"}),
        "township": (Role.TOWNSHIP_DESK, {"scope": f"{county}001"}),
        "officer_B1": (Role.OFFICER, {"area": areas["B1"]}),
        "officer_B2": (Role.OFFICER, {"area": areas["B2"]}),
        "auxiliary_B1": (Role.AUXILIARY, {"area": areas["B1"], "keeps": Keeps.DEPUTY}),
        "station": (Role.STATION_DUTY, {"scope": county}),
        "dispatcher": (Role.DISPATCHER, {"scope": county}),
    }
    made.positions |= people.seated(county, seats)
    return made


def report(county: County = COUNTY, *, at_: tuple[float, float] | None = (0.5, 0.5), **given) -> Report:
    """A report at a place of the lattice; by day, of a broken lamp, from nobody in particular."""
    place = territory.at(*at_) if at_ else None
    defaults = {
        "category": LAMP,
        "channel": "GRID_APP",
        "text": "路灯不亮",
        "at": AT,
        "recorded_at": AT,
        "occurred_at": AT,
        "place": place,
        "given": Given(place.lng, place.lat, Datum.WGS84) if place else None,
    }
    return Report(county=county, **(defaults | given))


def raised(*, ref: str | None = None, body: object = None, sender: County | None = None, **given) -> intake.Taken:
    """An incident taken in."""
    made = report(**given)
    ref = ref or f"factory-{next(_refs)}"
    hash_ = intake.fingerprint({"body": body if body is not None else repr(made)})
    return intake.take_in(sender or made.county, ref, hash_, made, tolerance_m=TOLERANCE_M)


def incident(**given) -> Incident:
    """The row of an incident taken in."""
    taken = raised(**given)
    return db.session.get(Incident, (taken.county, taken.id))


def legs_of(of) -> dict[str, Leg]:
    """The live legs by network."""
    query = select(Leg).where(Leg.county == of.county, Leg.incident_id == of.id, Leg.ended_at.is_(None))
    return {leg.network: leg for leg in db.session.scalars(query.execution_options(populate_existing=True))}


def entries_of(of) -> list[Entry]:
    """The timeline."""
    query = select(Entry).where(Entry.county == of.county, Entry.incident_id == of.id).order_by(Entry.id)
    return list(db.session.scalars(query))


def named_in(of) -> set[int]:
    """Whom it names."""
    return set(db.session.scalars(select(Named.person_id).where(Named.incident_id == of.id)))
