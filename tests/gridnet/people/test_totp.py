"""The second factor."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest

from gridnet.base import db
from gridnet.base.settings import Settings
from gridnet.people import account_rules, sign_in, totp
from gridnet.people.sign_in import Attempt, SignedIn
from tests.factories import people
from tests.factories.people import AT, PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)
PATIENT = account_rules.of(Settings(lockout_failures=100))


def code_at(at, secret=SECRET):
    return pyotp.TOTP(secret).at(at)


@pytest.mark.parametrize(
    ("of", "is_right"),
    [
        (AT, True),
        (AT - STEP, True),  # typed slowly
        (AT + STEP, True),  # a device a little ahead
        (AT - 2 * STEP, False),
        (AT + 2 * STEP, False),
    ],
)
def test_a_code_is_right_about_now(of, is_right):
    assert (totp.step_of(SECRET, code_at(of), AT) is not None) is is_right


@pytest.mark.parametrize("code", ["000000", "", "abc", "12345678"])
def test_other_codes_are_wrong(code):
    assert totp.step_of(SECRET, code, AT) is None


@pytest.mark.db
@pytest.mark.usefixtures("committing")
def test_a_code_sent_many_times_at_once_opens_one_session(fresh):
    with db.transaction():
        person = people.person(fresh, login="user", password=PASSWORD)
        secret = pyotp.parse_uri(totp.enrol(person)).secret
        person.totp_at = AT
    tried = Attempt(county=fresh, login="user", password=PASSWORD, code=code_at(AT, secret), source="t", at=AT)

    def knock(_):
        try:
            with db.transaction():
                return sign_in.attempt(tried, PATIENT)
        finally:
            db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(knock, range(6)))
    assert [isinstance(each, SignedIn) for each in answers].count(True) == 1


@pytest.mark.usefixtures("session")
class TestPerson:
    def enrolled(self):
        person = people.person()
        address = totp.enrol(person)
        return person, pyotp.parse_uri(address).secret

    def test_a_code_is_good_once(self):
        person, secret = self.enrolled()
        assert totp.accepts(person, code_at(AT, secret), AT)
        assert not totp.accepts(person, code_at(AT, secret), AT)

    def test_an_older_code_is_no_good_after_a_newer_one(self):
        person, secret = self.enrolled()
        totp.accepts(person, code_at(AT, secret), AT)
        assert not totp.accepts(person, code_at(AT - STEP, secret), AT)
        assert totp.accepts(person, code_at(AT + STEP, secret), AT + STEP)

    def test_the_first_code_puts_it_in_force(self):
        person, secret = self.enrolled()
        assert person.totp_at is None
        totp.accepts(person, code_at(AT, secret), AT)
        assert person.totp_at == AT

    def test_the_secret_is_sealed(self):
        person, secret = self.enrolled()
        assert secret.encode() not in person.totp_sealed

    def test_nobody_without_a_secret_has_a_code(self):
        assert not totp.accepts(people.person(), code_at(AT), AT)
