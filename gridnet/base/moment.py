"""The only reader of the clock, and the local time zone in which days and months are meant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gridnet.base.errors import Invalid

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def zone(name: str) -> ZoneInfo:
    """The time zone of that name; raises `Invalid`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as America
        raise Invalid(f"{name!r} is no time zone; write it as Asia/Shanghai") from None


def local(at: datetime) -> datetime:
    """`at` as the clock on the wall in China shows it."""
    return at.astimezone(LOCAL)


def read(text: str) -> datetime:
    """The moment written in ISO 8601; a moment without an offset is meant locally. Raises `Invalid`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"{text!r} is not a moment; write it as 2026-03-02T09:00:00+08:00 or 2026-03-02 09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
