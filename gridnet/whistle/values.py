"""What a whistle is made of: how urgent it is, how a department attended, what came of it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gridnet.base.errors import Invalid
from gridnet.incidents.categories import Priority

#: What clocks of a department's summons are about.
SUMMONS = "summons"
#: Departments that one whistle calls at most.
MOST_CALLED = 8
#: A meeting is no further ahead than this.
AHEAD = timedelta(days=30)


class Urgency(StrEnum):
    """How soon the departments must say that they heard."""

    URGENT = "urgent"
    NORMAL = "normal"


#: By which priority limits and the ladder know a summons: what is urgent waits for no opening of offices.
PRIORITIES = {Urgency.URGENT: Priority.P1, Urgency.NORMAL: Priority.P3}


class Stage(StrEnum):
    """What the clock of a summons waits for."""

    ACKNOWLEDGE = "acknowledge"
    ATTEND = "attend"


class Attendance(StrEnum):
    """How a department attended, as the township found."""

    ON_TIME = "on_time"
    LATE = "late"
    ABSENT = "absent"


class Outcome(StrEnum):
    """What came of it."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"


@dataclass(frozen=True, slots=True)
class Rating:
    """How the township rates one department's attendance: a fact of the case, of nobody by name."""

    attendance: Attendance
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, as which position."""

    person_id: int
    position_id: int


def check_meeting(meet_at: datetime, at: datetime) -> None:
    """Refuse a meeting that is over already or lies too far ahead; raises `Invalid`."""
    if meet_at <= at:
        raise Invalid(
            "the moment to meet has passed; name one that is still to come",
            errors=[{"field": "meet_at", "message": "lies in the past"}],
        )
    if meet_at > at + AHEAD:
        raise Invalid(
            f"the moment to meet lies more than {AHEAD.days} days ahead",
            errors=[{"field": "meet_at", "message": f"at most {AHEAD.days} days ahead"}],
        )
