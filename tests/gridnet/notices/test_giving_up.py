"""What was given up: seen by an administrator, tried again by hand."""

import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.base.errors import Conflict, NotFound
from gridnet.base.paging import Wish
from gridnet.base.settings import Settings
from gridnet.notices import delivery, giving_up, routing, services
from gridnet.people.staff import By
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY
from tests.gridnet.notices import receivers

BY = By(AT)


@pytest.fixture(autouse=True)
def _rules(monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    services.configure(Settings(notice_schemes="json"))


@pytest.fixture
def given_up(session):
    """A message that was given up since its service was not allowed."""
    person = people.person()
    channel = notices.channel(person, service="url", address="nonsense://x")
    notices.promise(person)
    routing.route(AT)
    delivery.deliver(AT, now=lambda: AT)
    (made,) = notices.deliveries()
    assert made.state == "given_up"
    return made, channel


def test_it_is_sent_again_by_hand_from_the_first_try_on(given_up):
    made, channel = given_up
    with receivers.web_server() as hook:
        channel.address_sealed = notices.sealed(COUNTY, hook.url)
        giving_up.retry(COUNTY, made.id, BY)
        delivery.deliver(AT, now=lambda: AT)
        assert len(hook.taken) == 1
    (made,) = notices.deliveries()
    assert (made.state, made.tries) == ("sent", 1)


def test_only_what_was_given_up_is_tried_by_hand(given_up):
    made, _ = given_up
    giving_up.retry(COUNTY, made.id, BY)
    with pytest.raises(Conflict, match="failed"):
        giving_up.retry(COUNTY, made.id, BY)
    with pytest.raises(NotFound):
        giving_up.retry(COUNTY, made.id + 1, BY)


def test_nothing_is_tried_by_a_channel_that_was_removed(given_up):
    made, channel = given_up
    channel.removed_at = AT
    with pytest.raises(Conflict, match="removed"):
        giving_up.retry(COUNTY, made.id, BY)


def test_who_tried_again_is_audited(given_up, session):
    giving_up.retry(COUNTY, given_up[0].id, BY)
    assert session.scalars(select(AuditEntry.action)).all() == ["notice_delivery.retry"]


def test_the_list_is_narrowed_by_state_and_county_and_read_in_pages(given_up, session):
    made, _ = given_up
    person = people.person()
    notices.channel(person)
    notices.promise(person)
    routing.route(AT)
    newest = notices.deliveries()[-1]

    def listed(county=COUNTY, **given):
        rows = giving_up.list_deliveries(county, Wish(), **given)
        return [row.Delivery.id for row in rows]

    assert listed() == [newest.id, made.id]
    assert listed(state="given_up") == [made.id]
    assert listed("410598") == []
