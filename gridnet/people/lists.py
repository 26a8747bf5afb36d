"""Lists of people, their positions, shifts, leaves and tokens; each a function, each one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, exists, false, or_, select, text
from sqlalchemy.orm import aliased

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.reach import Part
from gridnet.people.duty import LONGEST_SHIFT
from gridnet.people.models import AccessToken, Leave, Person, Position, Shift, WebSession
from gridnet.people.roles import Role


def holds_at(at: datetime) -> ColumnElement[bool]:
    """The condition that a position is held at `at`, as far as we know now."""
    begun, not_ended = Position.valid_from <= at, or_(Position.valid_to.is_(None), Position.valid_to > at)
    return and_(Position.withdrawn_at.is_(None), begun, not_ended)


def _in_part(part: Part, at: datetime) -> ColumnElement[bool]:
    """The condition that a person belongs to this part of a county: by a position in one of its divisions."""
    if part.is_whole:
        return Person.county == part.county
    if not part.prefixes:
        return false()
    within = or_(*(Position.scope.like(f"{prefix}%") for prefix in part.prefixes))
    theirs = and_(Position.county == Person.county, Position.person_id == Person.id, holds_at(at), within)
    return and_(Person.county == part.county, exists().where(theirs))


def list_persons(part: Part, wish: paging.Wish, at: datetime, *, search: str = "") -> Sequence[Person]:
    """A page of persons by staff number, one row more than asked for; `search` is a staff number or part of a name."""
    query = select(Person).where(_in_part(part, at))
    if search:
        query = query.where(or_(Person.staff_no == search, Person.name.contains(search, autoescape=True)))
    if wish.after:
        (staff_no,) = paging.read(wish.after, [str])
        query = query.where(Person.staff_no > staff_no)
    return db.session.scalars(query.order_by(Person.staff_no).limit(wish.limit + 1)).all()


def find_person(part: Part, id_: int, at: datetime) -> Person:
    """The person, if they belong to this part of the county; raises `NotFound`."""
    person = db.session.scalars(select(Person).where(_in_part(part, at), Person.id == id_)).first()
    if person is None:
        raise NotFound(f"there is no person {id_} in {part.county} that you may look at")
    return person


def names(county: County, ids: Iterable[int]) -> dict[int, str]:
    """What these persons are called, by id; nothing is asked where there are none."""
    wanted = sorted(set(ids))
    query = select(Person.id, Person.name).where(Person.county == county, Person.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(query)} if wanted else {}


def list_positions(county: County, person_ids: Sequence[int], at: datetime) -> Sequence[Position]:
    """The positions these persons hold at `at` or will hold later."""
    coming = and_(Position.withdrawn_at.is_(None), or_(Position.valid_to.is_(None), Position.valid_to > at))
    query = select(Position).where(Position.county == county, Position.person_id.in_(person_ids), coming)
    return db.session.scalars(query.order_by(Position.person_id, Position.id)).all()


def list_everywhere(county: County, role: Role, at: datetime) -> Sequence[Row[int, str]]:
    """Those of a county who hold a role that reaches everywhere, as id and name, by name."""
    theirs = and_(Position.county == Person.county, Position.person_id == Person.id)
    wanted = (Position.role == role, Position.scope == "", Person.disabled_at.is_(None), holds_at(at))
    query = select(Person.id, Person.name).join(Position, theirs).where(Person.county == county, *wanted)
    return db.session.execute(query.order_by(Person.name)).all()


def list_ending(county: County, since: datetime, until: datetime) -> Sequence[Row[Position, Person]]:
    """The positions that ended or will end between two moments with nothing that follows them, and whose they are."""
    later = aliased(Position)
    follows = exists().where(
        later.county == county,
        later.person_id == Position.person_id,
        later.role == Position.role,
        later.withdrawn_at.is_(None),
        later.valid_from >= Position.valid_from,
        or_(later.valid_to.is_(None), later.valid_to > Position.valid_to),
    )
    query = (
        select(Position, Person)
        .join(Person, and_(Person.county == Position.county, Person.id == Position.person_id))
        .where(
            Position.county == county,
            Position.withdrawn_at.is_(None),
            Position.valid_to.between(since, until),
            Person.disabled_at.is_(None),
            ~follows,
        )
    )
    return db.session.execute(query.order_by(Position.valid_to, Position.id).limit(paging.LARGEST)).all()


def list_shifts(
    county: County, since: datetime, until: datetime, wish: paging.Wish, *, person_id: int | None = None
) -> Sequence[Shift]:
    """A page of the roster between two moments by id, one row more than asked for."""
    begins = Shift.starts_at.between(since - LONGEST_SHIFT, until)
    query = select(Shift).where(
        Shift.county == county, Shift.withdrawn_at.is_(None), begins, Shift.starts_at < until, Shift.ends_at > since
    )
    if person_id is not None:
        query = query.where(Shift.person_id == person_id)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Shift.id > id_)
    return db.session.scalars(query.order_by(Shift.id).limit(wish.limit + 1)).all()


def list_leaves(part: Part, since: datetime, until: datetime, wish: paging.Wish) -> Sequence[Leave]:
    """A page of the leaves between two moments by id, of persons in this part; one row more than asked for."""
    theirs = and_(Person.county == Leave.county, Person.id == Leave.person_id)
    query = (
        select(Leave)
        .join(Person, theirs)
        .where(_in_part(part, since), Leave.withdrawn_at.is_(None), Leave.starts_at < until, Leave.ends_at > since)
    )
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Leave.id > id_)
    return db.session.scalars(query.order_by(Leave.id).limit(wish.limit + 1)).all()


def get_position(county: County, position_id: int, *, person_id: int) -> Position:
    """A position of this person; raises `NotFound`."""
    position = db.session.get(Position, (county, position_id))
    if position is None or position.person_id != person_id:
        raise NotFound(f"person {person_id} has no position {position_id} in {county}")
    return position


def list_sessions(county: County, person_id: int) -> Sequence[WebSession]:
    """The sessions of a person that nobody has ended, the one used last first; one may have idled out by itself."""
    query = select(WebSession).where(
        WebSession.county == county, WebSession.person_id == person_id, WebSession.revoked_at.is_(None)
    )
    return db.session.scalars(query.order_by(WebSession.seen_at.desc())).all()


@dataclass(frozen=True, slots=True)
class Served:
    """Somebody's shift, with their name."""

    person_id: int
    name: str
    starts_at: datetime
    ends_at: datetime


