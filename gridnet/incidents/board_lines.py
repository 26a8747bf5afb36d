"""What stands in a line of a board beside the incident: its live legs, its highest card, the name of its area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks.ladder import Mark


@dataclass(frozen=True, slots=True)
class LiveLeg:
    """A leg that somebody answers for now, and whoever that is."""

    id: int
    incident_id: int
    network: str
    role: str
    state: str
    person_id: int | None
    position_id: int | None
    desk_code: str | None
    name: str | None


_LIVE_LEGS = text(f"""
    SELECT {", ".join(f"leg.{field.name}" for field in fields(LiveLeg) if field.name != "name")}, person.name
    FROM assignment AS leg LEFT JOIN person ON person.county = leg.county AND person.id = leg.person_id
    WHERE leg.county = :county AND leg.incident_id = ANY(CAST(:ids AS bigint[])) AND leg.ended_at IS NULL
    ORDER BY leg.role <> 'lead', leg.id
""")  # noqa: S608 - joined from constants


def list_legs(county: County, ids: Sequence[int]) -> dict[int, list[LiveLeg]]:
    """The live legs of these incidents, the lead first; one statement for a page of them."""
    found: dict[int, list[LiveLeg]] = {}
    for row in db.run(_LIVE_LEGS, {"county": county, "ids": list(ids)}) if ids else ():
        found.setdefault(row.incident_id, []).append(LiveLeg(*row))
    return found


_HEIGHT: Mapping[str, int] = {Mark.REMIND: 0, Mark.YELLOW: 1, Mark.RED: 2, Mark.CONFERENCE: 3}


_STANDING = text("""
    SELECT subject_id, mark FROM card
    WHERE county = :county AND subject_kind = 'incident' AND subject_id = ANY(CAST(:ids AS bigint[]))
      AND cancelled_at IS NULL AND mark <> 'remind'
""")


def list_marks(county: County, ids: Sequence[int]) -> dict[int, Mark]:
    """The highest card that stands of each of these incidents; reminders are none."""
    found: dict[int, Mark] = {}
    for id_, mark in db.run(_STANDING, {"county": county, "ids": list(ids)}) if ids else ():
        found[id_] = max(Mark(mark), found.get(id_, Mark(mark)), key=_HEIGHT.__getitem__)
    return found


_NAMES = text("SELECT id, name FROM area_outline WHERE county = :county AND id = ANY(CAST(:ids AS bigint[]))")


def list_area_names(county: County, outline_ids: Sequence[int]) -> dict[int, str]:
    """What these versions of areas are called."""
    return dict(db.run(_NAMES, {"county": county, "ids": list(outline_ids)})) if outline_ids else {}
