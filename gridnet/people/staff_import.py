"""Persons and positions from a table: a row is a person with one position or none; running it again adds nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid, Refusal
from gridnet.base.network import AREA_NAME, Network
from gridnet.base.tables import Line
from gridnet.people import lists, roles, sheets, staff
from gridnet.people.areas import Ground
from gridnet.people.duty import Rule
from gridnet.people.models import Person, Position
from gridnet.people.roles import Role
from gridnet.people.sheets import Rejected, Tally
from gridnet.people.staff import By, PersonWish, PositionWish
from gridnet.territory.models import Area, AreaOutline

#: Who is there all day unless the table says otherwise; everybody else needs a shift.
ALWAYS = frozenset(Role) - roles.KEEPERS - {Role.STATION_DUTY, Role.GRID_LEADER}


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one file into one county."""

    county: County
    columns: Mapping[str, str]
    valid_from: datetime
    by: By
    areas: Mapping[tuple[Network, str], Ground] = field(default_factory=dict)


def areas(county: County) -> dict[tuple[Network, str], Ground]:
    """Every area of the county by network and code, with the division of its latest outline."""
    query = (
        select(Area.network, Area.code, Area.id, func.max(AreaOutline.parent_code))
        .outerjoin(
            AreaOutline,
            (AreaOutline.county == Area.county) & (AreaOutline.area_id == Area.id) & AreaOutline.valid_to.is_(None),
        )
        .where(Area.county == county)
        .group_by(Area.network, Area.code, Area.id)
    )
    return {(Network(network), code): Ground(id_, parent) for network, code, id_, parent in db.session.execute(query)}


def take_in(run: Run, lines: Iterable[Line], tally: Tally) -> None:
    """Take in rows within the caller's transaction, each wholly or not at all, adding to the tally."""
    for line in lines:
        try:
            with db.session.begin_nested():
                added, changed = _take(run, line.cells)
        except Refusal as error:
            tally.rejected.append(Rejected(line.number, str(error), line.cells))
            continue
        tally.added += added
        tally.changed += changed and not added
        tally.kept += not (added or changed)


def _take(run: Run, cells: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether something was added, and whether something was changed."""
    wish = read_person(run, cells)
    position = read_position(run, cells)
    person = find(run.county, wish.staff_no)
    is_new = person is None
    person = person or staff.take_on(run.county, wish, run.by)
    changed = not is_new and _update(person, wish, run.by)
    added = position is not None and _appoint(person, position, run.by)
    return is_new or added, changed


def find(county: County, staff_no: str) -> Person | None:
    """The person with this staff number, or None."""
    return db.session.scalars(select(Person).where(Person.county == county, Person.staff_no == staff_no)).first()


def read_person(run: Run, cells: Mapping[str, str]) -> PersonWish:
    """The person of a row; raises `Invalid`."""
    said = {what: sheets.cell(cells, run.columns, what) for what in ("staff_no", "name", "login", "phone")}
    wish = PersonWish(
        staff_no=said["staff_no"],
        name=said["name"],
        login=said["login"].lower() or None,
        phone=said["phone"] or None,
    )
    staff.check_person(wish)
    return wish


def _update(person: Person, wish: PersonWish, by: By) -> bool:
    """Bring a known person up to what the row says; what it leaves empty stays."""
    login, phone = wish.login or person.login, wish.phone or staff.phone_of(person)
    if (person.name, person.login, staff.phone_of(person)) == (wish.name, login, phone):
        return False
    staff.change(person, PersonWish(staff_no=person.staff_no, name=wish.name, login=login, phone=phone), by)
    return True


def read_position(run: Run, cells: Mapping[str, str]) -> PositionWish | None:
    """The position of a row, or None where it names no role; raises `Invalid`."""
    said = {what: sheets.cell(cells, run.columns, what) for what in sheets.HEADERS}
    if not said["role"]:
        return None
    role = sheets.word(said["role"], sheets.ROLES, "role")
    network = roles.NETWORK.get(role)
    ground = _ground(run, network, said["area"]) if said["area"] else None
    wish = PositionWish(
        role=role,
        network=network,
        scope=said["scope"] or _scope(run.county, role, ground),
        station_code=said["station"] or None if role in roles.POSTED else None,
        area_id=ground.id if ground else None,
        keeps=sheets.word(said["keeps"], sheets.KEEPS, "way to keep an area") if said["keeps"] else None,
        duty_rule=_rule(said["duty"], role),
        valid_from=sheets.read_moment(said["valid_from"]) if said["valid_from"] else run.valid_from,
        valid_to=sheets.read_moment(said["valid_to"]) if said["valid_to"] else None,
    )
    staff.check_position(run.county, wish)
    return wish


def _ground(run: Run, network: Network | None, code: str) -> Ground:
    ground = run.areas.get((network, code)) if network else None
    if ground is None:
        raise Invalid(f"there is no {AREA_NAME[network] if network else 'area'} {code} in {run.county}")
    return ground


def _scope(county: County, role: Role, ground: Ground | None) -> str:
    if role in {Role.VILLAGE_DESK, Role.TOWNSHIP_DESK}:
        raise Invalid(f"a {role} needs the code of the division in `scope`")
    return ground.scope(county) if ground else county


def _rule(text: str, role: Role) -> Rule:
    if text:
        return sheets.word(text, sheets.RULES, "way to be on duty")
    return Rule.ALWAYS if role in ALWAYS else Rule.ROSTERED


def _appoint(person: Person, wish: PositionWish, by: By) -> bool:
    """Give the position, unless the person has it already."""
    held = lists.list_positions(County(person.county), [person.id], wish.valid_from)
    if any(_is_same(each, wish) for each in held):
        return False
    staff.appoint(person, wish, by)
    return True


def _is_same(position: Position, wish: PositionWish) -> bool:
    seat = (position.role, position.network, position.scope, position.station_code, position.area_id, position.keeps)
    same = seat == (wish.role, wish.network, wish.scope, wish.station_code, wish.area_id, wish.keeps)
    return same and position.duty_rule == wish.duty_rule and position.valid_to == wish.valid_to
