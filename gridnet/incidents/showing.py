"""How incidents look at the doors: rows turned into shapes, without what the viewer may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from geo.points import LngLat
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import stages
from gridnet.clocks.counting import ClockNow
from gridnet.incidents import lifecycle, numbers, schemas
from gridnet.incidents.alike import Alike
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.intake import Taken
from gridnet.incidents.legs import LegView
from gridnet.incidents.lifecycle import LegState, Role, State, Step
from gridnet.incidents.models import Attachment, Entry, Incident, Leg
from gridnet.incidents.queries import View
from gridnet.incidents.steps import Standing
from gridnet.people.roles import Mask

#: A place so near an edge that the spot is worth confirming, beside the accuracy of the device.
NEAR_EDGE_M = 20
#: Steps whose reason is a code, not words.
CODED = frozenset({"assign", Step.SUSPEND})
#: What each mask takes out.
HIDDEN: Mapping[Mask, tuple[str, ...]] = {
    Mask.OPEN: (),
    Mask.PARTIES: ("contact",),
    Mask.STATUS: ("text", "address", "people_count", "contact"),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at an incident, and what they are to it."""

    person_id: int
    mask: Mask
    standing: Standing
    desks: frozenset[str]
    at: datetime


def incident(view: View, viewer: Viewer) -> schemas.IncidentOut:
    """An incident as one viewer may see it."""
    row, hidden = view.incident, HIDDEN[viewer.mask]
    place = view.place
    return schemas.IncidentOut(
        number=numbers.write(row.county, row.id),
        county=row.county,
        category=row.category,
        category_name=view.category.name_zh,
        category_name_en=view.category.name_en,
        priority=Priority(row.priority),
        channel=row.channel,
        state=State(row.state),
        version=row.version,
        text=None if "text" in hidden else row.text_,
        address=None if "address" in hidden else row.address,
        place=schemas.PlaceOut(lng=place.lng, lat=place.lat, accuracy_m=row.accuracy_m) if place else None,
        located_by=row.located_by,
        grid=_area(row.grid_outline_id, row.grid_edge_m, view),
        beat=_area(row.beat_outline_id, row.beat_edge_m, view),
        desk_code=row.desk_code,
        has_contact=row.contact_sealed is not None,
        people_count=None if "people_count" in hidden else row.people_count,
        occurred_at=row.occurred_at,
        captured_at=row.captured_at,
        reported_at=row.reported_at,
        recorded_at=row.recorded_at,
        ended_at=row.ended_at,
        duplicate_of=numbers.write(row.county, row.duplicate_of) if row.duplicate_of else None,
        legs=[leg(each, viewer) for each in view.legs],
        steps=list(lifecycle.open_whole_steps(State(row.state), viewer.standing.parts)),
        masked=list(hidden),
    )


def answer(shown: schemas.IncidentOut, taken: Taken) -> schemas.ReportOut:
    """The answer to a report."""
    likely = [alike(taken.county, each) for each in taken.alike]
    return schemas.ReportOut.model_construct(**dict(shown), is_repeat=taken.is_repeat, alike=likely)


def alike(county: County, found: Alike) -> schemas.AlikeOut:
    """A likely duplicate."""
    return schemas.AlikeOut(
        number=numbers.write(county, found.id),
        reported_at=found.reported_at,
        state=State(found.state),
        away_m=round(found.away_m, 1),
    )


def _area(outline_id: int | None, edge_m: float | None, view: View) -> schemas.AreaOut | None:
    if outline_id is None:
        return None
    code, name = view.areas[outline_id]
    near = is_near_edge(edge_m, view.incident.accuracy_m)
    return schemas.AreaOut(code=code, name=name, outline_id=outline_id, edge_m=edge_m, near_edge=near)


def is_near_edge(edge_m: float | None, accuracy_m: float | None) -> bool:
    """Whether a place lies so near an edge that the spot is worth confirming."""
    return edge_m is not None and edge_m <= max(NEAR_EDGE_M, accuracy_m or 0)


