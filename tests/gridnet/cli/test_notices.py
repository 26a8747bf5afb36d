"""The commands of notices, on the test's own session."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from freezegun import freeze_time

from gridnet.base.settings import Settings
from gridnet.cli import main
from gridnet.cli import notices as commands
from gridnet.notices import delivery, routing, services
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY
from tests.gridnet.notices import receivers


@pytest.fixture
def gridnet(session, monkeypatch):
    @contextmanager
    def connected():
        yield Settings()

    monkeypatch.setattr(commands, "connected", connected)
    monkeypatch.setattr(services, "_rules", [])
    services.configure(Settings(notice_schemes="json"))

    def run(*words):
        return CliRunner(env={"COLUMNS": "200"}).invoke(main, ["notices", *map(str, words)])

    with freeze_time(AT):
        yield run


@pytest.fixture
def given_up(session):
    person = people.person()
    channel = notices.channel(person, service="url", address="nonsense://x")
    notices.promise(person)
    routing.route(AT)
    delivery.deliver(AT, now=lambda: AT)
    return notices.deliveries()[0].id, channel


def test_what_was_given_up_is_listed_with_what_was_answered(gridnet, given_up):
    told = gridnet("list", "--county", COUNTY).output
    assert str(given_up[0]) in told
    assert "not allowed here" in told
    assert "not allowed here" not in gridnet("list", "--county", COUNTY, "--state", "sent").output


def test_it_is_tried_again(gridnet, given_up):
    assert "1 messages" in gridnet("retry", "--county", COUNTY, given_up[0]).output
    assert notices.deliveries()[0].state == "failed"
    assert "only what was given up" in gridnet("retry", "--county", COUNTY, given_up[0]).output


def test_all_of_them_but_those_whose_channel_is_gone(gridnet, given_up, session):
    assert "1 messages" in gridnet("retry", "--county", COUNTY, "--all").output
    delivery.deliver(AT, now=lambda: AT)
    given_up[1].removed_at = AT
    session.flush()
    assert "0 messages" in gridnet("retry", "--county", COUNTY, "--all").output


@pytest.mark.parametrize("words", [["retry", "--county", COUNTY], ["retry", "--county", COUNTY, "--all", "1"]])
def test_it_is_said_which_messages(gridnet, words):
    assert gridnet(*words).exit_code == 2


def test_a_test_message_is_sent_and_the_answer_told(gridnet):
    with receivers.web_server() as hook:
        assert gridnet("test", "url", hook.url).output == "sent\n"
        hook.status = 500
        failed = gridnet("test", "url", hook.url)
        assert failed.exit_code == 1
        assert "failed" in failed.output
    assert [ref for ref, _ in hook.taken] == ["test", "test"]
    assert "not allowed here" in gridnet("test", "url", "file:///etc/passwd").output
