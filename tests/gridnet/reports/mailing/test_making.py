"""Reports made by the worker and sent through a real mail server; once, as of when they fell due, whatever happens."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from gridnet import wiring
from gridnet.base import db
from gridnet.base.settings import Settings
from gridnet.notices import attachments, backoff, delivery, routing, services
from gridnet.notices.models import Notice
from gridnet.people.roles import Role
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.mail_models import Issue, Subscription
from gridnet.reports.mailing import making, overview
from gridnet.reports.mailing.periods_due import Cadence
from tests.factories import notices, people, report_mail
from tests.factories.report_mail import READY, SUBSCRIBED, later, tick
from tests.factories.reports import COUNTY
from tests.gridnet.notices import receivers

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def mailbox(monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    monkeypatch.setattr(attachments, "_loaders", {})
    attachments.connect(wiring.ATTACHMENTS)
    with receivers.mail_server() as (mailbox, url):
        services.configure(Settings(mail_url=url))
        yield mailbox


def send(at=READY):
    routing.route(at)
    delivery.deliver(at, now=lambda: at)


def person_of(position):
    return db.session.get_one(people.Person, (position.county, position.person_id))


def issues():
    return db.session.scalars(select(Issue).order_by(Issue.id).execution_options(populate_existing=True)).all()


def told():
    return [(each.kind, each.person_id) for each in db.session.scalars(select(Notice).order_by(Notice.id))]


def attached(mail):
    (file,) = [part for part in mail.walk() if part.get_filename()]
    return file.get_filename(), file.get_payload(decode=True)


def test_a_monthly_report_arrives_by_mail_with_the_figures_of_its_readers_division(mailbox):
    reader = report_mail.supervisor()
    notices.channel(person_of(reader))
    report_mail.subscription(reader)
    report_mail.busy_month()
    assert tick() == 1
    send()
    ((recipients, mail),) = mailbox.mails
    name, content = attached(mail)
    assert recipients == ["worker@example.cn"]
    assert name == "gridnet-monthly-410599-2026-03-01-2026-03-31.xlsx"
    book = load_workbook(io.BytesIO(content))
    lines = {row[0].value: row for row in book["统计结果"].iter_rows(min_row=2)}
    assert (lines["处置用时"][1].value, lines["处置用时"][2].value) == (12, timedelta(minutes=65))
    assert lines["按时处置率"][4].value == 0.5
    assert "指标定义" in book.sheetnames
    assert [each.value for each in book["首次响应用时：统计结果"]["A"][1:]] == ["合计", "410599001", "410599002"]


def test_a_report_on_paper_in_english_is_a_pdf(mailbox):
    reader = report_mail.supervisor()
    notices.channel(person_of(reader), language="en")
    report_mail.subscription(reader, language="en", format=Format.PDF)
    tick()
    send()
    ((_, mail),) = mailbox.mails
    assert attached(mail)[1].startswith(b"%PDF-")
    assert "monthly" in str(mail["Subject"])


def test_two_workers_and_many_rings_make_it_once(mailbox):
    report_mail.subscription(report_mail.supervisor())
    assert [tick(), tick(), tick(later(1))] == [1, 0, 0]
    assert [each.state for each in issues()] == ["made"]
    assert len(told()) == 1


def test_nothing_is_due_before_the_period_that_was_subscribed_in_is_over():
    report_mail.subscription(report_mail.supervisor())
    assert tick(SUBSCRIBED + timedelta(days=7)) == 0
    assert tick() == 1


def test_whoever_was_away_for_months_makes_the_last_one_only():
    report_mail.subscription(report_mail.supervisor())
    assert tick(READY + timedelta(days=100)) == 1
    assert [f"{each.first_day}" for each in issues()] == ["2026-06-01"]


def test_weekly_and_monthly_are_two_subscriptions():
    reader = report_mail.supervisor()
    for cadence in Cadence:
        report_mail.subscription(reader, cadence=cadence)
    assert tick() == 2
    assert sorted(f"{each.first_day}" for each in issues()) == ["2026-03-01", "2026-03-23"]


def test_a_report_that_cannot_be_made_is_tried_again_and_tells_the_same_as_of_then(monkeypatch):
    report_mail.subscription(report_mail.supervisor())
    made = overview.make
    monkeypatch.setattr(overview, "make", lambda *_, **__: 1 / 0)
    tick()
    (issue,) = issues()
    assert (issue.state, issue.tries, issue.next_try_at) == ("failed", 1, READY + backoff.WAITS[0])
    assert "division by zero" in issue.last_error
    asked = []
    monkeypatch.setattr(
        overview, "make", lambda wanted, **given: (asked.append(wanted.as_of), made(wanted, **given))[1]
    )
    assert tick(later(1)) == 1
    assert [each.state for each in issues()] == ["made"]
    assert asked == [READY]


def test_after_the_last_try_its_reader_and_the_administrators_know(monkeypatch):
    reader, admin = report_mail.supervisor(), people.position(role=Role.SYSTEM_ADMIN)
    report_mail.subscription(reader)
    monkeypatch.setattr(overview, "make", lambda *_, **__: 1 / 0)
    for number in range(backoff.TRIES):
        tick(READY + number * timedelta(days=1))
    (issue,) = issues()
    assert (issue.state, issue.tries, issue.next_try_at) == ("given_up", backoff.TRIES, None)
    assert sorted(told()) == sorted([("report_failed", admin.person_id), ("report_failed", reader.person_id)])


def test_a_worker_killed_while_it_made_one_leaves_it_to_the_next():
    report_mail.subscription(report_mail.supervisor())
    making.fall_due(COUNTY, READY)
    assert making.claim(COUNTY, READY, until=READY + making.LEASE) is not None
    assert tick(READY + timedelta(minutes=1)) == 0
    assert tick(READY + making.LEASE) == 1
    assert [(each.state, each.tries) for each in issues()] == [("made", 2)]


def withdraw(position):
    position.withdrawn_at = SUBSCRIBED


def disable(position):
    person_of(position).disabled_at = SUBSCRIBED


def leave(_position):
    """As it is."""


@pytest.mark.parametrize(
    ("given", "scope", "lose"),
    [
        ({}, COUNTY, withdraw),  # the position was taken back
        ({}, COUNTY, disable),  # the person left
        ({"valid_to": SUBSCRIBED + timedelta(days=1)}, COUNTY, leave),  # it was held for a time
        ({"scope": f"{COUNTY}001"}, COUNTY, leave),  # it is of a part only
    ],
)
def test_whoever_may_see_the_division_no_more_gets_nothing_and_the_subscription_ends(given, scope, lose):
    reader = report_mail.supervisor(**given)
    made = report_mail.subscription(reader, scope=scope)
    lose(reader)
    db.session.flush()
    tick()
    assert [(each.state, each.content) for each in issues()] == [("dropped", None)]
    assert told() == [("report_ended", reader.person_id)]
    ended = db.session.get_one(Subscription, (made.county, made.id), populate_existing=True)
    assert ended.end_reason == "no_right"


def test_a_subscription_that_was_cancelled_makes_nothing_more():
    reader = report_mail.supervisor()
    made = report_mail.subscription(reader)
    making.fall_due(COUNTY, READY)
    making.subscribing.cancel(reader.county, made.id, making.By(READY, reader.person_id))
    db.session.flush()
    report_mail.subscription(report_mail.supervisor())  # so that the county is looked at
    tick()
    assert sorted(each.state for each in issues()) == ["dropped", "made"]
