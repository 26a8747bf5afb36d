"""Questions about people and their duty; each a function, each one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, TextClause, func, select, text

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.people import duty, roles
from gridnet.people.duty import Candidate, Keeps, Post, Rule, Rung
from gridnet.people.models import Person
from gridnet.people.roles import Role
from gridnet.territory import queries as territory

_POSITION = "position.id, person_id, role, network, area_id, scope, station_code, keeps, duty_rule"
_HOLDS = """position.county = :county AND withdrawn_at IS NULL
        AND valid_from <= CAST(:at AS timestamptz) AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))"""

#: Live shifts of one position, and leaves of one person, never overlap: so only the latest that has begun can cover
#: a moment, and one step back in the index finds it. Each arm is a probe of a partial index; nothing is scanned.
_ON_DUTY = """
    SELECT held.*, person.name, person.staff_no, coalesce(by_position.id, by_area.id) AS shift_id, away.id AS leave_id
    FROM held
    JOIN person ON person.county = :county AND person.id = held.person_id
    LEFT JOIN LATERAL (
        SELECT id, ends_at FROM shift
        WHERE county = :county AND position_id = held.id AND withdrawn_at IS NULL AND held.duty_rule = 'rostered'
          AND starts_at <= CAST(:at AS timestamptz)
        ORDER BY starts_at DESC LIMIT 1
    ) AS by_position ON by_position.ends_at > CAST(:at AS timestamptz)
    LEFT JOIN LATERAL (
        SELECT id, ends_at FROM shift
        WHERE county = :county AND area_id = held.area_id AND person_id = held.person_id AND withdrawn_at IS NULL
          AND held.duty_rule = 'rostered' AND starts_at <= CAST(:at AS timestamptz)
        ORDER BY starts_at DESC LIMIT 1
    ) AS by_area ON by_area.ends_at > CAST(:at AS timestamptz)
    LEFT JOIN LATERAL (
        SELECT id, ends_at FROM leave
        WHERE county = :county AND person_id = held.person_id AND withdrawn_at IS NULL
          AND starts_at <= CAST(:at AS timestamptz)
        ORDER BY starts_at DESC LIMIT 1
    ) AS away ON away.ends_at > CAST(:at AS timestamptz)
"""


def _candidates(areas: str, desks: str, stations: str) -> TextClause:
    return text(f"""
        WITH held AS (
            SELECT {_POSITION} FROM position WHERE area_id = ANY({areas}) AND {_HOLDS}
            UNION ALL
            SELECT {_POSITION} FROM position
            WHERE scope = ANY({desks}) AND area_id IS NULL
              AND role IN ('village_desk', 'township_desk', 'grid_leader') AND {_HOLDS}
            UNION ALL
            SELECT {_POSITION} FROM position WHERE station_code = ANY({stations}) AND {_HOLDS}
        ) {_ON_DUTY} ORDER BY held.id
    """)  # noqa: S608 - joined from constants


def _slots(name: str, kind: str, count: int) -> str:
    return f"ARRAY[{', '.join(f'CAST(:{name}{slot} AS {kind})' for slot in range(count))}]"


#: One incident asks for two areas, two desks and a station. Arrays whose length the planner can see cost the same with
#: and without their values, so that PostgreSQL soon settles on the generic plan and stops planning anew each time.
AREAS, DESKS, STATIONS = 2, 3, 1
_CANDIDATES = _candidates(
    _slots("area", "bigint", AREAS), _slots("desk", "text", DESKS), _slots("station", "text", STATIONS)
)
_MANY = _candidates("CAST(:areas AS bigint[])", "CAST(:desks AS text[])", "CAST(:stations AS text[])")
_ONE = text(f"""
    WITH held AS (SELECT {_POSITION} FROM position WHERE id = :id AND {_HOLDS}) {_ON_DUTY}
""")  # noqa: S608 - joined from constants
_NOW = text(f"""
    WITH held AS (
        SELECT {_POSITION} FROM position
        WHERE (area_id IS NOT NULL OR role IN ('grid_leader', 'station_duty', 'village_desk', 'township_desk'))
          AND (CAST(:network AS text) IS NULL OR network = :network) AND position.id > :after AND {_HOLDS}
    ), duty AS ({_ON_DUTY})
    SELECT * FROM duty
    WHERE leave_id IS NULL AND (duty_rule = 'always' OR shift_id IS NOT NULL)
    ORDER BY id LIMIT :limit
