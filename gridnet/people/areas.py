"""Areas as positions name them: by code, with the division that their keepers belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.territory.models import Area, AreaOutline
from gridnet.territory.queries import valid_at


@dataclass(frozen=True, slots=True)
class Ground:
    """An area: its id, and what it belongs to."""

    id: int
    parent_code: str | None

    def scope(self, county: County) -> str:
        """The division a keeper of it belongs to: its village or township where it has one, else the county."""
        parent = self.parent_code or ""
        return parent if parent.isdigit() and len(parent) in {9, 12} and parent.startswith(county) else county


def find(county: County, network: Network | None, code: str, at: datetime) -> Ground | None:
    """The area of a network (of any, without one) called `code` at `at`."""
    query = select(AreaOutline.area_id, AreaOutline.parent_code).where(
        AreaOutline.county == county, AreaOutline.code == code, valid_at(at)
    )
    if network is not None:
        query = query.where(AreaOutline.network == network)
    row = db.session.execute(query.order_by(AreaOutline.network)).first()
    return Ground(row.area_id, row.parent_code) if row else None


def codes(county: County, ids: Iterable[int]) -> dict[int, str]:
    """The codes of these areas, by id; nothing is asked where there are none."""
    wanted = sorted(set(ids))
    query = select(Area.id, Area.code).where(Area.county == county, Area.id.in_(wanted))
    return {row.id: row.code for row in db.session.execute(query)} if wanted else {}
