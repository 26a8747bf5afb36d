"""Questions about people and duty; each a function, each one statement."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, text

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.people import duty
from gridnet.people.duty import Candidate, Post, Rung, Span
from gridnet.people.models import Leave, Person, PositionRow, Shift
from gridnet.territory.models import AreaOutline

_PERSON = "c.id AS position_id, c.role, c.keeps, c.duty_rule, c.person_id, person.name, person.staff_no"
_CHAIN = text(f"""
    WITH post AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:posts AS jsonb)) AS p (ordinal int, network text, area bigint, codes text[])
    ), c AS (
        SELECT post.ordinal, post.network, p.id, p.role, p.keeps, p.duty_rule, p.person_id
        FROM post JOIN position AS p ON p.county = :county AND p.area_id = post.area AND p.withdrawn_at IS NULL
        WHERE p.valid_from <= :at AND (p.valid_to IS NULL OR p.valid_to > :at)
        UNION ALL
        SELECT post.ordinal, post.network, p.id, p.role, p.keeps, p.duty_rule, p.person_id
        FROM post CROSS JOIN LATERAL unnest(post.codes) AS code
        JOIN position AS p ON p.county = :county AND p.post_code = code AND p.withdrawn_at IS NULL
                          AND p.area_id IS NULL AND p.network = post.network
        WHERE p.valid_from <= :at AND (p.valid_to IS NULL OR p.valid_to > :at)
    )
    SELECT c.ordinal, c.network, {_PERSON}, on_shift.id AS shift_id, on_leave.id AS leave_id
    FROM c
    JOIN person ON person.county = :county AND person.id = c.person_id AND person.disabled_at IS NULL
    LEFT JOIN LATERAL (
        SELECT id FROM shift
        WHERE county = :county AND position_id = c.id AND withdrawn_at IS NULL
          AND starts_at <= :at AND starts_at > CAST(:at AS timestamptz) - interval '48 hours' AND ends_at > :at
        ORDER BY starts_at DESC LIMIT 1
    ) AS on_shift ON true
    LEFT JOIN LATERAL (
        SELECT id FROM leave
        WHERE county = :county AND person_id = c.person_id AND withdrawn_at IS NULL
          AND ends_at > :at AND starts_at <= :at
        ORDER BY id LIMIT 1
    ) AS on_leave ON true
""")
_VERSIONS = text(f"""
    SELECT {_PERSON}
    FROM position AS c JOIN person ON person.county = c.county AND person.id = c.person_id
    WHERE c.county = :county AND c.id = ANY(CAST(:ids AS bigint[]))
