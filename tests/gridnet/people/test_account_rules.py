"""When a password has run out and when an account is closed."""

from datetime import timedelta

import pytest

from gridnet.base.settings import Settings
from gridnet.people import account_rules
from tests.factories.people import AT

RULES = account_rules.of(Settings())
NEVER = account_rules.of(Settings(password_days=0, dormant_days=0))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("set_at", "rules", "expected"),
    [
        (AT, RULES, False),
        (AT - 90 * DAY + timedelta(seconds=1), RULES, False),
        (AT - 90 * DAY, RULES, True),
        (None, RULES, False),  # its age is not kept
        (AT - 900 * DAY, NEVER, False),
        (AT + DAY, RULES, False),  # the clock went back
    ],
)
def test_a_password_runs_out_by_its_age(set_at, rules, expected):
    assert account_rules.has_run_out(set_at, rules, AT) is expected


@pytest.mark.parametrize(
    ("set_at", "signed_in_at", "rules", "expected"),
    [
        (AT - 90 * DAY, None, RULES, True),  # never once signed in
        (AT - 89 * DAY, None, RULES, False),
        (AT - 900 * DAY, AT - 89 * DAY, RULES, False),
        (AT - 900 * DAY, AT - 90 * DAY, RULES, True),
        (AT - DAY, AT - 900 * DAY, RULES, False),  # opened again by a new password
        (None, AT - 900 * DAY, RULES, False),
        (AT - 900 * DAY, None, NEVER, False),
    ],
)
def test_an_account_is_closed_when_nobody_signs_in(set_at, signed_in_at, rules, expected):
    assert account_rules.is_dormant(set_at, signed_in_at, rules, AT) is expected
