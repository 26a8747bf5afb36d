"""Calendars in the memory of each process; asked every few seconds whether there is a later version."""

from gridnet.clocks import calendars
from gridnet.clocks.calendars import Calendar


def get(code: str) -> Calendar:
    """The calendar of a county (or of any division, `CN`, or `ALWAYS`) as it stands now: its own, its city's, its
    province's or the country's, year by year the nearest that was published.
    """
    if code == calendars.ALWAYS_CODE:
        return calendars.ALWAYS
    raise NotImplementedError


def get_version(code: str, version: int) -> Calendar:
    """The same as it stood in a version, to work out again what was worked out then."""
    if code == calendars.ALWAYS_CODE:
        return calendars.ALWAYS
    raise NotImplementedError(version)


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
