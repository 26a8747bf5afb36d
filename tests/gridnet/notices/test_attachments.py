"""Files that go along: to a real mail server, whole; to robots never."""

import pytest

from gridnet.base.settings import Settings
from gridnet.notices import attachments, delivery, routing, services
from gridnet.notices.attachments import File
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY
from tests.gridnet.notices import receivers

REPORT = {"cadence": "monthly", "scope": "410599", "first_day": "2026-02-01", "last_day": "2026-02-28"}
PDF = b"%PDF-1.7 \x00\xff" * 1000


@pytest.fixture
def told(session, monkeypatch):
    """Somebody with a mail channel and a robot, told of something that has a file."""
    monkeypatch.setattr(services, "_rules", [])
    monkeypatch.setattr(attachments, "_loaders", {})
    attachments.connect({"report": lambda county, id_: File(f"{county}-{id_}.pdf", "application/pdf", PDF)})
    worker = people.person()
    with receivers.mail_server() as (mailbox, url), receivers.web_server() as hook:
        services.configure(Settings(mail_url=url, notice_schemes="json"))
        notices.channel(worker)
        notices.channel(worker, service="url", address=hook.url)
        notices.promise(worker, kind="report_ready", params=REPORT, subject_kind="report", subject_id=7)
        routing.route(AT)
        delivery.deliver(AT, now=lambda: AT)
        yield mailbox, hook


def test_a_mail_carries_the_file_and_a_robot_does_not(told):
    mailbox, hook = told
    ((_, mail),) = mailbox.mails
    (file,) = [part for part in mail.walk() if part.get_filename()]
    assert (file.get_filename(), file.get_content_type()) == (f"{COUNTY}-7.pdf", "application/pdf")
    assert file.get_payload(decode=True) == PDF
    ((_, body),) = hook.taken
    assert "统计报告：月报，2026-02-01 至 2026-02-28" in body["title"]
    assert not body.get("attachments")


def test_what_has_no_file_goes_without_one():
    assert attachments.find(COUNTY, "incident", 7) is None
    assert attachments.find(COUNTY, None, None) is None
