"""The commands of clocks, on the test's own session."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from freezegun import freeze_time
from sqlalchemy import text

from gridnet.base.settings import Settings
from gridnet.cli import clocks as commands
from gridnet.cli import main
from gridnet.clocks import calendar_import
from gridnet.incidents import numbers
from tests.factories.clocks import COUNTY
from tests.gridnet.clocks.test_calendar_import import notice
from tests.gridnet.clocks.test_recounting import LATE, start


@pytest.fixture
def gridnet(session, monkeypatch):
    """`gridnet clocks …` as a person types it; only the way to the database is the test's."""

    @contextmanager
    def connected():
        yield Settings()

    monkeypatch.setattr(commands, "connected", connected)

    def run(*words):
        return CliRunner(env={"COLUMNS": "160"}).invoke(main, ["clocks", *map(str, words)])

    with freeze_time(LATE):
        yield run


@pytest.mark.parametrize(("language", "word"), [("zh", "工作日"), ("en", "working day")])
def test_a_due_time_is_explained(gridnet, language, word):
    made = start(7)
    answer = gridnet("explain", numbers.write(COUNTY, 7), "--language", language)
    assert answer.exit_code == 0, answer.output
    assert f"{made.id}: incident, handle, turn 1, running" in answer.output
    assert word in answer.output


def test_one_clock_of_several_is_explained(gridnet):
    first, second = start(7), start(7, stage="accept")
    answer = gridnet("explain", numbers.write(COUNTY, 7), "--clock", second.id)
    assert f"{second.id}: " in answer.output
    assert f"{first.id}: " not in answer.output


def test_what_has_no_clocks_says_so(gridnet):
    assert "has no clocks" in gridnet("explain", numbers.write(COUNTY, 8)).output


def test_what_a_new_year_moves_is_listed(gridnet, tmp_path):
    made = start(7)
    calendar_import.publish("CN", notice(), at=LATE)
    file = tmp_path / "moved.csv"
    answer = gridnet("recompute", "--county", COUNTY, "--to", file)
    assert answer.exit_code == 0, answer.output
    assert "1 open clocks counted again, 1 moved" in answer.output
    assert "no longer provisional" in answer.output
    assert f"{COUNTY} {made.id}" in file.read_text(encoding="utf-8-sig")
    assert "1 open clocks counted again, 0 moved" in gridnet("recompute").output


def test_what_is_kept_is_verified(gridnet, session):
    made = start(7)
    assert gridnet("verify").exit_code == 0
    session.execute(text("UPDATE clock SET due_at = due_at + interval '1 s'"))
    answer = gridnet("verify", "--county", COUNTY)
    assert (answer.exit_code, f"clock {COUNTY} {made.id} (handle) differs" in answer.output) == (1, True)
    assert "1 clocks verified, 1 differ" in answer.output


def test_a_bad_number_is_refused_with_a_sentence(gridnet):
    answer = gridnet("explain", "nonsense")
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
