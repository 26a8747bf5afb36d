"""A policy as a door or a form takes it, read as the book writes it, and the other way round."""

from datetime import datetime

from gridnet.base.county import County
from gridnet.clocks.arithmetic import Limit
from gridnet.clocks.policies import Matters, Policy, Terms
from gridnet.clocks.policy_book import Draft
from gridnet.clocks.schemas import LimitIn, PolicyIn


def draft(body: PolicyIn, county: County | None, at: datetime) -> Draft:
    """The policy, holding from `at` on where it names no moment; raises `Invalid` for marks out of order."""
    matters = Matters(
        stage=body.stage,
        category=body.category,
        category_group=body.category_group,
        priority=body.priority,
        network=body.network,
        role=body.role,
        urban=body.urban,
    )
    terms = Terms(
        Limit(body.limit.amount, body.limit.unit),
        body.calendar,
        body.remind_percent,
        body.yellow_percent,
        body.red_percent,
        body.set_by_level,
    )
    return Draft(
        code=body.code,
        county=county,
        matters=matters,
        terms=terms,
        valid_from=body.valid_from or at,
        note=body.note,
    )


def body(policy: Policy, county: County | None, valid_from: datetime | None) -> PolicyIn:
    """The policy as a door takes it, for a county (None: everybody) and from a moment on (None: now)."""
    matters, terms = policy.matters, policy.terms
    return PolicyIn(
        code=policy.code,
        county=county,
        stage=matters.stage,
        category=matters.category,
        category_group=matters.category_group,
        priority=matters.priority,
        network=matters.network,
        role=matters.role,
        urban=matters.urban,
        limit=LimitIn(amount=terms.limit.amount, unit=terms.limit.unit),
        calendar=terms.calendar,
        remind_percent=terms.remind_percent,
        yellow_percent=terms.yellow_percent,
        red_percent=terms.red_percent,
        set_by_level=terms.set_by_level,
        valid_from=valid_from,
    )