""")  # noqa: S608 - joined from constants
_BY_VERSIONS = text("""
    SELECT position.id, position.person_id, position.role, position.keeps, position.duty_rule,
           person.name, person.staff_no, shift.id AS shift_id, leave.id AS leave_id
    FROM unnest(CAST(:positions AS bigint[]), CAST(:shifts AS bigint[]), CAST(:leaves AS bigint[]))
         AS named (position_id, shift_id, leave_id)
    JOIN position ON position.county = :county AND position.id = named.position_id
    JOIN person ON person.county = :county AND person.id = position.person_id
    LEFT JOIN shift ON shift.county = :county AND shift.id = named.shift_id
        AND shift.person_id = position.person_id
        AND (shift.position_id = position.id OR shift.area_id = position.area_id)
        AND shift.starts_at <= CAST(:at AS timestamptz) AND shift.ends_at > CAST(:at AS timestamptz)
    LEFT JOIN leave ON leave.county = :county AND leave.id = named.leave_id
        AND leave.person_id = position.person_id
        AND leave.starts_at <= CAST(:at AS timestamptz) AND leave.ends_at > CAST(:at AS timestamptz)
    WHERE valid_from <= CAST(:at AS timestamptz) AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))
    ORDER BY position.id
""")


def duty_candidates(county: County, at: datetime, posts: Sequence[Post]) -> dict[Post, list[Candidate]]:
    """Everybody who may answer for these posts at `at`, in the order of the chain; one statement for all posts.

    A few index probes a candidate, however many positions and shifts the province has.
    """
    areas = sorted({post.area_id for post in posts if post.area_id is not None})
    desks = sorted({code for post in posts for code in post.desk_codes})
    stations = sorted({post.station_code for post in posts if post.station_code})
    by_seat: dict[tuple[str, Any], list[Row[Any]]] = {}
    for row in _ask(county, at, areas, desks, stations):
        by_seat.setdefault(_seat_key(row), []).append(row)
    return {post: duty.in_order(_of_post(post, by_seat)) for post in posts}


def _ask(
    county: County, at: datetime, areas: Sequence[int], desks: Sequence[str], stations: Sequence[str]
) -> Iterable[Row[Any]]:
    asked: dict[str, Any] = {"county": county, "at": at}
    if len(areas) > AREAS or len(desks) > DESKS or len(stations) > STATIONS:
        asked |= {"areas": areas, "desks": desks, "stations": stations}
        return db.run(_MANY, asked)
    for name, values, count in (("area", areas, AREAS), ("desk", desks, DESKS), ("station", stations, STATIONS)):
        asked |= {f"{name}{slot}": values[slot] if slot < len(values) else None for slot in range(count)}
    return db.run(_CANDIDATES, asked)


def _seat_key(row: Row[Any]) -> tuple[str, Any]:
    if row.area_id is not None:
        return "area", row.area_id
    return ("station", row.station_code) if row.station_code else ("desk", row.scope)


def _of_post(post: Post, by_seat: Mapping[tuple[str, Any], Sequence[Row[Any]]]) -> Iterable[Candidate]:
    keys: list[tuple[str, Any]] = [("area", post.area_id), ("station", post.station_code)]
    for key in (*keys, *(("desk", code) for code in dict.fromkeys(post.desk_codes))):
        for row in by_seat.get(key, ()):
            candidate = _candidate(row, post.network)
            if candidate is not None:
                yield candidate


def _candidate(row: Row[Any], network: Network) -> Candidate | None:
    role, rung, sworn = _standing(row.role, row.keeps)
    if rung is None:
        return None
    reason = _reason(row.duty_rule, row.shift_id is not None, row.leave_id is not None)
    return Candidate(
        network,
        rung,
        row.id,
        row.person_id,
        row.name,
        row.staff_no,
        role,
        sworn,
        duty.is_on(reason),
        reason,
        row.shift_id,
        row.leave_id,
    )


@cache
def _standing(role: str, keeps: str | None) -> tuple[Role, Rung | None, bool]:
    read = Role(role)
    return read, duty.rung_of(read, Keeps(keeps) if keeps else None), roles.is_sworn(read)


@cache
def _reason(rule: str, has_shift: bool, has_leave: bool) -> duty.Reason:  # noqa: FBT001 - the key of the cache
    return duty.why(Rule(rule), has_shift=has_shift, has_leave=has_leave)


def get_chain(county: County, network: Network, code: str, at: datetime) -> list[Candidate]:
    """The chain of an area by its code; raises `NotFound`."""
    placed = territory.find_area(county, network, code, at)
    if placed is None:
        raise NotFound(f"there is no area {code} in the {network} network of {county} at that moment")
    post = Post.of(network, placed.area_id, placed.parent_code)
    return duty_candidates(county, at, [post])[post]


def find_candidate(county: County, position_id: int, at: datetime) -> Candidate | None:
    """One position as a candidate at `at`; None when nobody holds it then, or it answers for nothing."""
    row = db.session.execute(_ONE, {"county": county, "id": position_id, "at": at}).first()
    return None if row is None or row.network is None else _candidate(row, Network(row.network))


def candidates_by_versions(
    county: County, named: Sequence[tuple[int, int, int | None, int | None]], *, network: Network, at: datetime
) -> list[Candidate]:
    """The candidates as they were weighed, from (position, rung, shift, leave) each; whatever was withdrawn since.

    A position, shift or leave counts only where it covers `at` and belongs to its holder: a record that names one
    that does not, or a rung that the position has not, will differ from its replay.
    """
    asked = {
        "county": county,
        "at": at,
        "positions": [position for position, *_ in named],
        "shifts": [shift for _, _, shift, _ in named],
        "leaves": [leave for *_, leave in named],
    }
    found = (_candidate(row, network) for row in db.session.execute(_BY_VERSIONS, asked))
    return duty.in_order(each for each in found if each is not None)


def on_duty_now(
    county: County, at: datetime, *, network: Network | None = None, after: int = 0, limit: int = paging.LARGEST
) -> list[Candidate]:
    """Whoever is on duty in the county at `at`, by position, from the one after `after` on."""
    asked = {"county": county, "at": at, "network": network, "after": after, "limit": limit}
    rows = db.session.execute(_NOW, asked)
    found = (_candidate(row, Network(row.network)) for row in rows if row.network is not None)
    return [each for each in found if each is not None]


def get_person(county: County, id_: int) -> Person:
    """The person; raises `NotFound`."""
    person = db.session.get(Person, (county, id_))
    if person is None:
        raise NotFound(f"there is no person {id_} in {county}")
    return person


def find_by_staff_no(county: County, staff_nos: Sequence[str]) -> dict[str, int]:
    """Ids of persons by staff number; those that do not exist are missing."""
    query = select(Person.staff_no, Person.id).where(Person.county == county, Person.staff_no.in_(staff_nos))
    return {staff_no: id_ for staff_no, id_ in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def names(county: County, ids: Sequence[int]) -> dict[int, str]:
    """Names by person."""
    query = select(Person.id, Person.name).where(Person.county == county, Person.id.in_(ids))
    return {id_: name for id_, name in db.session.execute(query)} if ids else {}  # noqa: C416 - as above


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds, or held, a position: for telling who did what, and as what."""

    person_id: int
    name: str
    role: Role


_HOLDERS = text("""
    SELECT position.id, position.person_id, person.name, position.role
    FROM position JOIN person ON person.county = position.county AND person.id = position.person_id
    WHERE position.county = :county AND position.id = ANY(CAST(:ids AS bigint[]))
""")


def holders(county: County, position_ids: Iterable[int]) -> dict[int, Holder]:
    """Holders by position."""
    ids = sorted(set(position_ids))
    rows = db.run(_HOLDERS, {"county": county, "ids": ids}) if ids else ()
    return {row.id: Holder(row.person_id, row.name, Role(row.role)) for row in rows}


def count_persons(county: County) -> int:
    """How many persons the county has."""
    return db.session.execute(select(func.count()).where(Person.county == county)).scalar_one()
