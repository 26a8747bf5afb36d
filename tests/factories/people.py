"""People with valid defaults: persons, positions, shifts, leaves, credentials, and ground for them to keep."""

from datetime import UTC, datetime, timedelta
from itertools import count

import argon2
from shapely import MultiPolygon, box

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.people import credentials, staff
from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Leave, Person, Position, Shift
from gridnet.people.roles import NETWORK, Role
from gridnet.territory.models import Area, AreaOutline, Draft, Publication

COUNTY = County("410599")
VILLAGE = "410599001001"
TOWNSHIP = "410599001"
STATION = "S1"
AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = "Wheat-field 42"

_numbers = count(1)
_quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def quick_hash(password):
    """What is kept of a password, made in no time."""
    return _quick.hash(password)


def person(county=COUNTY, **given):
    return _added(_person(county, **given))


def _person(county, **given):
    number = next(_numbers)
    phone, password = given.pop("phone", None), given.pop("password", None)
    defaults = {
        "staff_no": f"W{number:05}",
        "name": f"示例人员 {number:02}",
        "phone_sealed": staff.seal_phone(county, phone),
        "login": f"user{number}",
        "password_hash": quick_hash(password) if password else None,
        "recorded_at": SINCE,
    }
    return Person(county=county, **(defaults | given))


def position(holder=None, role=Role.GRID_WORKER, **given):
    county = given.pop("county", holder.county if holder else COUNTY)
    return _added(_position(county, holder or person(county), role, **given))


def seated(county, seats):
    """Somebody new in each of the seats, given by name as a role and what its position needs; written at once."""
    holders = {name: _person(county) for name in seats}
    _added(*holders.values())
    made = {name: _position(county, holders[name], role, **given) for name, (role, given) in seats.items()}
    _added(*made.values())
    return made


def _position(county, holder, role, **given):
    area = given.pop("area", None)
    defaults = {
        "person_id": holder.id,
        "role": role,
        "network": NETWORK.get(role),
        "scope": county,
        "station_code": STATION if role is Role.STATION_DUTY else None,
        "area_id": area.id if area else None,
        "keeps": Keeps.PRIMARY if area and role in {Role.GRID_WORKER, Role.OFFICER} else None,
        "duty_rule": Rule.ALWAYS,
        "valid_from": SINCE,
        "recorded_at": SINCE,
    }
    return Position(county=county, **(defaults | given))


def shift(of, starts_at=AT - timedelta(hours=2), hours=8, **given):
    """A shift of a position; `by_area` makes it one of its area and person."""
    by_area = given.pop("by_area", False)
    defaults = {
        "position_id": None if by_area else of.id,
        "area_id": of.area_id if by_area else None,
        "person_id": of.person_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
        "source": "desk",
        "recorded_at": SINCE,
    }
    return _added(Shift(county=of.county, **(defaults | given)))


def leave(of, starts_at=AT - timedelta(hours=2), hours=8, **given):
    defaults = {
        "person_id": of.id if isinstance(of, Person) else of.person_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
        "kind": "annual",
        "recorded_at": SINCE,
    }
    return _added(Leave(county=of.county, **(defaults | given)))


def area(network=Network.COMMUNITY, county=COUNTY, **given):
    """A grid or a beat with one outline, published for it alone."""
    code = given.pop("code", f"A{next(_numbers):05}")
    parent = given.pop("parent_code", VILLAGE if network is Network.COMMUNITY else STATION)
    valid_from, valid_to = given.pop("valid_from", SINCE), given.pop("valid_to", None)
    made = _added(Area(county=county, network=network, code=code))
    outline = AreaOutline(
        county=county,
        area_id=made.id,
        network=network,
        publication_id=_publication(network, county, valid_from).id,
        kind="general",
        code=code,
        name=f"示例{code}",
        parent_code=parent,
        area_m2=1.0,
        outline=f"SRID=4326;{MultiPolygon([box(113, 34, 113.001, 34.001)]).wkt}",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _added(outline)
    return made


def _publication(network, county, valid_from):
    """A publication of its own moment, so that areas can be made one by one."""
    draft = Draft(
        county=county,
        network=network,
        state="published",
        source="factory",
        datum="wgs84",
        crs="EPSG:4326",
        created_at=SINCE,
        verdict="clean",
        report={},
        areas=1,
        rejected=0,
        version=1,
    )
    _added(draft)
    publication = Publication(
        county=county,
        network=network,
        draft_id=draft.id,
        valid_from=valid_from + timedelta(microseconds=next(_numbers)),
        published_at=SINCE,
        backdated=False,
        added=1,
        changed=0,
        kept=0,
        retired=0,
    )
    return _added(publication)


def cookie(of, *, at=AT, is_strong=False):
    """The cookie of a session of this person."""
    return credentials.open_session(County(of.county), of.id, is_strong=is_strong, source="test", at=at)[1]


def token(of, *, at=AT, permissions=None, is_strong=False, days=30):
    """A bearer token of this person."""
    given = {"permissions": permissions, "is_strong": is_strong, "by": None, "source": "test"}
    expires_at = at + timedelta(days=days)
    return credentials.issue_token(County(of.county), of.id, "test", expires_at=expires_at, at=at, **given)[1]


def _added(*rows):
    db.session.add_all(rows)
    db.session.flush()
    return rows[0]


def person_of(position_):
    """Whoever holds a position."""
    return db.session.get(Person, (position_.county, position_.person_id))
