"""Taking in the division table: repeatable, whole or in parts, and no code is ever thrown away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.territory import codes
from gridnet.territory.models import Division, DivisionSuccessor, Station
from gridnet.territory.values import Level, Refused


class Named(NamedTuple):
    """A row of a division table: its number there, and what it says."""

    number: int
    code: str
    name: str
    urban_class: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of the rows of a table: accepted in one way or another, or refused."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows of the table."""
        return self.added + self.changed + self.unchanged + len(self.refused)


_UPSERT = text("""
    INSERT INTO division AS d (code, name, level, parent_code, urban_class, valid_from)
    SELECT g.code, g.name, g.level, nullif(g.parent_code, ''), nullif(g.urban_class, ''), CAST(:on AS date)
    FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:levels AS text[]), CAST(:parents AS text[]),
                CAST(:classes AS text[])) AS g (code, name, level, parent_code, urban_class)
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, urban_class = coalesce(excluded.urban_class, d.urban_class), valid_to = NULL
    WHERE (d.name, d.valid_to) IS DISTINCT FROM (excluded.name, NULL)
       OR d.urban_class IS DISTINCT FROM coalesce(excluded.urban_class, d.urban_class)
    RETURNING (xmax = 0) AS is_new
""")
_COLUMNS = {
    "code": ("code", "代码", "统计用区划代码", "区划代码", "行政区划代码"),
    "name": ("name", "名称", "单位名称"),
    "urban_class": ("urban_class", "城乡分类代码", "城乡分类"),
}


def read_rows(header: Sequence[str], lines: Iterable[tuple[int, Mapping[str, str]]]) -> list[Named]:
    """The rows of a table whose columns are found by their usual names; raises `Invalid` where code or name is not."""
    found = {what: next((name for name in header if name in names), None) for what, names in _COLUMNS.items()}
    code, name, urban = found["code"], found["name"], found["urban_class"]
    if code is None or name is None:
        raise Invalid(f"a division table has the columns code and name; this one has: {', '.join(header)}")
    return [
        Named(number, cells.get(code, ""), cells.get(name, ""), cells.get(urban, "") if urban else "")
        for number, cells in lines
    ]


def take_in(rows: Iterable[Named], *, on: date, complete: str = "") -> Outcome:
    """Add or rename the divisions of a table as of a day; what it repeats stays as it is.

    Where the table is `complete` for a division, codes of the table's levels within it that are missing
    from the table are withdrawn as of that day. A code that comes back is reinstated.
    """
    outcome = Outcome()
    given = _sort_out(rows, outcome)
    accepted = _with_parents(given, outcome)
    columns = {
        "codes": list(accepted),
        "names": [accepted[code].name for code in accepted],
        "levels": [codes.level_of(code).value for code in accepted],
        "parents": _parents(accepted),
        "classes": [accepted[code].urban_class for code in accepted],
    }
    written = [row.is_new for row in db.session.execute(_UPSERT, columns | {"on": on})]
    outcome.added = sum(written)
    outcome.changed = len(written) - outcome.added
    outcome.unchanged = len(accepted) - len(written)
    if complete:
        outcome.withdrawn = _withdraw(codes.read(complete), accepted, on)
    return outcome


def _sort_out(rows: Iterable[Named], outcome: Outcome) -> dict[str, Named]:
    """The rows by their full code, from the top level down; those that cannot be read are refused."""
    found: dict[str, Named] = {}
    for row in rows:
        try:
            code = codes.read(row.code)
        except Invalid as error:
            outcome.refused.append(Refused(row.number, row.code, str(error)))
            continue
        if not row.name.strip():
            outcome.refused.append(Refused(row.number, code, "it has no name"))
        elif code in found:
            outcome.refused.append(Refused(row.number, code, f"row {found[code].number} has this code already"))
        else:
            found[code] = row._replace(name=row.name.strip())
    return dict(sorted(found.items(), key=lambda each: (list(Level).index(codes.level_of(each[0])), each[0])))


def _with_parents(given: Mapping[str, Named], outcome: Outcome) -> dict[str, Named]:
    """The rows whose division above is known; cities need none, for provinces are seldom in a table."""
    above = {parent for code in given for parent in codes.parents_of(code)}
    known = _known(above) | {code for code in given if codes.level_of(code) in {Level.PROVINCE, Level.CITY}}
    accepted: dict[str, Named] = {}
    for code, row in given.items():
        parents = codes.parents_of(code)
        if code in known or any(parent in known or parent in accepted for parent in parents):
            accepted[code] = row
        else:
            reason = f"the division above, {parents[0]}, is not known; take the tables in from the top down"
            outcome.refused.append(Refused(row.number, code, reason))
    return accepted


def _known(wanted: Iterable[str]) -> set[str]:
    query = select(Division.code).where(Division.code == func.any(list(wanted)), Division.valid_to.is_(None))
    return set(db.session.scalars(query))


