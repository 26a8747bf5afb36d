"""Subscriptions: one a reader, division and cadence, whoever asks at the same time."""

import pytest

from gridnet.base import db
from gridnet.base.errors import Conflict, NotFound
from gridnet.people.staff import By
from gridnet.reports.mailing import subscribing
from gridnet.reports.mailing.periods_due import Cadence
from tests.factories import report_mail
from tests.factories.report_mail import SUBSCRIBED

pytestmark = pytest.mark.usefixtures("session")


def test_the_same_again_is_refused_and_another_cadence_is_not():
    reader = report_mail.supervisor()
    report_mail.subscription(reader)
    with pytest.raises(Conflict, match="you have the monthly report on 410599 already"):
        report_mail.subscription(reader)
    report_mail.subscription(reader, cadence=Cadence.WEEKLY)
    assert len(subscribing.list_live(reader.county, reader.person_id)) == 2


def test_only_its_reader_can_cancel_it_and_once():
    reader, other = report_mail.supervisor(), report_mail.supervisor()
    made = report_mail.subscription(reader)
    for by in (other, reader, reader):
        is_readers = by is reader and made.ended_at is None
        try:
            subscribing.cancel(reader.county, made.id, By(SUBSCRIBED, by.person_id))
        except NotFound:
            assert not is_readers
        db.session.flush()
    assert (made.ended_at, made.end_reason) == (SUBSCRIBED, "cancelled")
    assert subscribing.list_live(reader.county) == []
