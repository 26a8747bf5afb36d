"""The sample county put on the books, through the same actions as a real one: territory, staff, roster."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import shapely

from gridnet.base import db
from gridnet.base.moment import local
from gridnet.base.network import Network
from gridnet.base.tables import Line
from gridnet.people import roster, roster_import, sheets, staff, staff_import
from gridnet.people.sheets import Tally
from gridnet.people.staff import By, PersonWish, PositionWish
from gridnet.sample.crew import Crew, Member, Seat
from gridnet.sample.ground import ABOVE, COUNTY, Ground
from gridnet.sample.roster import Away, Turn
from gridnet.sample.staff import Books
from gridnet.territory import county_outlines, divisions, drafts, publication
from gridnet.territory.divisions import Named
from gridnet.territory.drafts import Origin
from gridnet.territory.models import Publication
from gridnet.territory.reading import Layer, Options
from gridnet.territory.values import Plot

SOURCE = "示例县"


def survey(ground: Ground, *, since: datetime, at: datetime) -> None:
    """Divisions, the county's outline, stations and both layers, in force from `since` on."""
    on = local(since).date()
    missing = divisions.unknown(each.code for each in ABOVE)
    rows = [
        Named(number, each.code, each.name, each.urban_class or "")
        for number, each in enumerate(ground.divisions, start=1)
        if each not in ABOVE or each.code in missing
    ]
    divisions.take_in(rows, on=on)
    _outline(ground, since)
    divisions.put_stations(COUNTY, [(each.code, each.name, each.division_code) for each in ground.stations])
    for network, plots in ((Network.COMMUNITY, ground.grids), (Network.POLICE, ground.beats)):
        _publish(network, plots, ground, since=since, at=at)


def _outline(ground: Ground, since: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{SOURCE}.geojson"
        shape = shapely.to_geojson(ground.outline)
        path.write_text(f'{{"type": "Feature", "properties": {{"code": "{COUNTY}"}}, "geometry": {shape}}}')
        county_outlines.take_in(path, Options(code_field="code"), valid_from=since)


def _publish(network: Network, plots: Sequence[Plot], ground: Ground, *, since: datetime, at: datetime) -> Publication:
    origin = Origin(SOURCE, parent=ground.outline)
    draft = drafts.make(COUNTY, network, Layer.of(plots), origin, at=at)
    return publication.publish(COUNTY, draft.id, valid_from=since, at=at, backdated=True)


def employ(crew: Crew, logins: dict[str, str], *, since: datetime) -> Books:
    """Everybody taken on and appointed as of `since`; those in `logins` get theirs."""
    by = By(since, source="sample")
    persons = {each.staff_no: staff.take_on(COUNTY, _person(each, logins), by) for each in crew.members}
    areas = staff_import.areas(COUNTY)
    positions = {}
    for seat in crew.seats:
        area_id = areas[seat.network, seat.area_code].id if seat.network and seat.area_code else None
        positions[seat.key] = staff.appoint(persons[seat.staff_no], _position(seat, area_id, since), by).id
    return Books({staff_no: person.id for staff_no, person in persons.items()}, positions)


def _person(member: Member, logins: dict[str, str]) -> PersonWish:
    return PersonWish(staff_no=member.staff_no, name=member.name, login=logins.get(member.staff_no))


def _position(seat: Seat, area_id: int | None, since: datetime) -> PositionWish:
    return PositionWish(
        role=seat.role,
        scope=seat.scope,
        valid_from=since,
        network=seat.network,
        station_code=seat.station_code,
        area_id=area_id,
        keeps=seat.keeps,
        duty_rule=seat.rule,
    )


def draw_up(turns: Iterable[Turn], leaves: Iterable[Away], books: Books, *, since: datetime) -> None:
    """The roster, imported as a table, and the leaves."""
    by, tally = By(since, source="sample"), Tally()
    columns = sheets.columns(COLUMNS, {}, needs=COLUMNS)
    run = roster_import.Run(COUNTY, columns, {}, by, roster_import.seats(COUNTY))
    roster_import.take_in(run, (_line(number, turn) for number, turn in enumerate(turns, start=1)), tally)
    assert not tally.rejected, tally.rejected[:1]
    for away in leaves:
        person_id = books.persons[away.staff_no]
        roster.add_leave(COUNTY, person_id, away.starts_at, away.ends_at, away.kind, by)
    db.session.expunge_all()


COLUMNS = ("staff_no", "role", "area", "starts_at", "ends_at")


def _line(number: int, turn: Turn) -> Line:
    seat = turn.seat
    cells = (seat.staff_no, seat.role, seat.area_code or "", turn.starts_at.isoformat(), turn.ends_at.isoformat())
    return Line(number, dict(zip(COLUMNS, cells, strict=True)))
