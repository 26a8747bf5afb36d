"""What a person has been told: their notices, what of them they have seen, and how many they have not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.notices.models import Notice

#: Nobody reads a larger number than that off a badge, and counting on would cost.
MOST = 100

_STANDING = text("""
    SELECT count(*) AS unseen, max(id) AS newest
    FROM (SELECT id FROM notice
          WHERE county = :county AND person_id = CAST(:person AS bigint) AND seen_at IS NULL
          ORDER BY id DESC
          LIMIT :most) AS unseen
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many notices somebody has not seen, `MOST` meaning that or more, and the newest of them."""

    unseen: int
    newest: int | None


def standing(county: County, person_id: int) -> Standing:
    """How many a person has not seen."""
    row = db.run(_STANDING, {"county": county, "person": person_id, "most": MOST}).first()
    return Standing(row.unseen, row.newest)


def list_notices(county: County, person_id: int, wish: paging.Wish, *, unseen: bool = False) -> Sequence[Notice]:
    """A page of a person's notices, newest first, one row more than asked for."""
    query = select(Notice).where(Notice.county == county, Notice.person_id == person_id)
    if unseen:
        query = query.where(Notice.seen_at.is_(None))
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Notice.id < id_)
    return db.session.scalars(query.order_by(Notice.id.desc()).limit(wish.limit + 1)).all()


def get(county: County, person_id: int, notice_id: int) -> Notice:
    """A notice of this person; raises `NotFound`."""
    notice = db.session.get(Notice, (county, notice_id))
    if notice is None or notice.person_id != person_id:
        raise NotFound(f"there is no notice {notice_id}, or none of yours")
    return notice


def see(
    county: County, person_id: int, *, at: datetime, ids: Sequence[int] | None = None, up_to: int | None = None
) -> int:
    """Mark notices of this person as seen, those named or all up to one; returns how many were not before.

    What was seen stays seen from the first moment; notices of somebody else are passed over.
    """
    marking = update(Notice).where(Notice.county == county, Notice.person_id == person_id, Notice.seen_at.is_(None))
    if ids is not None:
        marking = marking.where(Notice.id.in_(ids))
    if up_to is not None:
        marking = marking.where(Notice.id <= up_to)
    return len(db.session.execute(marking.values(seen_at=at).returning(Notice.id)).all())
