"""From what was reported to what was measured: every loss counted and named, so that the sum is always whole. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a case on its way into a figure."""

    DUPLICATE = "duplicate"  # it is another case's
    REJECTED = "rejected"  # it was no case
    START_MISSING = "start_missing"  # the event it is counted from was never stamped
    STAMP_MISSING = "stamp_missing"  # the event it is counted to was never stamped, and no longer can be
    IMPOSSIBLE = "impossible"  # the order of the stamps cannot be: it would have ended before it began
    CONVERTED = "converted"  # it went on as another kind of procedure before it came to that
    OPEN = "open"  # it has not come to that yet
    NO_LIMIT = "no_limit"  # nothing was promised, so nothing can have been kept
    NO_CLOCK = "no_clock"  # no clock counted it
    NOT_DUE = "not_due"  # it need not have been done yet
    MEASURED = "measured"


#: What was no valid report at all.
VOID = frozenset({Fate.DUPLICATE, Fate.REJECTED})


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many were reported and what became of them. `zero` are those measured that took no time at all: they stay."""

    counts: Mapping[Fate, int]
    zero: int = 0

    @classmethod
    def of(cls, fates: Iterable[str], zero: int = 0) -> "Funnel":
        """The funnel of these cases."""
        return cls(Counter(Fate(each) for each in fates), zero)

    def count(self, fate: Fate) -> int:
        """How many had this fate."""
        return self.counts.get(fate, 0)

    @property
    def reported(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def valid(self) -> int:
        """Those that were cases."""
        return self.reported - sum(self.count(each) for each in VOID)

    @property
    def measured(self) -> int:
        """Those that have a duration."""
        return self.count(Fate.MEASURED)
