"""What tests of whistles look at."""

from sqlalchemy import select

from gridnet.base import db
from gridnet.clocks.models import Clock


def clocks(of) -> dict[str, Clock]:
    """The last clocks of a summons, by stage."""
    mine = (Clock.county == of.county, Clock.subject_kind == "summons", Clock.subject_id == of.id)
    query = select(Clock).where(*mine).order_by(Clock.turn)
    return {each.stage: each for each in db.session.scalars(query.execution_options(populate_existing=True))}
