"""The facts a choice is made from, gathered in one query, or recalled from what was stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents import queries as incidents
from gridnet.incidents.values import Raised
from gridnet.people import queries as people
from gridnet.people.duty import Candidate, Post

_LOADS = text("""
    SELECT position_id, count(*) AS open FROM assignment
    WHERE county = :county AND person_id = ANY(CAST(:persons AS bigint[])) AND ended_at IS NULL
      AND position_id = ANY(CAST(:positions AS bigint[]))
    GROUP BY position_id
""")
VILLAGE = 12
TOWNSHIP = 9


def gather(county: County, raised: Sequence[Raised], *, at: datetime) -> dict[int, list[Candidate]]:
    """The fallback chains of these incidents in both networks, by incident; one statement for them all."""
    posts = {case.id: posts_of(case) for case in raised}
    wanted = sorted({post for chain in posts.values() for post in chain}, key=repr)
    by_post = people.duty_candidates(county, at, wanted)
    return {id_: [each for post in chain for each in by_post[post]] for id_, chain in posts.items()}


def posts_of(case: Raised) -> list[Post]:
    """Where the duty of each network is to be looked for."""
    grid, beat = case.placed.get(Network.COMMUNITY), case.placed.get(Network.POLICE)
    return [
        Post(Network.COMMUNITY, grid.area_id if grid else None, desks(case, grid.parent_code if grid else None), None),
        Post(Network.POLICE, beat.area_id if beat else None, (), beat.parent_code if beat else None),
    ]


def desks(case: Raised, parent_code: str | None) -> tuple[str, ...]:
    """The codes whose desks stand behind a grid: its village, its township, or the desk of the incident."""
    village = (parent_code,) if parent_code and len(parent_code) == VILLAGE else ()
    return (*village, case.desk_code)


def loads(county: County, finalists: Iterable[Sequence[Candidate]]) -> dict[int, int]:
    """Open cases by position, asked for only where there is more than one finalist."""
    return open_cases(county, [each for group in finalists if len(group) > 1 for each in group])


def open_cases(county: County, candidates: Sequence[Candidate]) -> dict[int, int]:
    """Open cases by position; who has none is left out. One statement, none for nobody."""
    if not candidates:
        return {}
    positions, persons = ({getattr(each, name) for each in candidates} for name in ("position_id", "person_id"))
    rows = db.run(_LOADS, {"county": county, "positions": sorted(positions), "persons": sorted(persons)})
    return {row.position_id: row.open for row in rows}


def recall(county: County, incident_id: int) -> Raised:
    """A stored incident as the assignment needs it."""
    return incidents.recall(county, incident_id)


def position(county: County, position_id: int | None, *, at: datetime) -> Candidate | None:
    """One position as a candidate, or None when nobody holds it at `at`."""
    return people.find_candidate(county, position_id, at) if position_id is not None else None
