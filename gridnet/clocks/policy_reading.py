"""A policy as a door or a form takes it, read as the book writes it."""

from datetime import datetime

from gridnet.base.county import County
from gridnet.clocks.arithmetic import Limit
from gridnet.clocks.policies import Matters, Terms
from gridnet.clocks.policy_book import Draft
from gridnet.clocks.schemas import PolicyIn


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
