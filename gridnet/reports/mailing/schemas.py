"""The shapes of subscriptions and of the reports made for them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from gridnet.base.paging import Wish
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.mail_models import Issue, Subscription
from gridnet.reports.mailing.periods_due import Cadence
from gridnet.reports.schemas import Digits, Strict


class SubscriptionIn(Strict):
    """A report one wants."""

    scope: Digits = Field(description="division code that one may see the figures of")
    cadence: Cadence
    language: Literal["zh", "en"] = "zh"
    format: Literal[Format.PDF, Format.XLSX] = Format.PDF


class SubscriptionOut(BaseModel):
    """A subscription."""

    id: int
    scope: str
    cadence: Cadence
    language: str
    format: Format
    created_at: datetime
    is_mailed: bool = Field(
        description="whether its reader has a proven mail channel; without one it is only kept here"
    )

    @classmethod
    def of(cls, row: Subscription, *, is_mailed: bool) -> "SubscriptionOut":
        """As it is shown."""
        return cls(
            id=row.id,
            scope=row.scope,
            cadence=Cadence(row.cadence),
            language=row.language,
            format=Format(row.format),
            created_at=row.created_at,
            is_mailed=is_mailed,
        )


class SubscriptionList(BaseModel):
    """One's subscriptions."""

    items: list[SubscriptionOut]


class SentOut(BaseModel):
    """A message that a report went out with."""

    to: str
    state: str
    sent_at: datetime | None
    last_error: str | None


class IssueOut(BaseModel):
    """A report: of which period, as of when, and whether it was made and sent."""

    id: int
    subscription_id: int
    scope: str
    cadence: Cadence
    first_day: date
    last_day: date
    as_of: datetime
    state: str = Field(description="due, making, made, failed (tried again), given_up, dropped, expired")
    tries: int
    next_try_at: datetime | None
    last_error: str | None
    made_at: datetime | None
    sent: list[SentOut]

    @classmethod
    def of(cls, issue: Issue, subscription: Subscription, sent: Sequence[Any]) -> "IssueOut":
        """As it is shown."""
        own = ("id", "subscription_id", "first_day", "last_day", "as_of", "state", "tries", "next_try_at", "last_error")
        return cls(
            **{name: getattr(issue, name) for name in (*own, "made_at")},
            scope=subscription.scope,
            cadence=Cadence(subscription.cadence),
            sent=[
                SentOut(
                    to=f"{each.service} {each.shown}",
                    state=each.state,
                    sent_at=each.sent_at,
                    last_error=each.last_error,
                )
                for each in sent
            ],
        )


class CountyIssues(Wish):
    """A page of a county's reports that failed."""

    county: str = Field(pattern=r"^[0-9]{6}$")