""")


def duty_candidates(county: County, at: datetime, posts: Sequence[Post]) -> dict[Post, list[Candidate]]:
    """The fallback chain of each post at `at`, in the order it is asked; one statement for all posts."""
    given = [
        {"ordinal": number, "network": post.network, "area": post.area_id, "codes": list(post.codes)}
        for number, post in enumerate(posts)
    ]
    found: dict[Post, list[Candidate]] = {post: [] for post in posts}
    for row in db.session.execute(_CHAIN, {"county": county, "at": at, "posts": json.dumps(given)}):
        made = _candidate(row, Network(row.network), row.shift_id, row.leave_id)
        if made is not None:
            found[posts[row.ordinal]].append(made)
    return {post: duty.ordered(chain) for post, chain in found.items()}


def _candidate(row: Row[Any], network: Network, shift_id: int | None, leave_id: int | None) -> Candidate | None:
    return duty.candidate(
        network=network,
        keeps=row.keeps,
        role=row.role,
        duty_rule=row.duty_rule,
        position_id=row.position_id,
        person_id=row.person_id,
        name=row.name,
        staff_no=row.staff_no,
        shift_id=shift_id,
        leave_id=leave_id,
    )


def candidates_by_versions(
    county: County, wanted: Sequence[tuple[int, int, int | None, int | None]], *, network: Network, at: datetime
) -> Iterator[Candidate]:
    """Candidates made again from stored rows: (position, rung, shift, leave) each; for the replay.

    A shift or leave row counts only if it covers `at`: a record that names one that does not will differ.
    """
    ids = [position for position, *_ in wanted]
    rows = {row.position_id: row for row in db.session.execute(_VERSIONS, {"county": county, "ids": ids})}
    shifts = _covering(Shift, county, (shift for _, _, shift, _ in wanted), at)
    leaves = _covering(Leave, county, (leave for *_, leave in wanted), at)
    for position, _, shift, leave in wanted:
        made = _candidate(
            rows[position], network, shift if shift in shifts else None, leave if leave in leaves else None
        )
        if made is not None:
            yield made


def _covering(model: type[Shift] | type[Leave], county: County, ids: Iterable[int | None], at: datetime) -> set[int]:
    wanted = sorted({id_ for id_ in ids if id_ is not None})
    if not wanted:
        return set()
    query = select(model.id).where(model.county == county, model.id.in_(wanted))
    return set(db.session.scalars(query.where(model.starts_at <= at, model.ends_at > at)))


def find_candidate(county: County, position_id: int, at: datetime) -> Candidate | None:
    """One position as a candidate, on duty or not; None when nobody holds it at `at` or it has no network."""
    query = (
        select(
            PositionRow.id.label("position_id"),
            PositionRow.role,
            PositionRow.keeps,
            PositionRow.duty_rule,
            PositionRow.person_id,
            PositionRow.network,
            Person.name,
            Person.staff_no,
        )
        .join(Person, and_(Person.county == PositionRow.county, Person.id == PositionRow.person_id))
        .where(PositionRow.county == county, PositionRow.id == position_id, holds_at(at))
    )
    row = db.session.execute(query).first()
    return _candidate(row, Network(row.network), None, None) if row and row.network else None


def holds_at(at: datetime) -> Any:
    """The condition that a position was held at `at`, as we know today."""
    return and_(
        PositionRow.withdrawn_at.is_(None),
        PositionRow.valid_from <= at,
        or_(PositionRow.valid_to.is_(None), PositionRow.valid_to > at),
    )


def get_person(county: County, id_: int) -> Person:
    """The person; raises `NotFound`."""
    person = db.session.get(Person, (county, id_))
    if person is None:
        raise NotFound(f"there is no person {id_} in {county}")
    return person


def find_by_staff_no(county: County, staff_nos: Sequence[str]) -> dict[str, int]:
    """Ids of persons by staff number."""
    query = select(Person.staff_no, Person.id).where(Person.county == county, Person.staff_no.in_(staff_nos))
    return {staff_no: id_ for staff_no, id_ in db.session.execute(query)}  # noqa: C416 - rows are tuples in all but name


def names(county: County, ids: Sequence[int]) -> dict[int, str]:
    """Names by person."""
    query = select(Person.id, Person.name).where(Person.county == county, Person.id.in_(ids))
    return {id_: name for id_, name in db.session.execute(query)} if ids else {}  # noqa: C416 - as above


def list_persons(county: County, wish: paging.Wish, *, search: str = "") -> Sequence[Person]:
    """A page of persons by staff number, one row more than asked for."""
    query = select(Person).where(Person.county == county)
    if search:
        query = query.where(or_(Person.name.contains(search, autoescape=True), Person.staff_no == search))
    if wish.after:
        (staff_no,) = paging.read(wish.after, [str])
        query = query.where(Person.staff_no > staff_no)
    return db.session.scalars(query.order_by(Person.staff_no).limit(wish.limit + 1)).all()


def list_positions(county: County, person_id: int, at: datetime) -> Sequence[PositionRow]:
    """The positions a person holds at `at`."""
    query = select(PositionRow).where(PositionRow.county == county, PositionRow.person_id == person_id, holds_at(at))
    return db.session.scalars(query.order_by(PositionRow.id)).all()


def posts_of_layer(
    county: County, network: Network, at: datetime, *, code: str | None = None
) -> list[tuple[str, Post]]:
    """Every area of a layer at `at` with the post that answers for it, by code."""
    query = select(AreaOutline.code, AreaOutline.area_id, AreaOutline.parent_code).where(
        AreaOutline.county == county,
        AreaOutline.network == network,
        AreaOutline.valid_from <= at,
        or_(AreaOutline.valid_to.is_(None), AreaOutline.valid_to > at),
    )
    if code is not None:
        query = query.where(AreaOutline.code == code)
    return [
        (row.code, post_of(network, row.area_id, row.parent_code, county))
        for row in db.session.execute(query.order_by(AreaOutline.code))
    ]


def post_of(network: Network, area_id: int, parent_code: str | None, county: County) -> Post:
    """The post of an area: behind a grid its village and township, behind a beat its station."""
    if network is Network.POLICE:
        return Post(network, area_id, (), parent_code)
    parent = parent_code or county
    village = (parent,) if len(parent) == 12 else ()  # noqa: PLR2004 - a village code has twelve digits
    return Post(network, area_id, (*village, parent[:9]))


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch in which an area has nobody of its own, or nobody at all on the whole chain."""

    network: Network
    code: str
    starts_at: datetime
    ends_at: datetime
    is_whole_chain: bool


