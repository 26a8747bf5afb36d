"""Made reports go when they are old enough; that they were made stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.reports.mail_models import Issue
from gridnet.reports.mailing import making, retention
from tests.factories import report_mail
from tests.factories.report_mail import READY, tick

pytestmark = pytest.mark.usefixtures("session")
DAY = timedelta(days=1)


@pytest.fixture
def made():
    """The one report of a subscription, made."""
    report_mail.subscription(report_mail.supervisor())
    tick(READY)
    return db.session.scalars(select(Issue)).one()


@pytest.mark.parametrize(("days", "state"), [(99, "made"), (101, "expired")])
def test_a_report_is_kept_as_long_as_the_setting_says(made, monkeypatch, days, state):
    monkeypatch.setenv("GRIDNET_REPORT_DAYS", "100")
    retention.tick(made.made_at + days * DAY)
    db.session.refresh(made)
    assert made.state == state
    assert (making.file_of(County(made.county), made.id) is None) == (state == "expired")


def test_none_is_for_good(made, monkeypatch):
    monkeypatch.setenv("GRIDNET_REPORT_DAYS", "0")
    retention.tick(made.made_at + 9999 * DAY)
    db.session.refresh(made)
    assert made.state == "made"


def test_what_has_gone_is_not_made_again(made):
    assert [retention.purge(READY + DAY) for _ in range(2)] == [1, 0]
    tick(READY + DAY)
    db.session.refresh(made)
    assert (made.state, db.session.query(Issue).count()) == ("expired", 1)