_BESIDE = text("""
    WITH seats AS (
        SELECT id FROM position
        WHERE county = :county AND withdrawn_at IS NULL AND area_id = ANY(CAST(:areas AS bigint[]))
        UNION
        SELECT id FROM position
        WHERE county = :county AND withdrawn_at IS NULL AND station_code = ANY(CAST(:stations AS text[]))
    ), served AS (
        SELECT shift.person_id, starts_at, ends_at FROM seats JOIN shift ON shift.position_id = seats.id
        WHERE shift.county = :county AND shift.withdrawn_at IS NULL
          AND starts_at >= CAST(:earliest AS timestamptz) AND starts_at < CAST(:until AS timestamptz)
        UNION ALL
        SELECT person_id, starts_at, ends_at FROM shift
        WHERE county = :county AND withdrawn_at IS NULL AND area_id = ANY(CAST(:areas AS bigint[]))
          AND starts_at >= CAST(:earliest AS timestamptz) AND starts_at < CAST(:until AS timestamptz)
    )
    SELECT served.person_id, person.name, starts_at, ends_at
    FROM served JOIN person ON person.county = :county AND person.id = served.person_id
    WHERE ends_at > CAST(:since AS timestamptz)
    ORDER BY starts_at, person.name
    LIMIT 1000
""")


def list_beside(
    county: County, area_ids: Sequence[int], stations: Sequence[str], since: datetime, until: datetime
) -> list[Served]:
    """The shifts of everybody in these areas and stations between two moments, in their order."""
    given = {"county": county, "areas": list(area_ids), "stations": list(stations), "since": since, "until": until}
    rows = db.run(_BESIDE, given | {"earliest": since - LONGEST_SHIFT})
    return [Served(*row) for row in rows]


def list_leaves_of(county: County, person_id: int, since: datetime, until: datetime) -> Sequence[Leave]:
    """A person's own leaves between two moments, in their order."""
    query = select(Leave).where(
        Leave.county == county,
        Leave.person_id == person_id,
        Leave.withdrawn_at.is_(None),
        Leave.starts_at < until,
        Leave.ends_at > since,
    )
    return db.session.scalars(query.order_by(Leave.starts_at)).all()


def list_tokens(county: County, person_id: int, at: datetime) -> Sequence[AccessToken]:
    """The tokens of a person that are still good."""
    query = select(AccessToken).where(
        AccessToken.county == county,
        AccessToken.person_id == person_id,
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > at,
    )
    return db.session.scalars(query.order_by(AccessToken.id)).all()
