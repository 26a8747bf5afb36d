"""What clocks are made of, as values: stages, states, causes, and the matter a policy is chosen by. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from gridnet.base.network import Network


class Stage(StrEnum):
    """What a clock of an incident waits for; other modules bring stages of their own, as data."""

    ACCEPT = "accept"
    ARRIVE = "arrive"
    HANDLE = "handle"
    VERIFY = "verify"
    FOLLOW_UP = "follow_up"


class ClockState(StrEnum):
    """Whether a clock counts."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class CalendarKind(StrEnum):
    """In what a policy counts: the county's working calendar, or round the clock."""

    WORKING = "working"
    ALWAYS = "always"


class PauseReason(StrEnum):
    """Why a clock may stand still, and nothing else."""

    WAITING_FOR_RESIDENT = "waiting_for_resident"
    COURT_OR_APPRAISAL = "court_or_appraisal"
    FORCE_MAJEURE = "force_majeure"
    APPROVED_DELAY = "approved_delay"


class IntervalKind(StrEnum):
    """Why a stretch is not counted: somebody approved a pause, or the clock had been stopped before it was revived."""

    PAUSE = "pause"
    STOPPED = "stopped"


class Decision(StrEnum):
    """What became of a wish; nothing is granted by default."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"


class Subject(NamedTuple):
    """What a clock is about."""

    kind: str
    id: int


INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class About:
    """The matter that a policy is chosen by. `urban` is None where nobody knows."""

    category: str | None = None
    priority: str | None = None
    urban: bool | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a clock is started with: what the matter is, where it lies, and which network leads."""

    about: About
    division_code: str
    lead: Network | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a clock, and the division whose desk answers for them."""

    division_code: str
    person_id: int | None = None
    position_id: int | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """When something is due on a clock, as far as is known now; provisional where a calendar year is not published."""

    remind_at: datetime
    due_at: datetime
    yellow_at: datetime
    red_at: datetime
    conference_at: datetime
    provisional: bool

    def check_at(self, next_level: int) -> datetime | None:
        """When the ladder is to be looked at for the level of this number (from 1); None after the last."""
        every = (self.remind_at, self.yellow_at, self.red_at, self.conference_at)
        return every[next_level - 1] if 1 <= next_level <= len(every) else None


@dataclass(frozen=True, slots=True)
class ToStart:
    """A clock to be started, if there is a policy for it."""

    subject: Subject
    network: Network | None
    role: str | None
    stage: str
    about: About
    holder: Holder
    turn: int = 1
    cause: str = "assigned"
