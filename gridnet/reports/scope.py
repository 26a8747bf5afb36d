"""Whose figures somebody may see: of their own level and below; whoever keeps an area sees that area, as figures."""

from gridnet.base.errors import NotFound
from gridnet.base.reach import Reach
from gridnet.reports.question import Question


def check(question: Question, reach: Reach) -> Question:
    """The question, if whoever has this reach may ask it; raises `NotFound`, for what lies outside is not told."""
    if reach.covers(question.scope) or _is_own_area(question, reach):
        return question
    raise NotFound(
        f"there are no reports on {question.scope} that you may look at; GET /api/v1/reports/scopes lists yours"
    )


def _is_own_area(question: Question, reach: Reach) -> bool:
    return (question.county, question.filters.area_id) in reach.areas
