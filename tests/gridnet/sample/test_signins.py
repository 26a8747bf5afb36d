from datetime import timedelta

import pyotp
import pytest

from gridnet.people import sign_in
from gridnet.people.roles import PRIVILEGED
from gridnet.people.sign_in import Attempt, Refused, SignedIn
from gridnet.sample import signins
from gridnet.sample.ground import COUNTY
from gridnet.sample.signins import PASSWORD, RULES, SIGN_INS
from tests.gridnet.sample.conftest import UNTIL


def attempt(login, code=None, password=PASSWORD):
    tried = Attempt(county=COUNTY, login=login, password=password, code=code, source="192.0.2.1", at=UNTIL)
    return sign_in.attempt(tried, RULES)


def test_every_sign_in_is_listed(loaded):
    assert [each.login for each in signins.listed(UNTIL)] == [each.login for each in SIGN_INS]


@pytest.mark.parametrize("login", [each.login for each in SIGN_INS if each.role not in PRIVILEGED])
def test_a_member_of_staff_signs_in_by_the_password(loaded, login):
    found = attempt(login)
    assert isinstance(found, SignedIn)
    assert not found.session.is_strong


@pytest.mark.parametrize("login", [each.login for each in SIGN_INS if each.role in PRIVILEGED])
def test_an_administrator_needs_the_second_factor_that_is_listed(loaded, login):
    shown = next(each for each in signins.listed(UNTIL) if each.login == login)
    assert attempt(login) is Refused.CODE_WANTED
    assert shown.code == pyotp.TOTP(shown.secret).at(UNTIL)
    found = attempt(login, shown.code)
    assert isinstance(found, SignedIn)
    assert found.session.is_strong


def test_another_password_opens_nothing(loaded):
    assert attempt("worker", password="Shili-410599-Cun") is Refused.WRONG


def test_there_are_none_where_the_county_is_not_loaded(session):
    assert list(signins.listed(UNTIL + timedelta(days=1))) == []
