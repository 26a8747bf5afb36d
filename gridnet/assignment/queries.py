"""Questions about assignments; each a function, each one statement."""

from collections.abc import Sequence

from sqlalchemy import Row, and_, select

from gridnet.assignment.models import WhyRecord
from gridnet.base import db
from gridnet.base.county import County
from gridnet.incidents.models import Leg


def list_why(county: County, incident_id: int) -> Sequence[Row[Leg, WhyRecord]]:
    """Every leg an incident ever had with its why-me record, in the order they were given."""
    query = (
        select(Leg, WhyRecord)
        .join(WhyRecord, and_(WhyRecord.county == Leg.county, WhyRecord.assignment_id == Leg.id))
        .where(Leg.county == county, Leg.incident_id == incident_id)
        .order_by(Leg.id)
    )
    return db.session.execute(query).all()
