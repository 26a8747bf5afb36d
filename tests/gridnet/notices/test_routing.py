"""Handing what is due to the channels, and ringing for open pages."""

from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select, text

from gridnet.base import db
from gridnet.notices import batching, routing
from gridnet.notices.models import DeliveryPart, Notice
from gridnet.people.roles import Role
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY, TOWNSHIP


def parts():
    rows = db.session.scalars(select(DeliveryPart).order_by(DeliveryPart.delivery_id, DeliveryPart.notice_id))
    return [(row.delivery_id, row.notice_id) for row in rows]


def waiting():
    return db.session.scalars(select(Notice.id).where(Notice.route_at.is_not(None))).all()


def test_a_due_notice_becomes_a_message_a_channel(session):
    person = people.person()
    notices.channel(person)
    notices.channel(person, address="other@example.cn")
    notice = notices.promise(person)
    assert routing.route(AT) == 1
    made = notices.deliveries()
    assert [(each.state, each.next_try_at, each.tries) for each in made] == [("pending", AT, 0)] * 2
    assert parts() == [(each.id, notice.id) for each in made]
    assert waiting() == []


def test_what_was_routed_is_not_routed_again(session):
    person = people.person()
    notices.channel(person)
    notices.promise(person)
    assert [routing.route(AT), routing.route(AT)] == [1, 0]
    assert len(notices.deliveries()) == 1


def test_what_is_held_waits_for_its_moment(session):
    person = people.person()
    notices.channel(person)
    notices.promise(person, not_before=AT + timedelta(hours=8), hold_reason="night")
    assert routing.route(AT + timedelta(hours=7)) == 0
    assert routing.route(AT + timedelta(hours=8)) == 1


def test_history_and_what_was_seen_meanwhile_go_nowhere(session):
    person = people.person()
    notices.channel(person)
    notices.promise(person, is_history=True)
    notices.promise(person).seen_at = AT
    session.flush()
    assert routing.route(AT) == 1
    assert notices.deliveries() == []
    assert waiting() == []


@pytest.mark.parametrize("gone", [{"verified_at": None}, {"removed_at": AT}])
def test_nothing_goes_out_by_what_was_never_proven_or_was_removed(session, gone):
    person = people.person()
    notices.channel(person, **gone)
    notices.promise(person)
    routing.route(AT)
    assert notices.deliveries() == []


def test_nothing_goes_out_to_whoever_has_left(session):
    person = people.person(disabled_at=AT)
    notices.channel(person)
    notices.promise(person)
    routing.route(AT)
    assert notices.deliveries() == []


def test_one_digest_is_one_message_however_many_batches_it_fills(session, monkeypatch):
    monkeypatch.setattr(routing, "BATCH", 3)
    person, other = people.person(), people.person()
    notices.channel(person)
    notices.channel(other)
    for _ in range(5):
        notices.promise(person, digest="assigned")
    notices.promise(other)
    assert routing.route(AT) == 6
    assert len(notices.deliveries()) == 2
    assert len(parts()) == 6


def test_six_hours_without_a_worker_make_one_message_a_person(session):
    person = people.person()
    notices.channel(person)
    for hour in range(6):
        for _ in range(batching.STORM):
            notices.promise(person, at=AT + timedelta(hours=hour))
    routing.route(AT + timedelta(hours=6))
    assert len(notices.deliveries()) == 1
    assert len(parts()) == 30


def test_a_desk_is_told_by_the_robot_of_its_group_and_its_holders_by_their_own_channels(session):
    holder = people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    own = notices.channel(people.person_of(holder))
    robot = notices.channel(division_code=TOWNSHIP, service="url", address="json://127.0.0.1:1/")
    notices.channel(division_code="410599002", service="url", address="json://127.0.0.1:1/")
    notices.promise(desk_code=TOWNSHIP)
    routing.route(AT)
    assert {each.channel_id for each in notices.deliveries()} == {own.id, robot.id}


def test_what_is_let_be_is_seen_and_told_by_no_channel(session):
    person = people.person()
    notices.channel(person)
    old, new = notices.promise(person, at=AT - timedelta(days=3)), notices.promise(person)
    routing.let_be(COUNTY, before=AT - timedelta(days=1))
    session.expire_all()
    assert (old.seen_at, old.route_at, new.seen_at, new.route_at) == (old.created_at, None, None, AT)


def test_counties_are_routed_each_by_itself(session):
    here, there = people.person(), people.person(county="410598")
    for person in (here, there):
        notices.channel(person)
        notices.promise(person)
    assert routing.route(AT) == 2
    assert {each.county for each in notices.deliveries()} == {COUNTY, "410598"}


def test_a_county_that_somebody_else_is_routing_is_left_alone(session, engine):
    person = people.person()
    notices.promise(person)
    with engine.connect() as another, another.begin():
        another.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('notices ' || CAST(:county AS text), 0))"),
            {"county": COUNTY},
        )
        assert routing.route(AT) == 0
    assert routing.route(AT) == 1


def test_the_bell_names_the_county_and_the_persons(session):
    rings = list(routing.payloads(COUNTY, range(10**15, 10**15 + 1000)))
    assert all(len(ring) <= 8000 for ring in rings)
    assert sum(len(ring.split()) - 1 for ring in rings) == 1000
    assert {ring.split()[0] for ring in rings} == {COUNTY}
    assert list(routing.payloads(COUNTY, [])) == []


def test_the_bell_rings_once_it_is_committed(committing, fresh):
    with db.transaction():
        person = people.person(county=fresh)
        notices.promise(person)
    listener = psycopg.connect(committing.url.set(drivername="postgresql").render_as_string(hide_password=False))
    with listener:
        listener.autocommit = True
        listener.execute(f"LISTEN {routing.BELL}")
        routing.route(AT)
        with closing(listener.notifies(timeout=30)) as heard:  # among those of counties that other tests left
            assert f"{fresh} {person.id}" in (note.payload for note in heard)
