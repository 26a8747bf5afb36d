"""Departments with somebody at their desks, and whistles that call them to a case."""

from datetime import timedelta

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.people.roles import Role
from gridnet.whistle import opening, steps
from gridnet.whistle.lifecycle import Part, Step
from gridnet.whistle.models import Department, Summons
from gridnet.whistle.values import By, Urgency
from tests.factories import people
from tests.factories.people import AT

HOUR = timedelta(hours=1)
NEED = "占道经营，请现场处置"


def department(code="DEPT-CG", *, county=people.COUNTY, **given) -> Department:
    """A department of the county."""
    names = {"name_zh": f"示例{code[5:]}局", "name_en": f"Sample bureau {code[5:]}", "phone": "0379-00000000"}
    row = Department(county=county, code=code, version=1, recorded_at=people.SINCE, **(names | given))
    db.session.add(row)
    db.session.flush()
    return row


def desk(of: Department, holder=None, **given):
    """Somebody at the desk of a department."""
    held = {"scope": of.county, "station_code": of.code, "county": County(of.county)}
    return people.position(holder or people.person(of.county), Role.DEPARTMENT_DESK, **(held | given))


def by(position) -> By:
    """Whoever holds a position, acting as it."""
    return By(position.person_id, position.id)


def whistle(incident, opener, *called, urgency=Urgency.URGENT, at=AT, meet_in=HOUR, **given) -> list[Summons]:
    """The summonses of a whistle for these departments."""
    wish = opening.Wish(
        departments=[each.id for each in called],
        urgency=urgency,
        place="示例路口",
        meet_at=at + meet_in,
        need=NEED,
        at=at,
        **given,
    )
    made = opening.open_(County(incident.county), incident.id, wish, by(opener))
    query = select(Summons).where(Summons.county == incident.county, Summons.whistle_id == made.id).order_by(Summons.id)
    return list(db.session.scalars(query))


def step(summons, what, position, *, at=AT, **given) -> Summons:
    """A step taken by whoever holds a position, as the part the step is for."""
    part = Part.DEPARTMENT if what in {Step.ACKNOWLEDGE, Step.ARRIVE, Step.FINISH, Step.DECLINE} else Part.TOWNSHIP
    wish = steps.Wish(step=what, **({"occurred_at": at, "at": at} | given))
    return steps.take(County(summons.county), summons.id, wish, {part: by(position)})
