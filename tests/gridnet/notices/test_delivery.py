"""Sending: claimed, sent, recorded; to a real mail server and a real web server."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.base.settings import Settings
from gridnet.notices import backoff, delivery, routing, sending, services
from gridnet.notices.models import Channel, Delivery, Notice
from gridnet.people.roles import Role
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY, TOWNSHIP
from tests.gridnet.notices import receivers


@pytest.fixture
def mailbox(monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    with receivers.mail_server() as (mailbox, url):
        services.configure(Settings(mail_url=url, notice_schemes="json"))
        yield mailbox


@pytest.fixture
def hook(monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    services.configure(Settings(notice_schemes="json"))
    with receivers.web_server() as hook:
        yield hook


@pytest.fixture
def worker(session):
    return people.person()


def run(at=AT):
    return routing.route(at) + delivery.deliver(at, now=lambda: at)


def by_web(hook, person=None, **given):
    return notices.channel(person, service="url", address=hook.url, **given)


def test_a_mail_arrives_in_the_language_of_its_channel(mailbox, worker):
    notices.channel(worker)
    notices.channel(worker, address="other@example.cn", language="en")
    notices.promise(worker, params=notices.CASE | {"role": "lead", "due_at": AT})
    run()
    sent = {mail["To"]: mail.get_payload(decode=True).decode() for _, mail in mailbox.mails}
    assert "您的职责：主办" in sent["worker@example.cn"]
    assert "请于 2026-03-10 12:00 前接单" in sent["worker@example.cn"]
    assert "Accept by 2026-03-10 12:00" in sent["other@example.cn"]
    assert {(each.state, each.sent_at, each.tries) for each in notices.deliveries()} == {("sent", AT, 1)}


def test_a_robot_takes_what_its_desk_is_told(hook, session):
    by_web(hook, division_code=TOWNSHIP)
    notices.promise(desk_code=TOWNSHIP)
    run()
    ((ref, body),) = hook.taken
    (made,) = notices.deliveries()
    assert ref == f"{COUNTY}-{made.id}"
    assert notices.CASE["number"] in body["title"]
    assert ref in body["message"]


def test_nothing_is_sent_twice(mailbox, worker):
    notices.channel(worker)
    notices.promise(worker)
    run()
    run(AT + timedelta(days=2))
    assert len(mailbox.mails) == 1


def test_what_fails_is_tried_again_later_and_says_what_was_answered(mailbox, worker):
    notices.channel(worker)
    notices.promise(worker)
    mailbox.refuse = "451 come back later"
    run()
    (made,) = notices.deliveries()
    assert (made.state, made.tries, made.next_try_at) == ("failed", 1, AT + backoff.WAITS[0])
    assert "mail" in made.last_error.lower()
    mailbox.refuse = None
    assert run(AT + backoff.WAITS[0] - timedelta(seconds=1)) == 0
    run(AT + backoff.WAITS[0])
    (made,) = notices.deliveries()
    assert (made.state, made.tries, made.last_error, made.unsure) == ("sent", 2, None, 0)
    assert len(mailbox.mails) == 1


def test_after_the_last_try_it_is_given_up_and_an_administrator_is_told(hook, worker):
    admin = people.position(role=Role.SYSTEM_ADMIN)
    hook.status = 500
    by_web(hook, worker)
    notices.promise(worker)
    at = AT
    for _ in range(backoff.TRIES):
        run(at)
        (made,) = notices.deliveries()
        at = made.next_try_at or at
    assert (made.state, made.tries, made.next_try_at) == ("given_up", backoff.TRIES, None)
    assert len(hook.taken) == backoff.TRIES
    told = db.session.scalars(select(Notice).where(Notice.kind == "delivery_given_up")).all()
    assert [notice.person_id for notice in told] == [admin.person_id]
    assert run(at + timedelta(days=9)) == 1  # nothing but the routing of what the administrator is told


def test_that_something_was_given_up_is_said_once_an_hour_and_not_about_itself(hook, worker):
    admin = people.position(role=Role.SYSTEM_ADMIN)
    notices.channel(people.person_of(admin), service="url", address="nonsense://x")
    for person in (worker, people.person()):
        notices.channel(person, service="url", address="nonsense://x")
        notices.promise(person)
    for minutes in range(3):
        run(AT + timedelta(minutes=minutes))
    assert {each.state for each in notices.deliveries()} == {"given_up"}
    assert len(notices.deliveries()) == 3
    assert len(db.session.scalars(select(Notice).where(Notice.kind == "delivery_given_up")).all()) == 1


@pytest.mark.parametrize("address", ["nonsense://x", "jsons://hooks.example.cn"])
def test_what_cannot_work_is_given_up_at_once(hook, worker, address):
    notices.channel(worker, service="url", address=address)
    notices.promise(worker)
    run()
    (made,) = notices.deliveries()
    assert (made.state, made.tries) == ("given_up", 1)
    assert "not allowed here" in made.last_error


def test_an_address_no_key_opens_is_given_up_and_stops_nobody_else(mailbox, worker):
    notices.channel(worker, address_sealed=b"x" * 40)
    notices.channel(worker, address="other@example.cn")
    notices.promise(worker)
    run()
    assert sorted(each.state for each in notices.deliveries()) == ["given_up", "sent"]


def test_a_channel_removed_before_its_message_went_out_gets_nothing(mailbox, worker):
    channel = notices.channel(worker)
    notices.promise(worker)
    routing.route(AT)
    channel.removed_at = AT
    delivery.deliver(AT, now=lambda: AT)
    assert mailbox.mails == []
    assert notices.deliveries()[0].state == "given_up"


def test_a_service_that_is_down_does_not_keep_the_others_waiting(hook, mailbox, session):
    mailbox.refuse = "451 come back later"
    services.configure(Settings(mail_url=services._rules[0].mail_url, notice_schemes="json"))
    persons = [people.person() for _ in range(40)]
    for number, person in enumerate(persons):
        notices.channel(person, address=f"worker{number}@example.cn")
        notices.promise(person)
    last = people.person()
    by_web(hook, last)
    notices.promise(last)
    run()
    tried = sum(each.tries for each in notices.deliveries())
    assert len(hook.taken) == 1
    assert tried <= delivery.BATCH + delivery.BATCH  # not all forty


def test_a_service_that_does_not_answer_is_unsure_and_tried_again(hook, worker, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)
    sending._asset.cache_clear()
    hook.open.clear()
    by_web(hook, worker)
    notices.promise(worker)
    run()
    (made,) = notices.deliveries()
    sending._asset.cache_clear()
    assert (made.state, made.unsure) == ("failed", 1)


def test_a_fault_in_one_service_stops_nobody(mailbox, worker, monkeypatch):
    notices.channel(worker)
    notices.channel(worker, address="other@example.cn")
    notices.promise(worker)
    send = sending.send

    def broken(url, message, ref, files):
        if "other" in url:
            raise KeyError("somewhere in a library")
        return send(url, message, ref, files)

    monkeypatch.setattr(sending, "send", broken)
    run()
    assert sorted(each.state for each in notices.deliveries()) == ["failed", "sent"]


def test_urgent_messages_go_first(hook, session, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 1)
    for number in range(3):
        person = people.person()
        by_web(hook, person)
        notices.promise(person, key=f"calm {number}")
    person = people.person()
    by_web(hook, person)
    notices.promise(person, key="urgent", urgent=True)
    routing.route(AT)
    urgent = [each.id for each in notices.deliveries() if each.urgent]
    assert [parcel.id for parcel in delivery.claim(COUNTY, AT, until=AT + delivery.LEASE)] == urgent


def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out(hook, worker):
    by_web(hook, worker)
    notices.promise(worker)
    routing.route(AT)
    assert len(delivery.claim(COUNTY, AT, until=AT + delivery.LEASE)) == 1
    assert delivery.claim(COUNTY, AT, until=AT + delivery.LEASE) == []
    later = AT + delivery.LEASE
    (again,) = delivery.claim(COUNTY, later, until=later + delivery.LEASE)
    assert again.tries == 2
    assert notices.deliveries()[0].unsure == 1


def test_whoever_ends_late_says_so_when_it_was_sent_and_is_not_heard_when_it_failed(hook, worker):
    by_web(hook, worker)
    notices.promise(worker)
    routing.route(AT)
    (first,) = delivery.claim(COUNTY, AT, until=AT)
    (second,) = delivery.claim(COUNTY, AT, until=AT + delivery.LEASE)
    delivery.record(COUNTY, first, sending.Try(sending.Outcome.FAILED, "late"), at=AT)
    assert notices.deliveries()[0].state == "sending"
    delivery.record(COUNTY, first, sending.Try(sending.Outcome.SENT), at=AT)
    assert notices.deliveries()[0].state == "sent"
    delivery.record(COUNTY, second, sending.Try(sending.Outcome.FAILED, "late"), at=AT)
    assert notices.deliveries()[0].state == "sent"


def test_a_message_that_kills_its_worker_every_time_is_given_up(hook, worker):
    by_web(hook, worker)
    notices.promise(worker)
    routing.route(AT)
    at = AT
    for _ in range(backoff.TRIES):
        delivery.claim(COUNTY, at, until=at + delivery.LEASE)
        at += delivery.LEASE
    run(at)
    (made,) = notices.deliveries()
    assert (made.state, made.unsure) == ("given_up", backoff.TRIES)
    assert hook.taken == []


def test_no_row_is_locked_while_the_world_is_called(committing, hook, fresh):
    """Somebody else can write to the delivery and the notice while the receiver takes its time."""
    with db.transaction():
        person = people.person(county=fresh)
        by_web(hook, person)
        notice = notices.promise(person, key=f"slow {fresh}")
        notice_id = notice.id
    hook.open.clear()
    routing.route(AT)
    sender = threading.Thread(target=_deliver_and_leave)
    sender.start()
    assert hook.reached.wait(20)
    with db.transaction():
        db.session.execute(Notice.__table__.update().where(Notice.id == notice_id).values(seen_at=AT))
        locked = select(Delivery).where(Delivery.county == fresh).with_for_update(nowait=True)
        assert [row.state for row in db.session.scalars(locked)] == ["sending"]
    hook.open.set()
    sender.join()
    with db.transaction():
        assert db.session.scalars(select(Delivery.state).where(Delivery.county == fresh)).all() == ["sent"]


def _deliver_and_leave():
    delivery.deliver(AT)
    db.session.remove()


WORKER = textwrap.dedent("""
    import sys
    from datetime import datetime
    from sqlalchemy import make_url
    from gridnet.base import db, secrets
    from gridnet.base.settings import Settings
    from gridnet.notices import delivery, services

    secrets.configure((b"k" * 32,))
    settings = Settings(database_url=sys.argv[1], notice_schemes="json")
    db.configure(settings)
    services.configure(settings)
    delivery.deliver(datetime.fromisoformat(sys.argv[2]), now=lambda: datetime.fromisoformat(sys.argv[2]))
