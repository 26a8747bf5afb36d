"""Refusals: what a caller did that cannot be done, with a sentence that says what to do instead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


class Refusal(Exception):
    """The base of all refusals; `status` is the HTTP status it is answered with."""

    status = 400

    def __init__(self, detail: str, *, errors: Sequence[Mapping[str, Any]] = (), **extra: Any) -> None:
        """`errors` lists the fields at fault; `extra` members go into the problem document as they are."""
        super().__init__(detail)
        self.errors = list(errors)
        self.extra = extra


class Unauthenticated(Refusal):
    """Nobody has signed in, or the credential is no longer good."""

    status = 401


class NotAllowed(Refusal):
    """The person is known and may not do this."""

    status = 403


class Replaced(Unauthenticated):
    """The session ended because the same person signed in somewhere else, at `at`."""

    def __init__(self, detail: str, at: datetime) -> None:
        super().__init__(detail, replaced_at=at.isoformat())
        self.at = at


class PasswordRunOut(NotAllowed):
    """The password is too old: until it is changed, the session can do nothing but that."""


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of."""

    status = 404


class Conflict(Refusal):
    """It collides with how things stand now; read again and decide again."""

    status = 409


class Stale(Conflict):
    """The version named in If-Match is no longer the current one."""

    status = 412


class TooLarge(Refusal):
    """More was sent than is taken at once."""

    status = 413


class Unsupported(Refusal):
    """The body is not of a kind that is taken here."""

    status = 415


class Invalid(Refusal):
    """The request is understood and wrong."""

    status = 422


class TooMany(Refusal):
    """Asked too often; wait and ask again."""

    status = 429
