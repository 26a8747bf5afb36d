"""What an account must keep to (GB/T 22239-2019, 8.1.4.1 and 8.1.4.2), from the settings. Pure.

An account whose `password_at` is not known has no age and does not grow old: so are those of the sample county, whose
password is no secret.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from gridnet.base.settings import Settings
from gridnet.people.lockout import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of accounts; a rule that is None or 0 is not in force."""

    lockout: Limits
    password_age: timedelta | None
    remembered: int
    sessions: int
    idle: timedelta | None


@lru_cache(maxsize=4)
def of(settings: Settings) -> Rules:
    """The rules as they are set."""
    return Rules(
        lockout=Limits(settings.lockout_failures, timedelta(minutes=settings.lockout_minutes)),
        password_age=_days(settings.password_days),
        remembered=settings.passwords_remembered,
        sessions=settings.sessions_each,
        idle=_days(settings.dormant_days),
    )


def _days(number: int) -> timedelta | None:
    return timedelta(days=number) if number else None


def has_run_out(password_at: datetime | None, rules: Rules, at: datetime) -> bool:
    """Whether the password set at `password_at` was too old for a session begun at `at`.

    It is asked of the moment of signing in, so that nobody is interrupted in the middle of a day's work.
    """
    return password_at is not None and rules.password_age is not None and at - password_at >= rules.password_age


def is_dormant(password_at: datetime | None, signed_in_at: datetime | None, rules: Rules, at: datetime) -> bool:
    """Whether nobody has signed in for so long that the account is closed; a new password opens it again."""
    if password_at is None or rules.idle is None:
        return False
    return at - max(password_at, signed_in_at or password_at) >= rules.idle
