"""`gridnet reports`."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from gridnet.base import moment
from gridnet.base.settings import Settings
from gridnet.cli import main
from gridnet.cli import reports as commands
from gridnet.reports import daily
from tests.factories import reports
from tests.factories.reports import COUNTY, NOW


@pytest.fixture
def run(session, monkeypatch, tmp_path):
    @contextmanager
    def here():
        yield Settings(database_url="postgresql://unused", instance_dir=tmp_path)

    monkeypatch.setattr(commands, "connected", here)
    monkeypatch.setattr(moment, "now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *given: CliRunner().invoke(main, ["reports", *given])


def test_measures_are_listed_with_their_definitions(run):
    said = run("measures").output
    assert "按时处置率" in said
    assert "应处置" in said
    assert "Handled on time" in run("measures", "--language", "en").output


def test_a_figure_is_shown_with_its_basis_and_its_interval(run):
    for minutes in (10, 20, 30, 40, 90):
        reports.handled(minutes)
    period = ("--from", "2026-03-01", "--to", "2026-03-31")
    said = run("show", "handle", "--scope", COUNTY, *period, "--by", "priority", "--compare", "previous").output
    assert "by reported, boundaries of then, from exact" in said
    assert "0:30:00" in said
    assert "80.0% of 5 (37.6%–96.4%)" in said


def test_what_cannot_be_asked_is_told_in_a_sentence(run):
    said = run("show", "handle", "--scope", COUNTY, "--from", "2026-03-02", "--to", "2026-03-01")
    assert said.exit_code == 1
    assert "before it begins" in said.output


def test_facts_are_written_anew(run):
    for _ in range(5):
        reports.handled(5)
    daily.tick(NOW)
    assert "30 days of 1 counties written" in run("rebuild", "--from", "2026-03-02").output
