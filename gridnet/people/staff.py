"""Persons and the positions they hold: taken on, appointed, moved, let go. A position's row is never rewritten."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from gridnet.base import audit, db, secrets
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from gridnet.base.network import Network
from gridnet.people import credentials, duty, lists, roles
from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Person, Position, Shift
from gridnet.people.roles import Role
from gridnet.territory.models import Area

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}", re.ASCII)
PHONE = re.compile(r"\+?[0-9][0-9 -]{4,22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, as which position, from where, and when; nobody where the command line does it.

    `acting` names somebody of another county, whose ids would mean another person here.
    """

    at: datetime
    person_id: int | None = None
    position_id: int | None = None
    source: str = "cli"
    acting: str | None = None

    @property
    def told(self) -> dict[str, str]:
        """Who acts from another county, for the detail of an audit entry."""
        return {"acting": self.acting} if self.acting else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWish:
    """A person to be taken on."""

    staff_no: str
    name: str
    login: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionWish:
    """A position to be held."""

    role: Role
    scope: str
    valid_from: datetime
    valid_to: datetime | None = None
    network: Network | None = None
    station_code: str | None = None
    area_id: int | None = None
    keeps: Keeps | None = None
    duty_rule: Rule = Rule.ROSTERED


def phone_context(county: str) -> str:
    """What a sealed telephone number is bound to."""
    return f"person.phone:{county}"


def phone_of(person: Person) -> str | None:
    """The telephone number of a person, opened."""
    sealed = person.phone_sealed
    return None if sealed is None else secrets.open_(sealed, phone_context(person.county))


def check_person(wish: PersonWish) -> None:
    """Refuse a person whose particulars cannot be right; raises `Invalid`."""
    if not wish.staff_no.strip() or not wish.name.strip():
        raise Invalid("a person has a staff number and a name")
    if wish.login is not None and not LOGIN.fullmatch(wish.login):
        raise Invalid(f"{wish.login!r} is no login: small letters, digits, dot, hyphen and underline, 2 to 32 of them")
    if wish.phone is not None and not PHONE.fullmatch(wish.phone):
        raise Invalid("this is no telephone number: digits, blanks and hyphens, a plus in front at most")


def take_on(county: County, wish: PersonWish, by: By) -> Person:
    """Add a person; raises `Invalid`, or `Conflict` when the staff number or the login is taken."""
    check_person(wish)
    person = Person(
        county=county,
        staff_no=wish.staff_no.strip(),
        name=wish.name.strip(),
        login=wish.login,
        phone_sealed=seal_phone(county, wish.phone),
        recorded_at=by.at,
    )
    _flush(person, f"staff number {wish.staff_no} or login {wish.login} is taken in {county}")
    note(county, "person.add", person.id, by)
    return person


def seal_phone(county: County, phone: str | None) -> bytes | None:
    """A telephone number as it is stored."""
    return secrets.seal(phone, phone_context(county)) if phone else None


def change(person: Person, wish: PersonWish, by: By, *, expected_version: int | None = None) -> Person:
    """Change a person's particulars; the staff number stays.

    Raises `Invalid`, `Conflict`, or `Stale` where the person is no longer the `expected_version`.
    """
    check_person(wish)
    if expected_version is not None and person.version != expected_version:
        raise Stale(f"{person.name} was changed by somebody else meanwhile; look at both and decide")
    if wish.login is None and person.password_hash is not None:
        raise Conflict("a person with a password keeps a login; disable them instead")
    county = County(person.county)
    person.name, person.login = wish.name.strip(), wish.login
    if wish.phone is not None:
        person.phone_sealed = seal_phone(county, wish.phone)
    person.version += 1
    _flush(person, f"login {wish.login} is taken in {county}")
    note(county, "person.change", person.id, by)
    return person


def check_position(county: County, wish: PositionWish) -> None:
    """Refuse a position that cannot be; raises `Invalid` with what is wrong."""
    station, area = wish.station_code is not None, wish.area_id is not None
    duty.check_seat(wish.role, network=wish.network, area=area, keeps=wish.keeps, station=station)
    if station and (wish.station_code or "").startswith(roles.DEPARTMENT) is not (wish.role is Role.DEPARTMENT_DESK):
        raise Invalid(f"a department's code begins with {roles.DEPARTMENT}, and no other station's does")
    if not (wish.scope.startswith(county) or county.startswith(wish.scope)):
        raise Invalid(f"the scope {wish.scope} neither lies in county {county} nor holds it")
    if len(wish.scope) not in {0, 2, 4, 6, 9, 12} or not (wish.scope.isdigit() or not wish.scope):
        raise Invalid(f"the scope {wish.scope!r} is no division: 2, 4, 6, 9 or 12 digits, or nothing for everywhere")
    if wish.valid_to is not None and wish.valid_to <= wish.valid_from:
        raise Invalid("a position ends after it begins")


def appoint(person: Person, wish: PositionWish, by: By) -> Position:
    """Give a person a position; raises `Invalid`, `NotFound`, `NotAllowed`, or `Conflict` if they hold it already."""
    county = County(person.county)
    check_position(county, wish)
    if person.disabled_at is not None:
        raise Conflict(f"person {person.staff_no} is disabled; enable them first")
    if wish.area_id is not None:
        _check_area(county, wish.area_id, wish.network)
    held = lists.list_positions(county, [person.id], by.at)
    roles.check_exclusive((Role(each.role) for each in held), wish.role)
    position = _row(county, person.id, wish, by)
    _flush(position, f"person {person.staff_no} already is {wish.role} there during this time")
    note(county, "position.add", person.id, by, position=position.id, role=wish.role)
    return position


