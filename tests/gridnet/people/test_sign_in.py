"""Signing in and out."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.base.errors import Conflict, Invalid
from gridnet.base.settings import Settings
from gridnet.people import account_rules, credentials, passwords, sign_in
from gridnet.people.models import PastPassword, WebSession
from gridnet.people.sign_in import Attempt, Refused, SignedIn
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import AT, COUNTY, PASSWORD

pytestmark = pytest.mark.usefixtures("session")

RULES = account_rules.of(Settings())
NEW = "Barley-field 43"
BY = By(AT)


@pytest.fixture
def person(session):
    return people.person(login="user", password=PASSWORD)


def attempt(login="user", password=PASSWORD, *, rules=RULES, **given):
    defaults = {"county": COUNTY, "code": None, "source": "192.0.2.1", "at": AT}
    return sign_in.attempt(Attempt(login=login, password=password, **(defaults | given)), rules)


def audited(session):
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.outcome) for row in rows]


def strong(person):
    """Give the person a second factor; returns what makes its codes."""
    secret = pyotp.parse_uri(sign_in.enrol_totp(person, source="test", at=AT)).secret
    earlier = AT - timedelta(minutes=5)
    session, _ = credentials.open_session(COUNTY, person.id, is_strong=False, source="test", at=earlier)
    tried = Attempt(county=COUNTY, login="user", password="", code=code(secret, earlier), source="t", at=earlier)
    assert sign_in.prove_totp(person, session.id, tried, RULES) is None
    assert session.is_strong
    return secret


def code(secret, at=AT):
    return pyotp.TOTP(secret).at(at)


@pytest.mark.usefixtures("person")
class TestPassword:
    @pytest.mark.parametrize("login", ["user", "USER", " user "])
    def test_the_right_password_opens_a_session(self, login):
        assert isinstance(attempt(login), SignedIn)

    @pytest.mark.parametrize(
        ("login", "password", "county"),
        [
            ("user", "Wheat-field 43", COUNTY),
            ("nobody", PASSWORD, COUNTY),
            ("user", PASSWORD, "410598"),  # of another county
            ("user", "", COUNTY),
        ],
    )
    def test_whatever_is_wrong_the_answer_is_the_same(self, login, password, county):
        assert attempt(login, password, county=county) is Refused.WRONG

    def test_failure_and_success_are_audited(self, session):
        attempt(password="wrong")
        attempt()
        assert audited(session) == [("sign_in", "refused"), ("sign_in", "done")]

    def test_after_five_failures_the_right_password_is_refused_for_a_while(self, session):
        for _ in range(5):
            attempt(password="wrong")
        assert attempt() is Refused.LOCKED
        assert ("sign_in.lock", "done") in audited(session)
        assert isinstance(attempt(at=AT + timedelta(minutes=15)), SignedIn)

    def test_a_login_that_does_not_exist_is_locked_alike(self):
        answers = [attempt("nobody", "wrong") for _ in range(6)]
        assert answers == [Refused.WRONG] * 5 + [Refused.LOCKED]

    def test_a_source_that_tries_many_accounts_is_locked(self):
        for number in range(50):
            attempt(f"nobody{number}", "wrong")
        assert attempt() is Refused.LOCKED
        assert isinstance(attempt(source="192.0.2.2"), SignedIn)

    def test_failures_before_a_success_are_forgotten(self):
        for _ in range(4):
            attempt(password="wrong")
        attempt()
        assert [attempt(password="wrong") for _ in range(5)] == [Refused.WRONG] * 5


def test_a_disabled_person_stays_out(person):
    person.disabled_at = AT
    assert attempt() is Refused.WRONG


def test_a_person_without_a_password_stays_out():
    people.person(login="fresh")
    assert attempt("fresh", "") is Refused.WRONG


def test_a_hash_of_weaker_days_is_renewed_at_sign_in(person):
    assert passwords.is_outdated(person.password_hash)
    attempt()
    assert not passwords.is_outdated(person.password_hash)
    assert isinstance(attempt(), SignedIn)


class TestSecondFactor:
    def test_it_is_asked_once_it_is_in_force(self, person):
        strong(person)
        assert attempt() is Refused.CODE_WANTED

    def test_with_it_the_session_is_strong(self, person):
        secret = strong(person)
        assert attempt(code=code(secret)).session.is_strong

    def test_without_one_the_session_is_not(self, person):
        assert not attempt().session.is_strong

    def test_a_code_opens_one_session(self, person):
        secret = strong(person)
        attempt(code=code(secret))
        assert attempt(code=code(secret)) is Refused.WRONG

    def test_wrong_codes_lock(self, person):
        secret = strong(person)
        for _ in range(5):
            attempt(code="000000")
        assert attempt(code=code(secret)) is Refused.LOCKED

    def test_a_wrong_password_does_not_tell_of_it(self, person):
        strong(person)
        assert attempt(password="wrong") is Refused.WRONG

    def test_it_is_not_replaced_while_in_force(self, person):
        strong(person)
        with pytest.raises(Conflict):
            sign_in.enrol_totp(person, source="test", at=AT)

    def test_a_wrong_first_code_puts_nothing_in_force(self, person):
        sign_in.enrol_totp(person, source="test", at=AT)
        session, _ = credentials.open_session(COUNTY, person.id, is_strong=False, source="test", at=AT)
        tried = Attempt(county=COUNTY, login="user", password="", code="000000", source="t", at=AT)
        assert sign_in.prove_totp(person, session.id, tried, RULES) is Refused.WRONG
        assert (person.totp_at, session.is_strong) == (None, False)

    def test_taking_it_away_ends_everything(self, session, person):
        strong(person)
        people.token(person)
        sign_in.drop_totp(person, BY)
        session.expire_all()
        assert person.totp_at is None
        assert session.scalars(select(WebSession).where(WebSession.revoked_at.is_(None))).all() == []
        assert attempt(at=AT + timedelta(hours=1)).session.is_strong is False


class TestChange:
    def change(self, person, old=PASSWORD, new=NEW):
        tried = Attempt(county=COUNTY, login="user", password=old, code=None, source="t", at=AT)
        return sign_in.change_password(person, tried, new, RULES)

    def test_the_new_one_opens_and_the_old_one_does_not(self, person):
        assert self.change(person) is None
        assert attempt() is Refused.WRONG
        assert isinstance(attempt(password=NEW), SignedIn)

    def test_every_session_ends(self, session, person):
        opened = attempt().session
        self.change(person)
        session.refresh(opened)
        assert opened.revoked_at == AT

    def test_the_old_one_cannot_be_guessed_here_either(self, person):
        assert [self.change(person, old="wrong") for _ in range(6)] == [Refused.WRONG] * 5 + [Refused.LOCKED]

    @pytest.mark.parametrize("new", [PASSWORD, "short"])
    def test_a_weak_or_unchanged_one_is_refused(self, person, new):
        with pytest.raises(Invalid):
            self.change(person, new=new)

    def test_nobody_without_a_login_gets_a_password(self):
        with pytest.raises(Conflict):
            sign_in.set_password(people.person(login=None), NEW, BY, RULES)


class TestAge:
    """The rules of the settings' defaults: a password runs out, an account closes, both after 90 days."""

    @pytest.mark.parametrize(
        ("days", "must_change"),
        [(0, False), (89, False), (90, True), (1000, True)],
    )
    def test_a_password_runs_out(self, person, days, must_change):
        person.password_at, person.signed_in_at = AT - timedelta(days=days), AT - timedelta(days=1)
        assert attempt().must_change is must_change

    def test_one_without_an_age_does_not(self, person):
        assert (person.password_at, attempt().must_change) == (None, False)

    def test_where_the_setting_is_nought_none_does(self, person):
        person.password_at, person.signed_in_at = AT - timedelta(days=1000), AT - timedelta(days=1)
        assert not attempt(rules=account_rules.of(Settings(password_days=0))).must_change

    def test_an_account_nobody_signs_in_to_is_closed_and_a_new_password_opens_it(self, session, person):
        person.password_at = AT
        assert isinstance(attempt(), SignedIn)
        assert isinstance(attempt(at=AT + timedelta(days=89)), SignedIn)
        later = AT + timedelta(days=89 + 90)
        assert attempt(at=later) is Refused.DORMANT
        assert audited(session)[-1] == ("sign_in", "dormant")
        sign_in.set_password(person, NEW, By(later), RULES)
        assert isinstance(attempt(password=NEW, at=later), SignedIn)

    def test_only_whoever_knows_the_password_is_told(self, person):
        person.password_at = AT - timedelta(days=1000)
        assert attempt(password="wrong") is Refused.WRONG


