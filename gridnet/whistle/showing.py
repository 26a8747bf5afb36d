"""How whistles and departments look at the doors."""

from collections.abc import Mapping
from datetime import datetime

from gridnet.clocks import stages
from gridnet.incidents import numbers
from gridnet.incidents.categories import Category
from gridnet.incidents.schemas import PlaceOut
from gridnet.whistle import schemas
from gridnet.whistle.lifecycle import State
from gridnet.whistle.models import Department
from gridnet.whistle.reading import Called, View
from gridnet.whistle.values import Attendance, Outcome, Urgency


def department(row: Department) -> schemas.DepartmentOut:
    """A department."""
    return schemas.DepartmentOut(
        id=row.id,
        county=row.county,
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        phone=row.phone,
        is_retired=row.retired_at is not None,
        version=row.version,
    )


def whistle(view: View, categories: Mapping[str, Category], at: datetime) -> schemas.WhistleOut:
    """A whistle with the summonses of the view."""
    row, found = view.whistle, categories.get(view.category)
    return schemas.WhistleOut(
        id=row.id,
        county=row.county,
        number=numbers.write(row.county, row.incident_id),
        category=view.category,
        category_name=found.name_zh if found else view.category,
        category_name_en=found.name_en if found else view.category,
        division_code=view.division_code,
        point=PlaceOut(lng=view.point.lng, lat=view.point.lat) if view.point else None,
        urgency=Urgency(row.urgency),
        place=row.place,
        need=row.need,
        meet_at=row.meet_at,
        opened_at=row.opened_at,
        summonses=[summons(each, at) for each in view.called],
    )


def summons(called: Called, at: datetime) -> schemas.SummonsOut:
    """A department's part."""
    row, of = called.summons, called.department
    return schemas.SummonsOut(
        id=row.id,
        version=row.version,
        department_id=of.id,
        department_code=of.code,
        department_zh=of.name_zh,
        department_en=of.name_en,
        department_phone=of.phone,
        state=State(row.state),
        called_at=row.called_at,
        acknowledged_at=row.acknowledged_at,
        declined_at=row.declined_at,
        arrived_at=row.arrived_at,
        done_at=row.done_at,
        ended_at=row.ended_at,
        attendance=Attendance(row.attendance) if row.attendance else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        stages=stages.show(called.clocks, at),
        steps=list(called.steps),
        acts=[schemas.ActOut.model_validate(each) for each in called.acts],
    )
