"""What can be chosen as the ground of a report: what the viewer may see, and the divisions right below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.reach import Reach
from gridnet.reports import naming, scope
from gridnet.territory.models import Division

#: Between a county and an area in it.
MARK = "~"


@dataclass(frozen=True, slots=True)
class Place:
    """A choice: its value in the form, its name, and whether it lies within another one that is offered."""

    value: str
    name: str
    is_within: bool = False


def offered(reach: Reach) -> list[Place]:
    """The choices, each division before those right below it."""
    found: list[Place] = []
    for each in scope.list_scopes(reach):
        value = each.scope if each.area_id is None else f"{each.scope}{MARK}{each.area_id}"
        found.append(Place(value, each.name))
        if each.area_id is None:
            found += [Place(code, name, is_within=True) for code, name in _below(each.scope)]
    return found


def _below(code: str) -> Sequence[tuple[str, str]]:
    query = (
        select(Division.code, Division.name)
        .where(Division.parent_code == naming.whole(code), Division.valid_to.is_(None))
        .order_by(Division.code)
    )
    return [(_short(row.code), row.name) for row in db.session.execute(query)]


def name_of(value: str, choices: Sequence[Place]) -> str:
    """What a choice is called; a division that is not offered by its own name, else by its code."""
    known = next((each.name for each in choices if each.value == value), None)
    return known or naming.division(value) or value


def _short(code: str) -> str:
    """Of provinces and cities the digits that count."""
    return code[:4] if len(code) == 6 and code.endswith("00") else code  # noqa: PLR2004 - digits of codes
