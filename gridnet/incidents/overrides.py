"""What a county changes about categories, from a table; every change is a new version, which new assignments name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.tables import Line
from gridnet.incidents import category_cache
from gridnet.incidents.categories import PoliceRole, Priority, Sensitivity
from gridnet.incidents.models import CategoryOverride, CategoryRow

COLUMNS = ("name_zh", "name_en", "police_role", "sensitivity", "priority")
_CHOICES: Mapping[str, type[PoliceRole] | type[Sensitivity] | type[Priority]] = {
    "police_role": PoliceRole,
    "sensitivity": Sensitivity,
    "priority": Priority,
}
YES = frozenset({"1", "true", "yes", "是"})


@dataclass(slots=True)
class Tally:
    """What became of the rows; changed + unchanged + rejected is all of them."""

    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


def take_in(county: County, lines: Iterable[Line]) -> Tally:
    """Apply rows of `code` and what is changed (empty cells change nothing, `retired` retires); bad rows are told."""
    known = set(db.session.scalars(select(CategoryRow.code)))
    overrides = select(CategoryOverride).where(CategoryOverride.county == county)
    held = {row.code: row for row in db.session.scalars(overrides)}
    tally = Tally()
    for line in lines:
        try:
            wanted = _read(line, known)
        except Invalid as error:
            tally.rejected.append((line.number, str(error)))
            continue
        changed = _apply(county, held, wanted)
        tally.changed += changed
        tally.unchanged += not changed
    db.session.flush()
    category_cache.forget()
    return tally


def _read(line: Line, known: set[str]) -> dict[str, object]:
    code = line.cells.get("code", "")
    if not (code.isascii() and code.isdigit() and len(code) == 4):  # noqa: PLR2004 - a category code has four digits
        raise Invalid(f"{code!r} is no category code; it has four digits, as text (0401)")
    wanted: dict[str, object] = {"code": code, "is_retired": line.cells.get("retired", "").lower() in YES}
    wanted |= {name: line.cells[name] for name in COLUMNS if line.cells.get(name)}
    for name, choices in _CHOICES.items():
        if name in wanted and wanted[name] not in set(choices):
            raise Invalid(f"{name} is one of {', '.join(choices)}, not {wanted[name]!r}")
    if code not in known and (not code.startswith("9") or not wanted.keys() >= set(COLUMNS)):
        raise Invalid(f"{code} is no category; one of your own begins with 9 and has {', '.join(COLUMNS)}")
    return wanted


def _apply(county: County, held: dict[str, CategoryOverride], wanted: Mapping[str, object]) -> bool:
    """Whether anything changed; a change counts the version up."""
    code = str(wanted["code"])
    row = held.get(code)
    if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    if row is None:
        row = held[code] = CategoryOverride(county=county, code=code, version=0)
        db.session.add(row)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    return True