""")


def start(url, at):
    address = url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-c", WORKER, address, at.isoformat()])


def test_killed_between_claim_and_send_it_is_sent_once_and_between_send_and_record_again_under_one_reference(
    committing, hook, fresh
):
    """kill -9 at both moments that matter, with real processes and a real receiver."""
    with db.transaction():
        person = people.person(county=fresh)
        by_web(hook, person)
        notices.promise(person, key=f"killed {fresh}")
    routing.route(AT)

    with db.transaction():  # claimed by a process that dies before it sends
        assert len(delivery.claim(fresh, AT, until=AT + delivery.LEASE)) == 1
    db.session.remove()
    assert start(committing.url, AT + timedelta(seconds=5)).wait(60) == 0
    assert hook.taken == [], "the lease has not run out: it may still be under way"

    hook.open.clear()  # sent, and killed before it could be recorded
    later = AT + delivery.LEASE
    victim = start(committing.url, later)
    assert hook.reached.wait(30)
    os.kill(victim.pid, signal.SIGKILL)
    assert victim.wait(30) == -signal.SIGKILL
    hook.open.set()

    assert start(committing.url, later + delivery.LEASE).wait(60) == 0
    with db.transaction():
        made = db.session.scalars(select(Delivery).where(Delivery.county == fresh)).one()
    assert (made.state, made.tries, made.unsure) == ("sent", 3, 2)
    refs = [ref for ref, _ in hook.taken]
    assert len(refs) == 2
    assert set(refs) == {f"{fresh}-{made.id}"}


def test_two_workers_at_once_send_each_message_once(committing, hook, fresh):
    with db.transaction():
        for number in range(30):
            person = people.person(county=fresh)
            by_web(hook, person)
            notices.promise(person, key=f"many {number} {fresh}")
    routing.route(AT)
    workers = [start(committing.url, AT) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    refs = [ref for ref, _ in hook.taken]
    assert len(refs) == len(set(refs)) == 30
    with db.transaction():
        db.session.execute(Channel.__table__.update().where(Channel.county == fresh).values(removed_at=AT))
