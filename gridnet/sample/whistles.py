"""Departments of the sample county, and whistles on some of its open cases: fresh, under way, declined and rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from gridnet.base import db
from gridnet.incidents.models import Entry, Incident
from gridnet.people.models import Position
from gridnet.people.roles import Matter, Role
from gridnet.people.staff import By as Keeper
from gridnet.sample.crew import DEPARTMENTS
from gridnet.sample.ground import COUNTY
from gridnet.whistle import departments, opening, steps
from gridnet.whistle.lifecycle import Part, Step
from gridnet.whistle.models import Department, Summons
from gridnet.whistle.values import Attendance, By, Outcome, Rating, Urgency

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tale:
    """A whistle: how long ago it was opened, in how long from then one meets, who is called, and what they did when."""

    before: timedelta
    meet_in: timedelta
    urgency: Urgency
    need: str
    called: Sequence[str]
    acts: Sequence[tuple[int, str, Step, str]] = ()  # minutes after the opening, whose part, what, why


TALES = (
    Tale(
        240 * MINUTE,
        60 * MINUTE,
        Urgency.URGENT,
        "请到现场核实并处置，属本单位职责的当场办结",
        ("DEPT-CG", "DEPT-SJ"),
        (
            (8, "DEPT-CG", Step.ACKNOWLEDGE, ""),
            (52, "DEPT-CG", Step.ARRIVE, ""),
            (130, "DEPT-CG", Step.FINISH, "已现场处置完毕"),
            (12, "DEPT-SJ", Step.ACKNOWLEDGE, ""),
            (75, "DEPT-SJ", Step.ARRIVE, ""),
            (150, "DEPT-SJ", Step.FINISH, "已责令整改，三日内复查"),
            (180, "DEPT-CG", Step.RATE, ""),
        ),
    ),
    Tale(
        20 * MINUTE,
        90 * MINUTE,
        Urgency.URGENT,
        "请派人到场会商，确定由谁牵头处置",
        ("DEPT-CG", "DEPT-ZJ", "DEPT-YJ"),
        (
            (6, "DEPT-ZJ", Step.ACKNOWLEDGE, ""),
            (10, "DEPT-YJ", Step.DECLINE, "现场无安全生产隐患，建议由住建部门牵头"),
        ),
    ),
    Tale(
        45 * MINUTE,
        26 * 60 * MINUTE,
        Urgency.NORMAL,
        "请安排专业人员到场查看并提出处理意见",
        ("DEPT-CG", "DEPT-HB"),
        ((20, "DEPT-HB", Step.ACKNOWLEDGE, ""),),
    ),
)


def put_departments(*, since: datetime) -> None:
    """The departments that can be called, with numbers that reach nobody."""
    for number, (code, name_zh, name_en) in enumerate(DEPARTMENTS, start=1):
        wish = departments.Wish(code=code, name_zh=name_zh, name_en=name_en, phone=f"000-{number:07d}")
        departments.add(COUNTY, wish, Keeper(since, source="sample"))


def blow(*, until: datetime) -> int:
    """Open the whistles of the tales on open cases of one township; returns how many there were cases for."""
    township = _desks(Role.TOWNSHIP_DESK)[0]
    holders = {each.station_code: each for each in _desks(Role.DEPARTMENT_DESK)}
    known = {each.code: each for each in departments.list_all(COUNTY)}
    used: list[int] = []
    for tale in TALES:
        case = _case(township.scope, until - tale.before, used)
        if case is not None:
            used.append(case.id)
            _tell(tale, case, township, holders, known, until)
    return len(used)


def _desks(role: Role) -> Sequence[Position]:
    query = select(Position).where(Position.county == COUNTY, Position.role == role, Position.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(Position.id)).all()


def _case(scope: str, before: datetime, used: Sequence[int]) -> Incident | None:
    """The latest open case of a township with which nothing has happened since `before`."""
    since = exists().where(
        Entry.county == Incident.county, Entry.incident_id == Incident.id, Entry.recorded_at >= before
    )
    query = select(Incident).where(
        Incident.county == COUNTY,
        Incident.division_code.startswith(scope),
        Incident.matter == Matter.ORDINARY,
        Incident.ended_at.is_(None),
        Incident.id.not_in(used),
        ~since,
    )
    return db.session.scalars(query.order_by(Incident.id.desc()).limit(1)).first()


def _tell(  # noqa: PLR0913, PLR0917 - a whistle with all whom it concerns
    tale: Tale,
    case: Incident,
    township: Position,
    holders: dict[str | None, Position],
    known: dict[str, Department],
    until: datetime,
) -> None:
    at, opener = until - tale.before, By(township.person_id, township.id)
    wish = opening.Wish(
        departments=[known[code].id for code in tale.called],
        urgency=tale.urgency,
        place=case.address or "事发地点",
        meet_at=at + tale.meet_in,
        need=tale.need,
        at=at,
    )
    whistle = opening.open_(COUNTY, case.id, wish, opener)
    query = select(Summons).where(Summons.county == COUNTY, Summons.whistle_id == whistle.id)
    called = {each.department_id: each for each in db.session.scalars(query)}
    for minutes, code, step, reason in sorted(tale.acts, key=lambda act: act[0]):
        is_rating = step is Step.RATE
        held = holders[code]
        parts = {Part.TOWNSHIP: opener} if is_rating else {Part.DEPARTMENT: By(held.person_id, held.id)}
        when = at + minutes * MINUTE
        rating = Rating(Attendance.ON_TIME, Outcome.SOLVED) if is_rating else None
        taken = steps.Wish(step=step, reason=reason, rating=rating, occurred_at=when, at=when)
        steps.take(COUNTY, called[known[code].id].id, taken, parts)
