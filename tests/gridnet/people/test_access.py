"""Who is let in, as what, and how far they may look."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from gridnet.base.errors import Invalid, NotAllowed, Unauthenticated
from gridnet.base.network import Network
from gridnet.base.reach import Reach
from gridnet.base.settings import Settings
from gridnet.people import access, credentials
from gridnet.people.access import Held
from gridnet.people.models import AccessToken, WebSession
from gridnet.people.roles import Permission, Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, SINCE, TOWNSHIP

SETTINGS = Settings(session_idle_minutes=30, session_hours=12)
MINUTE = timedelta(minutes=1)


def held(role, scope=COUNTY, area_id=None, id_=1):
    return Held(id_, COUNTY, role, None, scope, None, area_id, None)


@pytest.mark.parametrize(
    ("positions", "permission", "reach"),
    [
        ([held(Role.GRID_WORKER, TOWNSHIP)], Permission.AREA_READ, Reach.of([COUNTY])),  # the whole county
        ([held(Role.TOWNSHIP_DESK, TOWNSHIP)], Permission.PEOPLE_READ, Reach.of([TOWNSHIP])),
        ([held(Role.SUPERVISOR, "4105")], Permission.INCIDENT_READ, Reach.of(["4105"])),
        ([held(Role.GATEWAY, "41")], Permission.AREA_READ, Reach.of(["41"])),
        (
            [held(Role.GRID_WORKER, TOWNSHIP, 7)],
            Permission.INCIDENT_READ,
            Reach.of([], [(COUNTY, 7)], [COUNTY]),  # one's grid and one's cases
        ),
        (
            [held(Role.GRID_WORKER, TOWNSHIP, 7), held(Role.TOWNSHIP_DESK, TOWNSHIP)],
            Permission.INCIDENT_READ,
            Reach.of([TOWNSHIP], [(COUNTY, 7)], [COUNTY]),  # both positions together
        ),
        ([held(Role.GRID_WORKER, TOWNSHIP, 7)], Permission.PEOPLE_WRITE, Reach()),
    ],
)
def test_reach_follows_from_positions(positions, permission, reach):
    assert access.reach_of(positions, permission) == reach


@pytest.mark.parametrize(
    ("age", "idle", "awake"),
    [
        (0, 0, True),
        (60, 29, True),
        (60, 30, False),  # idle for as long as is allowed
        (719, 1, True),
        (720, 1, False),  # as old as is allowed, however busy
        (-5, -5, True),  # the clock jumped back
    ],
)
def test_a_session_idles_and_ages(age, idle, awake):
    assert access.is_awake(AT - age * MINUTE, AT - idle * MINUTE, SETTINGS, AT) is awake


@pytest.fixture
def worker(session):
    person = people.person()
    people.position(person, area=people.area())
    return person


def admit(credential, permission=Permission.AREA_READ, *, named=None, at=AT):
    shown = credentials.read_token(credential) or credentials.read_session(credential)
    return access.admit(shown, permission, SETTINGS, named=named, source="test", at=at)


@pytest.mark.parametrize("make", [people.token, people.cookie])
def test_a_good_credential_lets_its_person_in(worker, make):
    actor = admit(make(worker))
    assert (actor.person_id, actor.county, actor.reach) == (worker.id, COUNTY, Reach.of([COUNTY]))


@pytest.mark.parametrize("make", [people.token, people.cookie])
def test_a_guessed_secret_lets_nobody_in(worker, make):
    credential = make(worker)
    with pytest.raises(Unauthenticated):
        admit(credential[:-4] + ("AAAA" if credential[-4:] != "AAAA" else "BBBB"))


@pytest.mark.parametrize("model", [AccessToken, WebSession])
def test_a_revoked_credential_lets_nobody_in_from_that_moment(session, worker, model):
    credential = (people.token if model is AccessToken else people.cookie)(worker)
    session.query(model).update({"revoked_at": AT})
    with pytest.raises(Unauthenticated):
        admit(credential)


@pytest.mark.parametrize("make", [people.token, people.cookie])
def test_a_disabled_person_is_not_let_in(session, worker, make):
    credential = make(worker)
    worker.disabled_at = AT
    session.flush()
    with pytest.raises(Unauthenticated):
        admit(credential)


def test_an_expired_token_lets_nobody_in(worker):
    token = people.token(worker, days=1)
    admit(token, at=AT + timedelta(hours=23))
    with pytest.raises(Unauthenticated):
        admit(token, at=AT + timedelta(days=1))


def test_an_idle_session_lets_nobody_in(worker):
    cookie = people.cookie(worker)
    with pytest.raises(Unauthenticated):
        admit(cookie, at=AT + 30 * MINUTE)


def test_use_keeps_a_session_awake_but_not_for_ever(worker):
    cookie = people.cookie(worker)
    for minutes in range(20, 720, 20):
        admit(cookie, at=AT + minutes * MINUTE)
    with pytest.raises(Unauthenticated):
        admit(cookie, at=AT + 720 * MINUTE)


def test_a_credential_of_one_county_is_nothing_in_another(worker):
    shown = credentials.read_token(people.token(worker))
    elsewhere = credentials.Shown(shown.kind, "410598", shown.id, shown.secret)
    with pytest.raises(Unauthenticated):
        access.admit(elsewhere, Permission.SELF, SETTINGS, named=None, source="test", at=AT)


@pytest.fixture
def statements(session):
    seen = []
    connection = session.connection()

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement.split()[0])

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


@pytest.mark.parametrize("make", [people.token, people.cookie])
def test_being_let_in_takes_one_statement(session, worker, statements, make):
    credential = make(worker)
    admit(credential)
    session.flush()
    statements.clear()
    admit(credential, at=AT + MINUTE / 2)
    assert statements == ["SELECT"]


def test_a_session_is_noted_as_seen_once_a_minute(session, worker, statements):
    cookie = people.cookie(worker)
    statements.clear()
    for seconds in (30, 61, 90, 122):
        admit(cookie, at=AT + timedelta(seconds=seconds))
    assert statements.count("UPDATE") == 2
    assert session.query(WebSession.seen_at).scalar() == AT + timedelta(seconds=122)


def test_a_token_is_noted_as_used_once_a_day(session, worker, statements):
    token = people.token(worker)
    statements.clear()
    for hours in (0, 1, 24):
        admit(token, at=AT + timedelta(hours=hours))
    assert statements.count("UPDATE") == 2
    assert session.query(AccessToken.last_used_on).scalar() == (AT + timedelta(days=1)).date()


class TestPositions:
    def test_only_those_that_are_valid_now_count(self, session):
        person = people.person()
        now = people.position(person)
        people.position(person, Role.DISPATCHER, valid_to=AT)
        people.position(person, Role.COUNTY_DESK, valid_from=AT + MINUTE)
        people.position(person, Role.SUPERVISOR, withdrawn_at=SINCE)
        people.position(people.person(), Role.TOWNSHIP_DESK)
        actor = admit(people.token(person))
        assert [each.id for each in actor.held] == [now.id]

    def test_the_first_that_permits_is_acted_as(self, session):
        person = people.person()
        people.position(person)
        desk = people.position(person, Role.TOWNSHIP_DESK, scope=TOWNSHIP)
        actor = admit(people.token(person), Permission.DUTY_WRITE)
        assert (actor.position_id, actor.reach) == (desk.id, Reach.of([TOWNSHIP]))

    def test_the_one_that_is_named_is_acted_as_alone(self, session):
        person = people.person()
        people.position(person)
        desk = people.position(person, Role.TOWNSHIP_DESK, scope=TOWNSHIP)
        actor = admit(people.token(person), named=str(desk.id))
        assert ([each.id for each in actor.held], actor.position_id) == ([desk.id], desk.id)

    def test_one_that_does_not_permit_is_no_help_when_named(self, session):
        person = people.person()
        grid = people.position(person)
        people.position(person, Role.TOWNSHIP_DESK, scope=TOWNSHIP)
        with pytest.raises(NotAllowed):
            admit(people.token(person), Permission.DUTY_WRITE, named=str(grid.id))

    def test_somebody_elses_is_not_acted_as(self, worker):
        other = people.position(role=Role.DISPATCHER)
        with pytest.raises(NotAllowed):
            admit(people.token(worker), named=str(other.id))

    @pytest.mark.parametrize("named", ["x", "-1", "1.0", "١"])
    def test_what_is_no_position_is_refused(self, worker, named):
        with pytest.raises(Invalid):
            admit(people.token(worker), named=named)

    def test_without_any_one_has_ones_own_account_and_nothing_else(self, session):
        token = people.token(people.person())
        assert admit(token, Permission.SELF).position is None
        with pytest.raises(NotAllowed):
            admit(token, Permission.AREA_READ)

    def test_a_position_knows_the_books_it_is_on(self, session):
        person = people.person()
        people.position(person, Role.OFFICER)
        (only,) = admit(people.token(person)).held
        assert only.in_county(COUNTY)
        assert not only.in_county("410598")
        assert only.network is Network.POLICE


class TestLimits:
    def test_a_token_does_no_more_than_it_was_made_for(self, worker):
        token = people.token(worker, permissions=[Permission.AREA_READ])
        actor = admit(token)
        assert actor.reach_for(Permission.DUTY_READ) == Reach()
        with pytest.raises(NotAllowed):
            admit(token, Permission.DUTY_READ)

    def test_a_token_does_no_more_than_its_person_may(self, worker):
        with pytest.raises(NotAllowed):
            admit(people.token(worker, permissions=[Permission.AUDIT_READ]), Permission.AUDIT_READ)

    @pytest.mark.parametrize("make", [people.token, people.cookie])
    def test_administrators_are_nothing_without_a_second_factor(self, session, make):
        person = people.person()
        people.position(person, Role.SYSTEM_ADMIN)
        with pytest.raises(NotAllowed, match="second factor"):
            admit(make(person), Permission.PEOPLE_WRITE)
        assert admit(make(person, is_strong=True), Permission.PEOPLE_WRITE).position.role is Role.SYSTEM_ADMIN