class TestElsewhere:
    def test_a_new_sign_in_ends_the_older_session(self, session, person):
        older, newer = attempt(), attempt(at=AT + timedelta(minutes=1))
        session.expire_all()
        assert (older.session.revoked_at, older.session.replaced) == (AT + timedelta(minutes=1), True)
        assert (newer.session.revoked_at, newer.replaced) == (None, 1)

    @pytest.mark.parametrize(("each", "left"), [(0, 4), (1, 1), (2, 2)])
    def test_as_many_are_left_as_the_settings_say(self, session, person, each, left):
        for _ in range(4):
            attempt(rules=account_rules.of(Settings(sessions_each=each)))
        live = session.scalars(select(WebSession.id).where(WebSession.revoked_at.is_(None))).all()
        assert len(live) == left

    def test_somebody_elses_goes_on(self, session, person):
        people.person(login="other", password=PASSWORD)
        mine, _ = attempt(), attempt("other")
        session.expire_all()
        assert mine.session.revoked_at is None


class TestHistory:
    def give(self, person, *given):
        for number in given:
            sign_in.set_password(person, f"Wheat-field {number}", BY, RULES)

    def test_none_of_the_last_five_comes_back(self, person):
        self.give(person, *range(50, 55))
        for number in range(50, 55):
            with pytest.raises(Invalid, match="last 5"):
                self.give(person, number)
        assert isinstance(attempt(password="Wheat-field 54"), SignedIn)

    def test_the_sixth_may(self, person):
        self.give(person, *range(50, 56))
        self.give(person, 50)

    def test_no_more_are_kept_than_are_asked_for(self, session, person):
        self.give(person, *range(50, 60))
        assert session.query(PastPassword).count() == 4

    def test_another_persons_do_not_count(self, person):
        self.give(people.person(login="other"), 50)
        self.give(person, 50)


def test_signing_out_ends_this_session_alone(session, person):
    two = account_rules.of(Settings(sessions_each=2))
    first, second = attempt(rules=two).session, attempt(rules=two).session
    sign_in.sign_out(COUNTY, person.id, first.id, source="test", at=AT)
    session.expire_all()
    assert (first.revoked_at, second.revoked_at) == (AT, None)


def test_a_session_brought_along_ends_if_it_is_good(session, person):
    planted = attempt()
    shown = credentials.read_session(planted.cookie)
    tried = Attempt(county=COUNTY, login="user", password="", code=None, source="t", at=AT)
    forged = credentials.Shown(shown.kind, shown.county, shown.id, "x" * 43)
    for brought, revoked_at in ((None, None), (forged, None), (shown, AT)):
        sign_in.leave_behind(brought, tried)
        session.refresh(planted.session)
        assert planted.session.revoked_at == revoked_at


def test_everything_of_a_person_ends_at_once(person):
    attempt()
    people.token(person)
    assert sign_in.revoke_all(person, BY) == (1, 1)
    assert sign_in.revoke_all(person, BY) == (0, 0)
