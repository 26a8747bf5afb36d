"""The commands of reports by mail, on the test's own session."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from gridnet.base import moment
from gridnet.base.settings import Settings
from gridnet.cli import main
from gridnet.cli import report_mail as commands
from gridnet.reports.mailing import overview
from tests.factories import report_mail
from tests.factories.report_mail import READY
from tests.factories.reports import COUNTY


@pytest.fixture
def gridnet(session, monkeypatch):
    @contextmanager
    def connected():
        yield Settings()

    monkeypatch.setattr(commands, "connected", connected)
    monkeypatch.setattr(moment, "now", lambda: READY)

    def run(*words):
        result = CliRunner(env={"COLUMNS": "200"}).invoke(main, ["report-mail", *map(str, words)])
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_what_is_due_is_made_shown_and_made_again_after_it_failed(gridnet, monkeypatch):
    report_mail.subscription(report_mail.supervisor())
    assert COUNTY in gridnet("subscriptions", "--county", COUNTY)
    with monkeypatch.context() as broken:
        broken.setattr(overview, "make", lambda *_, **__: 1 / 0)
        assert "1 reports were due" in gridnet("make")
    failed = gridnet("list", "--county", COUNTY, "--failed")
    assert "division by zero" in failed
    id_ = next(word for word in failed.split() if word.isdigit())
    assert "1 reports will be made again" in gridnet("retry", "--county", COUNTY, id_)
    gridnet("make")
    assert "made" in gridnet("list", "--county", COUNTY)
    assert "division by zero" not in gridnet("list", "--county", COUNTY, "--failed")
