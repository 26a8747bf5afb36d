"""The cases behind a figure as a list, read by a cursor: what became of each, and nobody's name, story or address."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Double,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import aliased

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.incidents import numbers, sight
from gridnet.incidents import queries as incidents
from gridnet.incidents.models import Incident
from gridnet.people.access import Actor
from gridnet.reports import cases
from gridnet.reports.exporting.document import Column, Kind, Table, Value
from gridnet.reports.exporting.words import Words
from gridnet.reports.funnel import Fate
from gridnet.reports.question import Question
from gridnet.territory.models import AreaOutline

ROWS_A_FETCH = 1000
_GRID, _BEAT = aliased(AreaOutline, name="grid"), aliased(AreaOutline, name="beat")
#: The columns in their order.
COLUMNS: Mapping[str, Kind] = {
    "number": Kind.TEXT,
    "category": Kind.TEXT,
    "priority": Kind.TEXT,
    "channel": Kind.TEXT,
    "state": Kind.TEXT,
    "division": Kind.TEXT,
    "grid": Kind.TEXT,
    "beat": Kind.TEXT,
    "network": Kind.TEXT,
    "reported_at": Kind.MOMENT,
    "closed_at": Kind.MOMENT,
    "fate": Kind.TEXT,
    "seconds": Kind.SECONDS,
    "open_s": Kind.SECONDS,
    "is_late": Kind.TEXT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The list behind a question, narrowed to a fate or to those (not) late; of it, what the actor may read."""

    question: Question
    actor: Actor
    tolerance_m: float
    fate: Fate | None = None
    late: bool | None = None

    @property
    def county(self) -> County:
        """The county; raises `Invalid`, for a list is of one."""
        if self.question.county is None:
            raise Invalid("a list of cases is of one county; name a county, or a division in one, as the scope")
        return self.question.county


def table(wanted: Wanted, words: Words, rows: Iterator[Any]) -> Table:
    """The list as a table; its rows are read as they are asked for."""
    categories = incidents.list_categories(wanted.county)
    names = {code: each.name_zh if words.language == "zh" else each.name_en for code, each in categories.items()}
    columns = [Column(code, words.label(code), kind) for code, kind in COLUMNS.items()]
    return Table(words.label("cases"), columns, (_row(wanted.county, row, names, words) for row in rows))


def _row(county: County, row: Any, names: Mapping[str, str], words: Words) -> Sequence[Value]:
    is_open = row.fate == Fate.OPEN
    return (
        numbers.write(county, row.id),
        names.get(row.category, row.category),
        row.priority,
        row.channel,
        words.value("state", row.state),
        row.division_code,
        row.grid,
        row.beat,
        words.value("network", row.network) if row.network else None,
        row.reported_at,
        row.closed_at,
        words.value("fate", row.fate),
        row.seconds if row.fate == Fate.MEASURED else None,
        row.open_s if is_open else None,
        words.value("late", bool(row.is_late)),
    )


def read(wanted: Wanted) -> Iterator[Any]:
    """The rows, oldest first, a thousand at a time by a cursor of the server's, in the caller's transaction."""
    options = {"stream_results": True, "yield_per": ROWS_A_FETCH}
    found = db.session.execute(_ordered(wanted), _given(wanted), execution_options=options)
    try:
        yield from found
    finally:
        found.close()


def count(wanted: Wanted, most: int) -> int:
    """How many rows the list has, counted to one more than `most`."""
    query = _query(wanted).limit(most + 1).subquery()
    return int(db.session.execute(select(func.count()).select_from(query), _given(wanted)).scalar_one())


def check_size(wanted: Wanted, most: int, refusal: Callable[[], Invalid]) -> None:
    """Refuse a list with more rows than `most` before it is read; raises what `refusal` makes."""
    if count(wanted, most) > most:
        raise refusal()


def _plain(wanted: Wanted) -> Question:
    return replace(wanted.question, cuts=(), compare=None)


def _given(wanted: Wanted) -> dict[str, Any]:
    asked = cases.given(wanted.county, _plain(wanted), tolerance_m=wanted.tolerance_m)
    return asked | {"wanted_fate": wanted.fate, "wanted_late": wanted.late}


def _query(wanted: Wanted) -> Select[Any]:
    """The cases of the question with what is shown of them; those the actor may not read are not among them."""
    found = (
        text(cases.statement(_plain(wanted)))
        .columns(
            id=BigInteger(), network=Text(), fate=Text(), seconds=Double(), open_s=Double(), is_late=Boolean()
        )  # by their names, whatever stands beside them
        .subquery("found")
    )
    query = (
        select(
            found.c.id,
            Incident.category,
            Incident.priority,
            Incident.channel,
            Incident.state,
            Incident.division_code,
            Incident.reported_at,
            Incident.closed_at,
            _GRID.code.label("grid"),
            _BEAT.code.label("beat"),
            found.c.network,
            found.c.fate,
            found.c.seconds,
            found.c.open_s,
            found.c.is_late,
        )
        .join(Incident, and_(Incident.county == wanted.county, Incident.id == found.c.id))
        .outerjoin(_GRID, and_(_GRID.county == wanted.county, _GRID.id == Incident.grid_outline_id))
        .outerjoin(_BEAT, and_(_BEAT.county == wanted.county, _BEAT.id == Incident.beat_outline_id))
        .where(sight.readable(wanted.actor, wanted.county))
    )
    if wanted.fate is not None:
        query = query.where(found.c.fate == bindparam("wanted_fate"))
    if wanted.late is not None:
        query = query.where(found.c.is_late == bindparam("wanted_late"))
    return query


def _ordered(wanted: Wanted) -> Select[Any]:
    return _query(wanted).order_by(Incident.reported_at, literal_column("found.id"))
