"""What a clock on the wall meant: twice in a year it shows the same hour again, and once it leaves one out. Pure."""

from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Fit(StrEnum):
    """How a time without an offset fits into its zone."""

    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"
    NONEXISTENT = "nonexistent"


def resolve(shown: datetime, zone: ZoneInfo, *, later: bool = False) -> tuple[datetime, Fit]:
    """The moment in UTC that the wall's time `shown` (naive) was, and how surely.

    An ambiguous one is the earlier of the two, or the later where asked for; one that never was is taken by the
    offset before the gap.
    """
    first, second = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first, Fit.CERTAIN
    if first > second:
        return first, Fit.NONEXISTENT
    return (second if later else first), Fit.AMBIGUOUS
