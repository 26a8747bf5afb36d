"""Persons and the positions they hold."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound
from gridnet.base.network import Network
from gridnet.people import lists, queries, staff
from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Position, Shift
from gridnet.people.roles import Role
from gridnet.people.staff import By, PersonWish, PositionWish
from tests.factories import people
from tests.factories.people import AT, COUNTY, SINCE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")

BY = By(AT, person_id=7, position_id=8, source="test")
DAY = timedelta(days=1)
WISH = PersonWish(staff_no="W1", name="示例网格员 01", login="user1", phone="13800001234")
DESK = PositionWish(role=Role.TOWNSHIP_DESK, network=Network.COMMUNITY, scope=TOWNSHIP, valid_from=AT)


def test_a_person_is_taken_on_with_a_sealed_number():
    person = staff.take_on(COUNTY, WISH, BY)
    assert b"1380000" not in person.phone_sealed
    assert staff.phone_of(person) == "13800001234"


@pytest.mark.parametrize("given", [{"staff_no": "W1", "login": "other"}, {"staff_no": "W2", "login": "user1"}])
def test_a_staff_number_and_a_login_are_taken_once_a_county(given):
    staff.take_on(COUNTY, WISH, BY)
    with pytest.raises(Conflict):
        staff.take_on(COUNTY, replace(WISH, **given), BY)
    staff.take_on("410598", replace(WISH, **given), BY)


@pytest.mark.parametrize(
    "given",
    [
        {"staff_no": " "},
        {"name": ""},
        {"login": "Äpfel"},
        {"login": "UPPER"},
        {"login": "x"},
        {"phone": "call me"},
        {"phone": "1"},
    ],
)
def test_particulars_that_cannot_be_right_are_refused(given):
    with pytest.raises(Invalid):
        staff.take_on(COUNTY, replace(WISH, **given), BY)


def test_a_change_keeps_what_it_does_not_say():
    person = staff.take_on(COUNTY, WISH, BY)
    staff.change(person, PersonWish(staff_no="W1", name="示例网格员 02", login="user2"), BY)
    assert (person.name, person.login, staff.phone_of(person)) == ("示例网格员 02", "user2", "13800001234")


def test_whoever_has_a_password_keeps_a_login():
    with pytest.raises(Conflict):
        staff.change(people.person(password="x"), replace(WISH, login=None), BY)


class TestAppointment:
    def test_a_position_is_given(self):
        person = people.person()
        position = staff.appoint(person, DESK, BY)
        assert (position.person_id, position.role, position.recorded_by) == (person.id, Role.TOWNSHIP_DESK, 7)

    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({"scope": "420106001"}, Invalid),  # elsewhere
            ({"scope": "4105990"}, Invalid),  # no division
            ({"valid_to": AT}, Invalid),  # over before it begins
            ({"network": Network.POLICE}, Invalid),  # the other network
            ({"role": Role.GRID_WORKER, "area_id": 1, "keeps": Keeps.PRIMARY}, NotFound),  # no such grid
        ],
    )
    def test_one_that_cannot_be_is_refused(self, given, refusal):
        with pytest.raises(refusal):
            staff.appoint(people.person(), replace(DESK, **given), BY)

    def test_a_grid_worker_keeps_no_beat(self):
        beat = people.area(Network.POLICE)
        wish = replace(DESK, role=Role.GRID_WORKER, area_id=beat.id, keeps=Keeps.PRIMARY)
        with pytest.raises(Invalid):
            staff.appoint(people.person(), wish, BY)

    def test_the_same_one_is_not_held_twice_at_a_time(self):
        person = people.person()
        staff.appoint(person, replace(DESK, valid_to=AT + DAY), BY)
        staff.appoint(person, replace(DESK, valid_from=AT + DAY), BY)  # one after the other
        staff.appoint(person, replace(DESK, scope="410599002"), BY)  # elsewhere at the same time
        with pytest.raises(Conflict):
            staff.appoint(person, DESK, BY)

    def test_two_administrators_are_two_persons(self):
        person = people.person()
        people.position(person, Role.SYSTEM_ADMIN)
        with pytest.raises(NotAllowed):
            staff.appoint(person, PositionWish(role=Role.AUDITOR, scope=COUNTY, valid_from=AT), BY)

    def test_whoever_was_let_go_is_given_none(self):
        person = people.person(disabled_at=AT)
        with pytest.raises(Conflict):
            staff.appoint(person, DESK, BY)


@pytest.mark.parametrize(
    ("appointing", "role", "scope", "able"),
    [
        ([(Role.SYSTEM_ADMIN, COUNTY)], Role.OFFICER, TOWNSHIP, True),
        ([(Role.SYSTEM_ADMIN, COUNTY)], Role.OFFICER, "4105", False),  # reaches beyond one's own
        ([(Role.SYSTEM_ADMIN, COUNTY)], Role.AUDITOR, COUNTY, False),  # for the security administrator
        ([(Role.SECURITY_ADMIN, "41")], Role.AUDITOR, COUNTY, True),
        ([(Role.SYSTEM_ADMIN, COUNTY), (Role.SECURITY_ADMIN, TOWNSHIP)], Role.AUDITOR, COUNTY, False),
        ([(Role.TOWNSHIP_DESK, COUNTY)], Role.GRID_WORKER, VILLAGE, False),
        ([], Role.GRID_WORKER, VILLAGE, False),
    ],
)
def test_one_appoints_within_ones_role_and_scope(appointing, role, scope, able):
    if able:
        staff.check_may_appoint(appointing, role, scope)
    else:
        with pytest.raises(NotAllowed):
            staff.check_may_appoint(appointing, role, scope)


class TestEnd:
    def live(self, session, model=Position):
        session.expire_all()
        return session.scalars(select(model).where(model.withdrawn_at.is_(None)).order_by(model.id)).all()

    def test_the_row_is_withdrawn_and_another_one_ends(self, session):
        position = people.position()
        ended = staff.end(position, AT + DAY, BY)
        assert (position.withdrawn_at, position.valid_to) == (AT, None)
        assert (ended.valid_from, ended.valid_to) == (SINCE, AT + DAY)
        assert self.live(session) == [ended]

    def test_one_that_would_end_before_it_began_leaves_none(self, session):
        assert staff.end(people.position(valid_from=AT + DAY), AT, BY) is None
        assert self.live(session) == []

    def test_one_that_ends_earlier_anyhow_is_left_alone(self):
        position = people.position(valid_to=AT)
        assert staff.end(position, AT + DAY, BY) is position

    def test_its_shifts_go_on_until_then(self, session):
        position = people.position(duty_rule=Rule.ROSTERED)
        for day in (-1, 0, 1, 2):
            people.shift(position, AT + day * DAY, 12)
        ended = staff.end(position, AT + DAY + DAY / 4, BY)
        shifts = self.live(session, Shift)
        assert [(each.position_id, each.starts_at, each.ends_at) for each in shifts] == [
            (ended.id, AT - DAY, AT - DAY / 2),
            (ended.id, AT, AT + DAY / 2),
            (ended.id, AT + DAY, AT + DAY + DAY / 4),  # cut where the position ends
        ]

    def test_two_at_once_do_not_both_change_it(self):
        position = people.position()
        staff.end(position, AT, BY)
        with pytest.raises(Conflict):
            staff.end(position, AT, BY)

    def test_whoever_is_let_go_answers_for_nothing_and_cannot_return(self, session):
        person = people.person()
        area = people.area()
        people.position(person, area=area)
        people.position(person, Role.DISPATCHER, valid_from=AT + DAY)
        people.token(person)
        staff.disable(person, BY)
        assert lists.list_positions(COUNTY, [person.id], AT) == []
        assert lists.list_tokens(COUNTY, person.id, AT) == []
        assert queries.on_duty_now(COUNTY, AT) == []
        staff.enable(person, BY)
        assert person.disabled_at is None


@pytest.mark.parametrize(
    ("scope", "given", "known"),
    [
        (COUNTY, {}, True),
        ("4105", {}, True),  # of the city
        (TOWNSHIP, {}, False),  # of a township only
        (COUNTY, {"valid_to": AT}, False),
        (COUNTY, {"withdrawn_at": SINCE}, False),
    ],
)
def test_a_county_is_administered_by_whoever_covers_it(scope, given, known):
    people.position(role=Role.SYSTEM_ADMIN, scope=scope, **given)
    assert staff.is_administered(COUNTY, Role.SYSTEM_ADMIN, AT) is known
    assert not staff.is_administered(COUNTY, Role.AUDITOR, AT)


def test_every_act_is_audited_as_whom(session):
    person = staff.take_on(COUNTY, WISH, BY)
    staff.appoint(person, DESK, replace(BY, person_id=None, position_id=None, acting="410500:1:2"))
    first, second = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert (first.action, first.person_id, first.position_id, first.subject_id) == ("person.add", 7, 8, str(person.id))
    assert (second.action, second.person_id, second.detail["acting"]) == ("position.add", None, "410500:1:2")
