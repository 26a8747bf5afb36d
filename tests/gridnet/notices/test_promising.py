"""A promise is a row in the caller's transaction, once a key."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.notices.models import Notice
from gridnet.notices.promising import Promise, promise
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, STATION, TOWNSHIP

CASE = {"number": "410599-0000012", "category_zh": "邻里纠纷", "category_en": "Neighbours"}


def told(**given):
    return Promise(**{"key": "leg 1", "kind": "leg_assigned", "params": CASE} | given)


def kept():
    return db.session.scalars(select(Notice).order_by(Notice.id)).all()


def test_a_promise_waits_to_be_routed_from_its_moment_on(session):
    person = people.person()
    assert promise(COUNTY, [told(person_id=person.id, subject_kind="incident", subject_id=12)], at=AT) == 1
    (notice,) = kept()
    assert (notice.person_id, notice.created_at, notice.route_at, notice.seen_at) == (person.id, AT, AT, None)
    assert notice.params == CASE


def test_the_same_key_is_promised_once(session):
    person = people.person()
    assert promise(COUNTY, [told(person_id=person.id)], at=AT) == 1
    assert promise(COUNTY, [told(person_id=person.id), told(key="leg 2", person_id=person.id)], at=AT) == 1
    assert [notice.key for notice in kept()] == ["leg 1", "leg 2"]


def test_one_key_said_twice_at_once_is_promised_once(session):
    person = people.person()
    assert promise(COUNTY, [told(person_id=person.id), told(person_id=person.id)], at=AT) == 1


def test_counties_do_not_share_keys(session):
    here, there = people.person(), people.person(county="410598")
    assert promise(COUNTY, [told(person_id=here.id)], at=AT) == 1
    assert promise("410598", [told(person_id=there.id)], at=AT) == 1


def test_what_is_held_is_routed_later_and_says_why(session):
    later = AT + timedelta(hours=9)
    promise(COUNTY, [told(person_id=people.person().id, not_before=later, hold_reason="night")], at=AT)
    (notice,) = kept()
    assert (notice.route_at, notice.hold_reason) == (later, "night")


def test_history_goes_into_the_inbox_and_no_further(session):
    promise(COUNTY, [told(person_id=people.person().id, is_history=True)], at=AT)
    (notice,) = kept()
    assert notice.route_at is None


@pytest.mark.parametrize(
    ("code", "role", "given"),
    [
        (TOWNSHIP, Role.TOWNSHIP_DESK, {"scope": TOWNSHIP}),
        (people.VILLAGE, Role.VILLAGE_DESK, {"scope": people.VILLAGE}),
        (STATION, Role.STATION_DUTY, {}),
        (COUNTY, Role.COUNTY_DESK, {}),
    ],
)
def test_a_desk_and_each_of_its_holders_are_told(session, code, role, given):
    desk = [people.position(role=role, **given) for _ in range(2)]
    people.position(role=Role.GRID_LEADER, scope=TOWNSHIP)  # of the place, but no desk
    people.position(role=role, **given, valid_to=AT - timedelta(days=1))  # not any more
    assert promise(COUNTY, [told(desk_code=code)], at=AT) == 3
    found = kept()
    assert [notice.person_id for notice in found] == [None, *(each.person_id for each in desk)]
    assert {notice.desk_code for notice in found} == {code}
    assert promise(COUNTY, [told(desk_code=code)], at=AT) == 0


def test_whoever_the_case_names_is_passed_over_at_their_own_desk_and_no_robot_says_it_in_a_group(session):
    named, other = (people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP) for _ in range(2))
    promise(COUNTY, [told(desk_code=TOWNSHIP, unless=frozenset({named.person_id}), is_discreet=True)], at=AT)
    assert {notice.person_id: notice.route_at for notice in kept()} == {None: None, other.person_id: AT}


def test_a_desk_without_anybody_keeps_its_notice(session):
    assert promise(COUNTY, [told(desk_code=TOWNSHIP)], at=AT) == 1


def test_persons_and_desks_are_promised_in_one_statement(session, statements):
    desk, person = people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP), people.person()
    with statements() as seen:
        promise(COUNTY, [told(desk_code=TOWNSHIP), told(key="leg 2", person_id=person.id)], at=AT)
    assert len(seen) == 1
    assert {notice.person_id for notice in kept()} == {None, desk.person_id, person.id}


def test_nothing_to_promise_asks_nothing(session, statements):
    with statements() as seen:
        assert promise(COUNTY, [], at=AT) == 0
    assert seen == []


def test_a_promise_names_somebody():
    with pytest.raises(ValueError, match="name a person or a desk"):
        promise(COUNTY, [told()], at=AT)


def test_what_nobody_may_read_is_not_even_kept():
    with pytest.raises(ValueError, match="does not take text"):
        promise(COUNTY, [told(person_id=1, params={"text": "老王打人"})], at=AT)
