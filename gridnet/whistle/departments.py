"""The list of a county's departments: added, changed, retired, taken back; who sits at which desk now."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound, Stale
from gridnet.people.staff import PHONE, By
from gridnet.whistle.models import Department

CODE = re.compile(r"DEPT-[A-Z0-9]{2,12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A department as it is to be; `phone` is the number of its desk, never of a person."""

    code: str
    name_zh: str
    name_en: str
    phone: str | None = None
    is_retired: bool = False


def list_all(county: County, *, retired: bool = True) -> Sequence[Department]:
    """The departments by their codes, those that were retired too where asked for."""
    query = select(Department).where(Department.county == county).order_by(Department.code)
    if not retired:
        query = query.where(Department.retired_at.is_(None))
    return db.session.scalars(query).all()


def by_ids(county: County, ids: Iterable[int]) -> dict[int, Department]:
    """Departments by their ids; nothing is asked where there are none."""
    wanted = sorted(set(ids))
    query = select(Department).where(Department.county == county, Department.id.in_(wanted))
    return {row.id: row for row in db.session.scalars(query)} if wanted else {}


def get(county: County, id_: int) -> Department:
    """A department; raises `NotFound`."""
    found = db.session.get(Department, (county, id_))
    if found is None:
        raise NotFound(f"there is no department {id_} in {county}")
    return found


def add(county: County, wish: Wish, by: By) -> Department:
    """Add a department; raises `Invalid`, or `Conflict` where the code is taken."""
    _check(wish)
    row = Department(county=county, code=wish.code, version=1, recorded_at=by.at)
    _set(row, wish, by.at)
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise Conflict(f"the code {wish.code} is taken in {county}; change that department instead") from error
    _note(row, "department.add", by)
    return row


def change(county: County, id_: int, wish: Wish, by: By, *, expected_version: int | None = None) -> Department:
    """Change a department, retire it or take it back; its code stays. Raises `Invalid`, `NotFound` or `Stale`."""
    _check(wish)
    get(county, id_)
    row = db.lock(Department, county, id_)
    if expected_version is not None and row.version != expected_version:
        raise Stale(f"{row.code} was changed by somebody else meanwhile; look at both and decide")
    if row.code != wish.code:
        raise Invalid("the code of a department stays; add another one", errors=[{"field": "code", "message": "stays"}])
    _set(row, wish, by.at)
    row.version += 1
    db.session.flush()
    _note(row, "department.change", by)
    return row


def _check(wish: Wish) -> None:
    if not CODE.fullmatch(wish.code):
        words = f"{wish.code!r} is no code of a department: DEPT- and 2 to 12 capital letters or digits"
        raise Invalid(words, errors=[{"field": "code", "message": "DEPT- and 2 to 12 capital letters or digits"}])
    if wish.phone is not None and not PHONE.fullmatch(wish.phone):
        words = "this is no telephone number: digits, blanks and hyphens, a plus in front at most"
        raise Invalid(words, errors=[{"field": "phone", "message": words}])


def _set(row: Department, wish: Wish, at: datetime) -> None:
    row.name_zh, row.name_en, row.phone = wish.name_zh.strip(), wish.name_en.strip(), wish.phone
    row.retired_at = (row.retired_at or at) if wish.is_retired else None


def _note(row: Department, action: str, by: By) -> None:
    audit.write(
        County(row.county),
        action,
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("department", row.id),
        source=by.source,
        detail={"code": row.code, "retired": row.retired_at is not None, **by.told},
    )