def _check_area(county: County, area_id: int, network: Network | None) -> None:
    area = db.session.get(Area, (county, area_id))
    if area is None:
        raise NotFound(f"there is no area {area_id} in {county}")
    if area.network != network:
        raise Invalid(f"area {area.code} belongs to the {area.network} network")


def _row(county: County, person_id: int, wish: PositionWish, by: By) -> Position:
    return Position(
        county=county,
        person_id=person_id,
        role=wish.role,
        network=wish.network,
        scope=wish.scope,
        station_code=wish.station_code,
        area_id=wish.area_id,
        keeps=wish.keeps,
        duty_rule=wish.duty_rule,
        valid_from=wish.valid_from,
        valid_to=wish.valid_to,
        recorded_at=by.at,
        recorded_by=by.person_id,
    )


def wish_of(position: Position) -> PositionWish:
    """A position as a wish, to be changed and held anew."""
    return PositionWish(
        role=Role(position.role),
        scope=position.scope,
        valid_from=position.valid_from,
        valid_to=position.valid_to,
        network=Network(position.network) if position.network else None,
        station_code=position.station_code,
        area_id=position.area_id,
        keeps=Keeps(position.keeps) if position.keeps else None,
        duty_rule=Rule(position.duty_rule),
    )


def end(position: Position, ends_at: datetime, by: By) -> Position | None:
    """Let a position end: its row is withdrawn and one that ends then is added, with the shifts that lie within.

    None is left when it would end before it began. Raises `Conflict` for a position that is withdrawn already.
    """
    county = County(position.county)
    position = db.lock(Position, county, position.id)
    if position.withdrawn_at is not None:
        raise Conflict("this position was changed by somebody else; read it again")
    if position.valid_to is not None and position.valid_to <= ends_at:
        return position
    position.withdrawn_at, position.withdrawn_by = by.at, by.person_id
    db.session.flush()
    ended = None
    if ends_at > position.valid_from:
        ended = _row(county, position.person_id, replace(wish_of(position), valid_to=ends_at), by)
        db.session.add(ended)
        db.session.flush()
    _move_shifts(county, position.id, ended.id if ended else None, ends_at, by)
    note(county, "position.end", position.person_id, by, position=position.id, role=position.role)
    return ended


def _move_shifts(county: County, from_: int, to: int | None, ends_at: datetime, by: By) -> None:
    """Withdraw the shifts of a position and add those that begin before it ends to the row that follows it."""
    live = (Shift.county == county, Shift.position_id == from_, Shift.withdrawn_at.is_(None))
    rows = db.session.execute(
        select(Shift.person_id, Shift.starts_at, Shift.ends_at, Shift.source, Shift.swap_of).where(*live)
    ).all()
    values = {"withdrawn_at": by.at, "withdrawn_by": by.person_id}
    db.session.execute(update(Shift).where(*live).values(values), execution_options={"synchronize_session": False})
    kept = [row._asdict() for row in rows if row.starts_at < ends_at]
    if to is not None and kept:
        more = {"county": county, "position_id": to, "recorded_at": by.at, "recorded_by": by.person_id}
        db.session.execute(insert(Shift), [row | more | {"ends_at": min(row["ends_at"], ends_at)} for row in kept])


def disable(person: Person, by: By) -> None:
    """Let a person go: every position ends now, every session and token too, and nobody signs in as them."""
    county = County(person.county)
    person.disabled_at = by.at
    person.version += 1
    for position in lists.list_positions(county, [person.id], by.at):
        end(position, by.at, by)
    credentials.revoke_sessions(county, person.id, by.at)
    credentials.revoke_tokens(county, person.id, by.at)
    note(county, "person.disable", person.id, by)


def enable(person: Person, by: By) -> None:
    """Take a person back; positions are given anew."""
    person.disabled_at = None
    person.version += 1
    note(County(person.county), "person.enable", person.id, by)


def is_administered(county: County, role: Role, at: datetime) -> bool:
    """Whether somebody holds this administrator role in the county, or above it, at `at`."""
    above = literal(county).startswith(Position.scope)
    query = select(Position.id).where(Position.county == county, Position.role == role, above, lists.holds_at(at))
    return db.session.scalars(query).first() is not None


def check_may_appoint(appointing: Iterable[tuple[Role, str]], role: Role, scope: str) -> None:
    """Refuse an appointment beyond the role or the scope of whoever appoints; raises `NotAllowed`."""
    able = [held_scope for held, held_scope in appointing if role in roles.APPOINTS.get(held, ())]
    roles.check_appoints([held for held, _ in appointing], role)
    if not any(scope.startswith(held_scope) for held_scope in able):
        raise NotAllowed(f"the scope {scope or 'everywhere'} reaches beyond your own")


def _flush(row: Person | Position, taken: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise Conflict(taken) from error


def note(county: County, action: str, person_id: int, by: By, **detail: object) -> None:
    """Write an audit entry about a person."""
    audit.write(
        county,
        action,
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("person", person_id),
        source=by.source,
        detail=detail | by.told,
    )