def _parents(accepted: Mapping[str, Named]) -> list[str]:
    """The nearest division above each that is known, or would be, were its table here; empty for provinces."""
    above = {parent for code in accepted for parent in codes.parents_of(code)}
    known = _known(above) | set(accepted)
    found = []
    for code in accepted:
        parents = codes.parents_of(code)
        found.append(next((parent for parent in parents if parent in known), parents[0] if parents else ""))
    return found


def _withdraw(within: str, present: Mapping[str, Named], on: date) -> int:
    levels = {codes.level_of(code).value for code in present}
    stem = within[: codes.COUNTY].rstrip("0") if len(within) == codes.COUNTY else within
    gone = (
        update(Division)
        .where(
            Division.code.like(f"{stem}%"),
            Division.level.in_(levels),
            Division.valid_to.is_(None),
            Division.code != func.all(list(present)),
        )
        .values(valid_to=on)
        .returning(Division.code)
    )
    return len(db.session.scalars(gone).all())


def succeed(old_code: str, new_code: str, *, on: date, note: str = "") -> None:
    """Write down that `old_code` went on as `new_code` from a day; the old code is withdrawn as of that day.

    Raises `NotFound` for a code that never was, `Conflict` where the old one has been withdrawn before that day.
    """
    old, new = get(old_code), get(new_code)
    if old.code == new.code:
        raise Invalid(f"{old.code} cannot succeed itself")
    if old.valid_to is not None and old.valid_to != on:
        raise Conflict(f"{old.code} {old.name} was withdrawn on {old.valid_to}, not on {on}")
    old.valid_to = on
    link = insert(DivisionSuccessor).values(old_code=old.code, new_code=new.code, from_date=on, note=note)
    db.session.execute(link.on_conflict_do_nothing())
    db.session.flush()


def successors(code: str) -> list[str]:
    """The codes that a code's ground goes by today; itself where it is still good."""
    chain = text("""
        WITH RECURSIVE chain (code) AS (
            SELECT CAST(:code AS text)
            UNION SELECT s.new_code FROM chain JOIN division_successor AS s ON s.old_code = chain.code
        )
        SELECT code FROM chain JOIN division USING (code) WHERE valid_to IS NULL ORDER BY code
    """)
    return list(db.session.scalars(chain, {"code": codes.read(code)}))


def get(code: str) -> Division:
    """The division of this code, withdrawn or not; raises `NotFound`."""
    found = db.session.get(Division, codes.read(code))
    if found is None:
        raise NotFound(
            f"there is no division {code} in the table; take it in first: gridnet territory divisions import"
        )
    return found


def require_county(county: County) -> Division:
    """The county's row in the table; raises `NotFound` where it is missing, `Conflict` where it is withdrawn."""
    found = get(county)
    if found.valid_to is not None:
        heirs = ", ".join(successors(county)) or "none"
        raise Conflict(f"county {county} {found.name} was withdrawn on {found.valid_to}; it goes on as: {heirs}")
    return found


def list_below(parent_code: str, *, limit: int, after: str = "") -> Sequence[Division]:
    """Divisions right below one, by code, one row more than asked for."""
    query = select(Division).where(Division.parent_code == parent_code, Division.valid_to.is_(None))
    return db.session.scalars(query.where(Division.code > after).order_by(Division.code).limit(limit + 1)).all()


def unknown(wanted: Iterable[str]) -> set[str]:
    """Those of these codes that are not in the table, or are withdrawn."""
    asked = set(wanted)
    return asked - _known(asked) if asked else set()


_DESKS = text("""
    SELECT code, name FROM division WHERE code = ANY(CAST(:codes AS text[]))
    UNION ALL
    SELECT code, name FROM station WHERE county = :county AND code = ANY(CAST(:codes AS text[]))
""")


def desk_names(county: County, desk_codes: Iterable[str]) -> dict[str, str]:
    """Names of divisions and police stations by code; a code that nobody has described is left out."""
    asked = sorted(set(desk_codes))
    rows = db.run(_DESKS, {"county": county, "codes": asked}) if asked else ()
    return {row.code: row.name for row in rows}


def put_stations(county: County, stations: Iterable[tuple[str, str, str | None]]) -> int:
    """Add police stations (code, name, division code), or rename those that are there; returns how many were new."""
    rows = [{"county": county, "code": code, "name": name, "division_code": of} for code, name, of in stations]
    if not rows:
        return 0
    put = insert(Station).values(rows)
    changed = {
        "name": put.excluded.name,
        "division_code": func.coalesce(put.excluded.division_code, Station.division_code),
    }
    put = put.on_conflict_do_update(constraint="uq_station_code", set_=changed)
    is_new: ColumnElement[bool] = literal_column("(xmax = 0)")
    return sum(db.session.scalars(put.returning(is_new)))


def add_missing_stations(county: County, station_codes: Iterable[str]) -> None:
    """Stations that beats name and nobody has described yet, by their code alone."""
    rows = [{"county": county, "code": code, "name": code} for code in sorted(set(station_codes))]
    if rows:
        db.session.execute(insert(Station).values(rows).on_conflict_do_nothing())