_ROSTER = text("""
    SELECT p.id, p.area_id, p.post_code, p.network, p.role, p.keeps, p.duty_rule,
           greatest(p.valid_from, :since) AS valid_from, least(coalesce(p.valid_to, :until), :until) AS valid_to,
           (SELECT coalesce(json_agg(json_build_array(extract(epoch FROM starts_at), extract(epoch FROM ends_at))), '[]')
            FROM shift WHERE county = p.county AND position_id = p.id AND withdrawn_at IS NULL
              AND starts_at < :until AND starts_at > CAST(:since AS timestamptz) - interval '48 hours'
              AND ends_at > :since) AS shifts,
           (SELECT coalesce(json_agg(json_build_array(extract(epoch FROM starts_at), extract(epoch FROM ends_at))), '[]')
            FROM leave WHERE county = p.county AND person_id = p.person_id AND withdrawn_at IS NULL
              AND starts_at < :until AND ends_at > :since) AS away
    FROM position AS p JOIN person ON person.county = p.county AND person.id = p.person_id
    WHERE p.county = :county AND p.withdrawn_at IS NULL AND person.disabled_at IS NULL
      AND p.valid_from < :until AND (p.valid_to IS NULL OR p.valid_to > :since)
""")


def coverage_holes(county: County, window: Span) -> list[Hole]:
    """Where and when nobody is on duty within `window`, for both networks; two statements a county.

    A hole is a stretch without primary and deputy; `is_whole_chain` marks those in which the desks and the
    station are empty too, so that a case would wait in a queue.
    """
    rows = db.session.execute(_ROSTER, {"county": county, "since": window[0], "until": window[1]}).all()
    by_area: dict[int, list[Row[Any]]] = {}
    by_code: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in rows:
        if row.area_id is not None:
            by_area.setdefault(row.area_id, []).append(row)
        elif row.post_code is not None and row.network is not None:
            by_code.setdefault((row.network, row.post_code), []).append(row)
    present = {row.id: _present(row, window) for row in rows}
    found: list[Hole] = []
    for network in Network:
        for code, post in posts_of_layer(county, network, window[0]):
            own = by_area.get(post.area_id or 0, [])
            behind = [row for each in post.codes for row in by_code.get((network, each), [])]
            found += _holes(network, code, own, behind, present, window)
    return found


def _holes(  # noqa: PLR0913, PLR0917 - the roster of one area
    network: Network,
    code: str,
    own: Sequence[Row[Any]],
    behind: Sequence[Row[Any]],
    present: dict[int, list[Span]],
    window: Span,
) -> Iterator[Hole]:
    keepers = [span for row in own if row.keeps != "leader" for span in present[row.id]]
    rest = [row for row in (*own, *behind) if duty.rung_of(row.keeps, duty.Role(row.role)) is not None]
    everyone = [span for row in rest for span in present[row.id]]
    empty = duty.holes(everyone, window)
    for start, end in duty.holes(keepers, window):
        yield Hole(network, code, start, end, is_whole_chain=False)
    for start, end in empty:
        yield Hole(network, code, start, end, is_whole_chain=True)


def _present(row: Row[Any], window: Span) -> list[Span]:
    zone = window[0].tzinfo
    shifts = [(datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone)) for start, end in row.shifts]
    away = [(datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone)) for start, end in row.away]
    return duty.clip(duty.present(row.duty_rule, shifts, away, window), (row.valid_from, row.valid_to))


def count_persons(county: County) -> int:
    """How many persons the county has."""
    return db.session.execute(select(func.count()).where(Person.county == county)).scalar_one()


__all__ = ["Candidate", "Hole", "Post", "Rung", "duty_candidates"]
