"""The commands of calendars, on the test's own session."""

from contextlib import contextmanager
from datetime import date

import pytest
from click.testing import CliRunner
from freezegun import freeze_time

from gridnet.base.settings import Settings
from gridnet.cli import calendar as commands
from gridnet.cli import main
from gridnet.clocks import calendar_cache
from gridnet.clocks.calendars import DayKind, Span
from tests.factories import territory

NOTICE = [
    "日期,类型,工作时段,名称",
    "2027-01-01,休,,元旦",
    "2027-01-02,休,,元旦",
    "2027-01-03,调休,,元旦",
    "2027-02-06,特殊,09:00-11:00,集中接访",
]


@pytest.fixture
def gridnet(session, monkeypatch):
    """`gridnet calendar …` as a person types it; only the way to the database is the test's."""

    @contextmanager
    def connected():
        yield Settings()

    monkeypatch.setattr(commands, "connected", connected)

    def run(*words):
        return CliRunner(env={"COLUMNS": "160"}).invoke(main, ["calendar", *map(str, words)])

    with freeze_time("2026-11-25"):
        yield run


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "通知.csv"
    path.write_text("\n".join(NOTICE) + "\n", encoding="utf-8")
    return path


def test_a_table_is_taken_in(gridnet, notice):
    done = gridnet("import", notice, "--year", 2027, "--document", "示例通知")
    assert done.exit_code == 0, done.output
    assert "CN 2027: version 2, 262 working days, from 示例通知" in done.output
    assert "gridnet clocks recompute" in done.output
    assert calendar_cache.get("CN").day(date(2027, 2, 6)) == (DayKind.SPECIAL, (Span(540, 660),), "集中接访")


def test_taken_in_again_it_is_nothing_new(gridnet, notice):
    gridnet("import", notice, "--year", 2027)
    assert "nothing new" in gridnet("import", notice, "--year", 2027).output


def test_what_a_correction_changes_is_told(gridnet, notice):
    gridnet("import", notice, "--year", 2027)
    notice.write_text("\n".join(NOTICE[:3]), encoding="utf-8")
    told = gridnet("import", notice, "--year", 2027).output
    assert "changed: 2027-01-03 is now weekend" in told
    assert "changed: 2027-02-06 is now weekend" in told


def test_many_changes_are_counted(gridnet, notice):
    gridnet("import", notice, "--year", 2027)
    told = gridnet("import", notice, "--year", 2027, "--hours", "09:00-12:00 13:00-18:00").output
    assert told.count("changed:") == 20
    assert "days more" in told


def test_the_library_is_a_source(gridnet):
    done = gridnet("import", "--from", "chinesecalendar", "--year", 2026, "--hours", "09:00-17:00")
    assert "from 国务院办公厅关于2026年部分节假日安排的通知" in done.output
    assert calendar_cache.get("CN").day(date(2026, 2, 14)) == (DayKind.MAKE_UP, (Span(540, 1020),), "春节")


def test_a_year_the_library_does_not_know_is_refused(gridnet):
    done = gridnet("import", "--from", "chinesecalendar", "--year", 2099)
    assert done.exit_code == 1
    assert "not 2099: it is not published yet" in done.output


def test_a_county_has_hours_of_its_own_by_season(gridnet, session):
    county = territory.division("420198", "示例县")
    season = ("--season", "06-01/09-30=08:00-12:00 15:00-18:00")
    done = gridnet(
        "import", "--from", "chinesecalendar", "--year", 2026, "--code", county, "--hours", "08:30-12:00", *season
    )
    assert done.exit_code == 0, done.output
    assert calendar_cache.get(county).day(date(2026, 7, 1)).spans == (Span(480, 720), Span(900, 1080))
    assert "示例县 2026: calendar 420198" in gridnet("show", 2026, "--code", "420198001").output


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--year", 2027), "name either a FILE or --from"),
        (("--year", 1990, "--from", "chinesecalendar"), "1992<=x<=2200"),
        (("--year", 2026, "--from", "chinesecalendar", "--season", "06-01/09-30=08:00-12:00"), "name them too"),
        (("--year", 2026, "--from", "chinesecalendar", "--hours", "08:30-12:00 11:00-17:00"), "overlap"),
        (("--year", 2026, "--from", "chinesecalendar", "--hours", ""), "a working day has working spans"),
        (("--year", 2026, "--from", "chinesecalendar", "--code", "999999"), "there is no division 999999"),
        (("--year", 2026, "--from", "chinesecalendar", "--code", "ALWAYS"), "always runs"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(gridnet, words, reason):
    done = gridnet("import", *words)
    assert done.exit_code != 0
    assert reason in done.output


def test_file_and_library_at_once_are_refused(gridnet, notice):
    assert gridnet("import", notice, "--year", 2026, "--from", "chinesecalendar").exit_code == 2


def test_rows_at_fault_are_all_named(gridnet, notice):
    notice.write_text(
        "day,kind,spans\n2027-01-01,party,\n2027-01-04,working,08:30-12:00 11:00-17:00\n", encoding="utf-8"
    )
    told = gridnet("import", notice, "--year", 2027).output
    assert "row 2" in told
    assert "row 3" in told


def test_a_year_is_shown(gridnet):
    told = gridnet("show", 2026)
    assert told.exit_code == 0
    assert "calendar CN, version 1, 国务院办公厅关于2026年部分节假日安排的通知 (chinesecalendar)" in told.output
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in told.output.splitlines() if "│" in line]
    assert ["2", "16", "104"] in rows
    assert ["all", "248", "1612"] in rows
    assert ["2026-02-15", "2026-02-23", "春节", "holiday", ""] in rows
    assert ["2026-02-14", "", "春节", "make_up", "08:30-12:00 14:30-17:30"] in rows


def test_a_year_that_is_not_published_is_shown_with_a_warning(gridnet):
    told = gridnet("show", 2027)
    assert told.exit_code == 0
    assert "warning: 2027 is not published" in told.stderr
    assert "provisional: Mondays to Fridays, 08:30-12:00 14:30-17:30" in told.stderr
    assert "261" in told.stdout


def test_a_table_that_was_cut_off_is_doubted(gridnet, notice):
    told = gridnet("import", notice, "--year", 2027)
    assert "worked, though holidays by law every year: 2027-10-01; is the table whole?" in told.stderr


def test_what_the_library_says_is_not_doubted(gridnet):
    told = gridnet("import", "--from", "chinesecalendar", "--year", 2026, "--hours", "09:00-17:00")
    assert "warning" not in told.stderr
