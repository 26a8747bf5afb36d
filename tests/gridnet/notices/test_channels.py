"""Channels: begun, proven by a code that comes through them, removed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import secrets
from gridnet.base.audit import AuditEntry
from gridnet.base.errors import Conflict, Invalid, NotFound, TooMany
from gridnet.base.settings import Settings
from gridnet.notices import channels, delivery, routing, services
from gridnet.notices.channels import Wish
from gridnet.notices.models import Channel
from gridnet.notices.services import Service
from gridnet.people.staff import By
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY
from tests.gridnet.notices import receivers


@pytest.fixture(autouse=True)
def mailbox(monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    with receivers.mail_server() as (mailbox, url):
        services.configure(Settings(mail_url=url, notice_schemes="json"))
        yield mailbox


@pytest.fixture
def person(session):
    return people.person()


def by(person, at=AT):
    return By(at, person.id, None, "test")


def begun(person, address="worker@example.cn", **given):
    wish = Wish(service=Service.MAIL, address=address, person_id=person.id, **given)
    return channels.add(COUNTY, wish, by(person))


def deliver(at=AT):
    delivery.deliver(at, now=lambda: at)


def test_the_code_that_comes_through_a_channel_proves_it(person, mailbox):
    channel = begun(person)
    deliver()
    (text,) = mailbox.texts()
    (code,) = re.findall(r"\d{6}", text)
    assert channels.prove(channel, code, by(person)) is None
    assert channel.verified_at == AT
    assert channel.code_sealed is None
    assert channels.prove(channel, "000000", by(person)) is None, "it is proven"


def test_until_then_nothing_else_goes_out_by_it(person, mailbox):
    begun(person)
    notices.promise(person)
    routing.route(AT)
    deliver()
    assert len(mailbox.mails) == 1
    assert "验证码" in mailbox.texts()[0]


def test_a_code_is_guessed_five_times_at_most(person):
    channel = begun(person)
    kept = secrets.open_(channel.code_sealed, f"notice_channel.code_sealed {COUNTY}")
    wrong = "000000" if kept != "000000" else "111111"
    refusals = [channels.prove(channel, wrong, by(person)) for _ in range(channels.CODE_TRIES)]
    assert {type(each) for each in refusals} == {Invalid}
    assert isinstance(channels.prove(channel, kept, by(person)), Conflict)


def test_a_code_is_good_for_half_an_hour(person, mailbox):
    channel = begun(person)
    kept = secrets.open_(channel.code_sealed, f"notice_channel.code_sealed {COUNTY}")
    late = AT + channels.CODE_LASTS
    assert isinstance(channels.prove(channel, kept, by(person, late)), Conflict)
    deliver(late)
    assert mailbox.mails == []
    assert notices.deliveries()[0].state == "given_up"


def test_address_and_code_lie_sealed(person, session):
    channel = begun(person)
    session.flush()
    assert b"worker" not in channel.address_sealed
    assert channel.shown == "w***@example.cn"


def test_a_removed_channel_forgets_its_address_and_what_was_to_go_out_by_it(person, mailbox):
    channel = notices.channel(person)
    notices.promise(person)
    routing.route(AT)
    channels.remove(channels.get(COUNTY, channel.id, person_id=person.id), by(person))
    deliver()
    assert mailbox.mails == []
    (made,) = notices.deliveries()
    assert (made.state, made.last_error) == ("given_up", "the channel was removed")
    assert channel.address_sealed == b""
    with pytest.raises(NotFound):
        channels.get(COUNTY, channel.id, person_id=person.id)


def test_nobody_reaches_somebody_elses_channel(person):
    other = notices.channel(people.person())
    robot = notices.channel(division_code=COUNTY)
    for channel in (other, robot):
        with pytest.raises(NotFound):
            channels.get(COUNTY, channel.id, person_id=person.id)
    with pytest.raises(NotFound):
        channels.get(COUNTY, other.id, person_id=None)


def test_codes_are_not_sent_all_over_the_place(person):
    for number in range(channels.A_DAY):
        begun(person, f"worker{number}@example.cn")
    with pytest.raises(TooMany):
        begun(person)


def test_a_robot_names_kinds_that_there_are(person):
    wish = Wish(service=Service.URL, address="json://127.0.0.1/", division_code=COUNTY, kinds=["nonsense"])
    with pytest.raises(Invalid, match="nonsense"):
        channels.add(COUNTY, wish, by(person))


def test_what_apprise_cannot_send_to_is_refused_at_once(person):
    wish = Wish(service=Service.URL, address="json://", division_code=COUNTY)
    with pytest.raises(Invalid, match="Apprise cannot send"):
        channels.add(COUNTY, wish, by(person))


def test_lists_hold_what_is_live(person, session):
    gone = notices.channel(person, removed_at=AT)
    mine, robot = notices.channel(person), notices.channel(division_code=COUNTY)
    assert [each.id for each in channels.list_of_person(COUNTY, person.id)] == [mine.id]
    assert [each.id for each in channels.list_robots(COUNTY)] == [robot.id]
    assert session.get(Channel, (COUNTY, gone.id)) is not None


def test_every_change_is_audited_without_the_address(person, session):
    channel = begun(person)
    channels.remove(channel, by(person, AT + timedelta(minutes=1)))
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["notice_channel.add", "notice_channel.remove"]
    assert "worker" not in str([entry.detail for entry in entries])
