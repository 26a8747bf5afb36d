"""Whose figures somebody may see: of their own level and below; whoever keeps an area sees that area, as figures."""

from dataclasses import dataclass

from sqlalchemy import select, tuple_

from gridnet.base import db
from gridnet.base.errors import NotFound
from gridnet.base.reach import Reach
from gridnet.reports import naming
from gridnet.reports.question import Question
from gridnet.territory.models import AreaOutline, Division


def check(question: Question, reach: Reach) -> Question:
    """The question, if whoever has this reach may ask it; raises `NotFound`, for what lies outside is not told."""
    if reach.covers(question.scope) or _is_own_area(question, reach):
        return question
    raise NotFound(
        f"there are no reports on {question.scope} that you may look at; GET /api/v1/reports/scopes lists yours"
    )


def _is_own_area(question: Question, reach: Reach) -> bool:
    return (question.county, question.filters.area_id) in reach.areas


@dataclass(frozen=True, slots=True)
class MayAsk:
    """A division, or an area within one, whose figures may be seen."""

    scope: str
    name: str
    area_id: int | None = None


def list_scopes(reach: Reach) -> list[MayAsk]:
    """What whoever has this reach may ask about, the widest first; the country is given by its provinces."""
    codes = _provinces() if "" in reach.prefixes else list(reach.prefixes)
    full = {naming.whole(code): code for code in codes}
    rows = db.session.execute(select(Division.code, Division.name).where(Division.code.in_(full)))
    names = {full[code]: name for code, name in rows}
    found = [MayAsk(code, names.get(code, code)) for code in sorted(codes, key=lambda each: (len(each), each))]
    return found + _areas(reach)


def _provinces() -> list[str]:
    query = select(Division.code).where(Division.level == "province").order_by(Division.code)
    return [code[:2] for code in db.session.scalars(query)]


def _areas(reach: Reach) -> list[MayAsk]:
    if not reach.areas:
        return []
    query = (
        select(AreaOutline.county, AreaOutline.area_id, AreaOutline.name)
        .where(tuple_(AreaOutline.county, AreaOutline.area_id).in_(sorted(reach.areas)))
        .where(AreaOutline.valid_to.is_(None))
        .order_by(AreaOutline.county, AreaOutline.code)
    )
    return [MayAsk(row.county, row.name, row.area_id) for row in db.session.execute(query)]