def leg(row: LegView, viewer: Viewer) -> schemas.LegOut:
    """A leg, with the steps the viewer may take on it."""
    parts = viewer.standing.on(row, viewer.person_id, viewer.desks)
    return schemas.LegOut(
        id=row.id,
        network=Network(row.network),
        role=Role(row.role),
        state=LegState(row.state),
        person=row.name,
        person_id=row.person_id,
        position_id=row.position_id,
        desk_code=row.desk_code,
        why=row.why,
        assigned_at=row.assigned_at,
        accept_by=row.accept_by,
        accepted_at=row.accepted_at,
        contacted_at=row.contacted_at,
        departed_at=row.departed_at,
        arrived_at=row.arrived_at,
        handled_at=row.handled_at,
        ended_at=row.ended_at,
        stages=stages.show(row.clocks, viewer.at),
        steps=list(lifecycle.open_steps(Role(row.role), LegState(row.state), parts)),
    )


def line(row: Incident, categories: Mapping[str, Category]) -> schemas.IncidentRow:
    """An incident in a list."""
    found = categories.get(row.category)
    return schemas.IncidentRow(
        number=numbers.write(row.county, row.id),
        category=row.category,
        category_name=found.name_zh if found else row.category,
        category_name_en=found.name_en if found else row.category,
        priority=Priority(row.priority),
        state=State(row.state),
        located_by=row.located_by,
        reported_at=row.reported_at,
        occurred_at=row.occurred_at,
        ended_at=row.ended_at,
    )


def mine(leg: Leg, row: schemas.IncidentRow, clocks: Sequence[ClockNow], viewer: Viewer) -> schemas.MineOut:
    """A leg that waits for the viewer, with the open clocks of its incident."""
    own = [each for each in clocks if each.network == leg.network]
    first = stages.first_due(own, leg.person_id)
    due = stages.show([first], viewer.at)[0] if first else None
    parts = viewer.standing.on(leg, viewer.person_id, viewer.desks)
    return schemas.MineOut(
        incident=row,
        leg_id=leg.id,
        network=Network(leg.network),
        role=Role(leg.role),
        state=LegState(leg.state),
        assigned_at=leg.assigned_at,
        due_at=due.due_at if due else None,
        mark=due.mark if due else None,
        due=due,
        stages=stages.show(own, viewer.at),
        steps=list(lifecycle.open_steps(Role(leg.role), LegState(leg.state), parts)),
    )


def entry(row: Entry, mask: Mask) -> schemas.EntryOut:
    """An act of the timeline; its words are hidden where the story is."""
    tells_all = mask is not Mask.STATUS
    return schemas.EntryOut(
        id=row.id,
        step=row.step,
        network=Network(row.network) if row.network else None,
        from_state=row.from_state,
        to_state=row.to_state,
        reason=row.reason if tells_all or row.step in CODED else None,
        note=row.note if tells_all else None,
        person_id=row.person_id,
        position_id=row.position_id,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        is_late=row.is_late,
        detail=row.detail,
    )


def category(found: Category) -> schemas.CategoryOut:
    """A category."""
    return schemas.CategoryOut(
        code=found.code,
        group=found.group,
        name_zh=found.name_zh,
        name_en=found.name_en,
        police_role=found.police_role,
        sensitivity=found.sensitivity,
        priority=found.priority,
        conflict_route=found.conflict_route,
    )


def attachment(row: Attachment, place: LngLat | None) -> schemas.AttachmentOut:
    """A photo."""
    return schemas.AttachmentOut(
        id=row.id,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        width_px=row.width_px,
        height_px=row.height_px,
        taken_at=row.taken_at,
        taken_place=schemas.PlaceOut(lng=place.lng, lat=place.lat) if place else None,
        added_at=row.added_at,
        url=f"/api/v1/incidents/{numbers.write(row.county, row.incident_id)}/attachments/{row.id}",
    )
