"""The cases behind a figure, read from one county exactly; placed anew where today's boundaries are asked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from geoalchemy2 import functions as geofunc
from sqlalchemy import select, text

from geo.points import LngLat
from gridnet.base import db
from gridnet.base.county import County
from gridnet.incidents.models import Incident
from gridnet.reports import statements
from gridnet.reports.figures import Cases
from gridnet.reports.question import Basis, Boundaries, Question
from gridnet.territory import queries as territory
from gridnet.territory.lookup import Located


def load(county: County, question: Question, *, tolerance_m: float) -> Cases:
    """The cases of a county that the question is about."""
    found = db.session.execute(text(statement(question)), given(county, question, tolerance_m=tolerance_m)).all()
    many = len(question.cuts)
    columns = list(zip(*found, strict=True)) if found else [()] * (many + 7)
    keys = list(zip(*columns[2 : 2 + many], strict=True)) if many and found else []
    fate, seconds, open_s, is_due, is_late = columns[-5:]
    return Cases(
        keys,
        np.array(fate, dtype=np.str_),
        np.array(seconds, dtype=np.float64),
        np.array(open_s, dtype=np.float64),
        np.array(is_due, dtype=np.bool_),
        np.array(is_late, dtype=np.bool_),
    )


def statement(question: Question) -> str:
    """The text of the statement for a question."""
    return statements.cases(
        question.definition,
        question.basis,
        question.cuts,
        statements.given(question.filters, question.scope),
        is_now=question.boundaries is Boundaries.NOW,
        is_past=question.is_past,
    )


def given(county: County, question: Question, *, tolerance_m: float) -> dict[str, Any]:
    """The values that the statement asks for."""
    asked = {
        "county": county,
        "since": question.period.since,
        "until": question.period.until,
        "as_of": question.as_of,
        "scope": question.scope,
        **question.filters.given(),
    }
    if question.boundaries is Boundaries.NOW:
        asked |= _placed(county, question, tolerance_m)
    return asked


def _placed(county: County, question: Question, tolerance_m: float) -> Mapping[str, list[Any]]:
    """Where the incidents of the period lie by the boundaries of the moment the answer is of.

    What was reported without a point stays where it was put.
    """
    began = Incident.closed_at if question.basis is Basis.CLOSED else Incident.reported_at
    query = select(
        Incident.id,
        geofunc.ST_X(Incident.place).label("lng"),
        geofunc.ST_Y(Incident.place).label("lat"),
        Incident.division_code,
        Incident.grid_area_id,
        Incident.beat_area_id,
    ).where(
        Incident.county == county,
        text("left(county, 6) = :county").bindparams(county=county),
        began >= question.period.since,
        began < question.period.until,
    )
    rows = db.session.execute(query).all()
    pointed = [row for row in rows if row.lng is not None]
    placed = dict(zip((row.id for row in pointed), _locate(county, pointed, question.as_of, tolerance_m), strict=True))
    values = [_where(row, placed.get(row.id)) for row in rows]
    names = ("placed_ids", "placed_codes", "placed_grids", "placed_beats", "placed_stations")
    return {name: [value[number] for value in values] for number, name in enumerate(names)}


def _locate(county: County, rows: Any, at: datetime, tolerance_m: float) -> list[Located]:
    places = [LngLat(row.lng, row.lat) for row in rows]
    return territory.locate_many(county, places, [at] * len(places), tolerance_m=tolerance_m) if places else []


def _where(row: Any, located: Located | None) -> tuple[Any, ...]:
    if located is None:
        return row.id, row.division_code, row.grid_area_id, row.beat_area_id, None
    grid, beat = located.grid, located.beat
    code = (grid.parent_code if grid else None) or str(row.division_code)[:6]
    return row.id, code, grid and grid.area_id, beat and beat.area_id, beat and beat.parent_code
