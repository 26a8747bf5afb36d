"""Notices and the channels they go out by."""

from gridnet.base import db, secrets
from gridnet.notices import promising, services
from gridnet.notices.models import Channel, Delivery, Notice
from gridnet.notices.promising import Promise
from gridnet.notices.services import Service
from tests.factories.people import AT, COUNTY

CASE = {"number": "410599-00000012-3", "category_zh": "邻里纠纷", "category_en": "Neighbours' dispute"}


def channel(person=None, service=Service.MAIL, address="worker@example.cn", **given):
    """A proven channel of a person, or a robot where a division is given instead."""
    county = person.county if person else given["division_code"][:6]
    defaults = {
        "person_id": person.id if person else None,
        "service": service,
        "address_sealed": sealed(county, address),
        "shown": services.show(service, address),
        "language": "zh",
        "urgent_only": False,
        "tries": 0,
        "created_at": AT,
        "verified_at": AT,
    }
    return _added(Channel(county=county, **(defaults | given)))


def sealed(county, address):
    """An address as it is kept."""
    return secrets.seal(address, f"notice_channel.address_sealed {county}")


def promise(person=None, *, at=AT, county=COUNTY, **given):
    """A notice promised to a person (or to the desk given)."""
    key = given.pop("key", f"key {len(db.session.query(Notice.id).all())}")
    defaults = {"key": key, "kind": "leg_assigned", "params": CASE, "person_id": person.id if person else None}
    promising.promise(person.county if person else county, [Promise(**(defaults | given))], at=at)
    return db.session.query(Notice).filter_by(key=key).first()


def deliveries():
    """All messages, in order, as they are now."""
    return db.session.query(Delivery).order_by(Delivery.id).populate_existing().all()


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
