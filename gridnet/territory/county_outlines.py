"""County outlines: taken in from a file, each in force from a moment on, until the next one of its county."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import shapely
from sqlalchemy import text

from geo import formats
from geo.errors import BadGeometry
from geo.formats import Row, Wish
from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid
from gridnet.territory import codes, county_index, divisions
from gridnet.territory.reading import Options, Progress
from gridnet.territory.values import Level, Refused


@dataclass(slots=True)
class Outcome:
    """What became of the rows of a file of outlines."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return self.added + self.changed + self.unchanged + len(self.refused)


_GIVEN = """
    SELECT code, CAST(wkb AS geometry) AS outline
    FROM unnest(CAST(:codes AS text[]), CAST(:wkbs AS text[])) AS g (code, wkb)
"""
_LATER = text("""
    SELECT division_code, max(valid_from) FROM division_outline
    WHERE division_code = ANY(CAST(:codes AS text[])) AND valid_from >= CAST(:valid_from AS timestamptz)
    GROUP BY division_code ORDER BY division_code
""")
_SAME = text(f"""
    SELECT g.code FROM ({_GIVEN}) AS g JOIN division_outline AS o ON o.division_code = g.code
    WHERE o.valid_to IS NULL AND ST_OrderingEquals(o.outline, g.outline)
""")  # noqa: S608 - made of the constant above
_END = text("""
    UPDATE division_outline SET valid_to = CAST(:valid_from AS timestamptz)
    WHERE division_code = ANY(CAST(:codes AS text[])) AND valid_to IS NULL
    RETURNING division_code
""")
_BEGIN = text(f"""
    INSERT INTO division_outline (division_code, outline, valid_from)
    SELECT g.code, g.outline, CAST(:valid_from AS timestamptz) FROM ({_GIVEN}) AS g ORDER BY g.code
""")  # noqa: S608 - made of the constant above


def take_in(path: Path, options: Options, *, valid_from: datetime, progress: Progress | None = None) -> Outcome:
    """Put the outlines of a file in force from a moment on; those that do not change stay as they are.

    Raises `Invalid` when the file cannot be read as described, `Conflict` where an outline of a county is in force from
    that moment or a later one on already.
    """
    rows, refused = _read(path, options, progress)
    outcome = Outcome(refused=refused)
    accepted = _sort_out(rows, outcome)
    wkbs = shapely.to_wkb(_normal(list(accepted.values())), hex=True, include_srid=True)
    given = {"codes": list(accepted), "wkbs": list(wkbs), "valid_from": valid_from}
    db.hold("division_outline")
    same = set(db.session.scalars(_SAME, given))
    fresh = [(code, wkb) for code, wkb in zip(accepted, wkbs, strict=True) if code not in same]
    given |= {"codes": [code for code, _ in fresh], "wkbs": [wkb for _, wkb in fresh]}
    _check_moment(given)
    outcome.unchanged = len(same)
    outcome.changed = len(db.session.execute(_END, given).all())
    outcome.added = len(fresh) - outcome.changed
    db.session.execute(_BEGIN, given)
    county_index.forget()
    return outcome


def _read(path: Path, options: Options, progress: Progress | None) -> tuple[Sequence[Row], list[Refused]]:
    wish = Wish(
        code_field=options.code_field,
        layer=options.layer,
        system=options.system,
        datum=options.datum,
        encoding=options.encoding,
    )
    try:
        contents = formats.read(path, wish, progress)
    except BadGeometry as error:
        raise Invalid(f"{path.name}: {error}") from None
    return contents.rows, [Refused(row.number, row.code, row.reason) for row in contents.rejected]


def _sort_out(rows: Sequence[Row], outcome: Outcome) -> dict[str, shapely.Geometry]:
    """The outlines by county; what is no county, not in the division table, or there twice is refused."""
    found: dict[str, shapely.Geometry] = {}
    missing = divisions.unknown(_full(row.code) or row.code for row in rows)
    for row in rows:
        code = _full(row.code)
        if code is None or codes.level_of(code) not in {Level.COUNTY, Level.CITY}:
            outcome.refused.append(Refused(row.number, row.code, f"{row.code} is no code of a county"))
        elif code in missing:
            outcome.refused.append(Refused(row.number, code, f"division {code} is not in the table, or is withdrawn"))
        elif code in found:
            outcome.refused.append(Refused(row.number, code, f"another row has the outline of {code} already"))
        else:
            found[code] = row.outline
    return found


def _full(code: str) -> str | None:
    try:
        return codes.read(code)
    except Invalid:
        return None


def _normal(shapes: Sequence[shapely.Geometry]) -> np.ndarray:
    return np.asarray(shapely.normalize(shapely.set_srid(np.array([*shapes, None], dtype=object)[:-1], 4326)))


def _check_moment(given: dict[str, object]) -> None:
    later = db.session.execute(_LATER, given).first()
    if later is not None:
        raise Conflict(
            f"an outline of {later[0]} is in force from {later[1]:%Y-%m-%d %H:%M} UTC on already; "
            "a new one can only follow it, at a later moment"
        )
