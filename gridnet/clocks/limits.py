"""What a limit is, and what lengthens it, as values; and what is said of it: when it is due, how much has run. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gridnet.base.errors import Invalid


class Unit(StrEnum):
    """What a limit is counted in."""

    MINUTE = "minute"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"


#: About ten years of each; more is a slip of the pen.
MOST = {Unit.MINUTE: 5_256_000, Unit.WORKING_HOUR: 87_600, Unit.WORKING_DAY: 2_500, Unit.DAY: 3_650, Unit.MONTH: 120}
HIGHEST_PERCENT = 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 < self.amount <= MOST[self.unit]:
            raise Invalid(f"a limit is between 1 and {MOST[self.unit]} of {self.unit}, not {self.amount}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The policy as it was when the clock started."""

    limit: Limit
    started_at: datetime
    remind_percent: int = 80
    yellow_percent: int = 100
    red_percent: int = 200

    def __post_init__(self) -> None:
        if not 0 < self.remind_percent < self.yellow_percent < self.red_percent <= HIGHEST_PERCENT:
            raise Invalid(
                f"the reminder comes before yellow and yellow before red, up to {HIGHEST_PERCENT} %, "
                f"not at {self.remind_percent}, {self.yellow_percent} and {self.red_percent} %"
            )


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that is not counted; without an end it is still open."""

    from_at: datetime
    to_at: datetime | None
    reason: str
    id: int | None = None

    def __post_init__(self) -> None:
        if self.to_at is not None and self.to_at < self.from_at:
            raise Invalid("a pause does not end before it begins")


@dataclass(frozen=True, slots=True)
class Extension:
    """Time that was added to the limit."""

    limit: Limit
    granted_at: datetime
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a share of the limit is used up.

    `provisional`: it rests on the years named, whose calendar is not published. `is_open`: the clock stands still
    before that moment and nobody knows until when; the moment is then what it would be, had the pause not been.
    """

    at: datetime
    provisional: bool = False
    years_missing: tuple[int, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How much has run, in the time the limit is counted in: without the pauses, and with them."""

    net: timedelta
    gross: timedelta
