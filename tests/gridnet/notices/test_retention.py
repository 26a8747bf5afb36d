"""Old notices go with their messages; what is young, or still on its way, stays."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gridnet.base import db
from gridnet.notices import retention, routing
from gridnet.notices.models import DeliveryPart, Notice
from tests.factories import notices, people, territory
from tests.factories.people import AT, COUNTY

OLD = AT - timedelta(days=367)
BEFORE = AT - timedelta(days=366)


@pytest.fixture
def person(session):
    """Somebody who is told by mail."""
    made = people.person()
    notices.channel(made, created_at=OLD)
    return made


def sent(person, at, **given):
    """A notice that went out."""
    made = notices.promise(person, at=at, **given)
    routing.route(at)
    db.session.execute(
        text("UPDATE notice_delivery SET state = 'sent', next_try_at = NULL, sent_at = :at WHERE state = 'pending'"),
        {"at": at},
    )
    return made


def left():
    db.session.expire_all()
    return {row.key for row in db.session.query(Notice)}


def purge(**given):
    return retention.purge(COUNTY, BEFORE, **given)


def test_what_is_old_goes_with_its_message(person):
    sent(person, OLD, key="old")
    sent(person, AT, key="new")
    assert purge() == 1
    assert left() == {"new"}
    assert (len(notices.deliveries()), db.session.query(DeliveryPart).count()) == (1, 1)
    assert purge() == 0


def test_what_is_exactly_as_old_stays(person):
    sent(person, BEFORE, key="on the day")
    assert purge() == 0


def test_what_is_still_on_its_way_stays(person):
    notices.promise(person, at=OLD, key="held", not_before=AT, hold_reason="night")
    notices.promise(person, at=OLD, key="being tried")
    routing.route(OLD)
    assert purge() == 0
    assert left() == {"held", "being tried"}


def test_a_digest_goes_with_the_last_of_its_notices(person):
    for key in ("one", "two"):
        notices.promise(person, at=OLD, key=key, digest="outage")
    sent(person, OLD, key="three", digest="outage")
    assert len(notices.deliveries()) == 1
    assert purge(batch=2) == 2
    assert len(notices.deliveries()) == 1
    assert purge(batch=2) == 1
    assert notices.deliveries() == []


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        pytest.param("366", {"new"}, id="the old one goes, however many batches it takes"),
        pytest.param("0", {"old 1", "old 2", "old 3", "new"}, id="kept for good"),
    ],
)
def test_the_worker_purges_by_the_setting(person, monkeypatch, days, kept):
    territory.division(COUNTY)
    monkeypatch.setenv("GRIDNET_NOTICE_DAYS", days)
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(1, 4):
        sent(person, OLD, key=f"old {number}")
    sent(person, AT, key="new")
    retention.tick(AT)
    assert left() == kept
