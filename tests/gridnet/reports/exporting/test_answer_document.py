"""Answers as documents: figures, losses, definition, and a link that asks the same again."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from gridnet.base.network import Network
from gridnet.reports import answering
from gridnet.reports.exporting import answer_document
from gridnet.reports.periods import Compare
from gridnet.reports.question import Basis, Boundaries, Cut, Filters
from gridnet.reports.schemas import AnswerOut, ReportQuery
from tests.factories import reports
from tests.factories.reports import NOW, ask

pytestmark = pytest.mark.usefixtures("session")


def made(code="handle", language="zh", **given):
    question = ask(code, **given)
    answer = AnswerOut.made(answering.answer(question, now=NOW, tolerance_m=50))
    return answer_document.make(answer, question, language, "示例县 (410599)")


def rows(table):
    return [dict(zip([column.code for column in table.columns], row, strict=True)) for row in table.rows]


def handled(*minutes, **given):
    for each in minutes:
        reports.handled(each, **given)


def test_the_figures_are_those_of_the_answer_the_total_first():
    handled(10, 20, 30, 40, 90)
    handled(None, None)
    figures, funnel = made(cuts=(Cut.PRIORITY,)).tables
    total, group = rows(figures)
    assert (total["priority"], total["n"], total["median_s"], total["share"]) == ("合计", 5, 1800, pytest.approx(4 / 7))
    assert (group["priority"], group["due"], group["open_late"]) == ("P3", 7, 2)
    assert rows(funnel)[0] == {
        "priority": "合计",
        "reported": 7,
        "valid": 7,
        "open": 2,
        "measured": 5,
        "zero": 0,
    }


def test_what_is_masked_says_so_and_shows_nothing():
    handled(1, 2, 3, 4, 5, 6, 7)
    handled(5, 6, priority="P1")
    handled(*range(6), priority="P2")
    document = made(cuts=(Cut.PRIORITY,), language="en")
    masked = [row for row in rows(document.tables[0]) if row["n"] == "masked"]
    assert len(masked) == 2
    assert all(row["median_s"] is None and row["due"] is None for row in masked)
    assert all(set(row.values()) <= {"P1", "P2", "masked", None} for row in rows(document.tables[1])[1:3])
    assert any("masked" in note for note in document.notes)


def test_another_period_is_a_table_of_its_own():
    handled(10, 20, 30, 40, 90)
    titles = [table.title for table in made(compare=Compare.PREVIOUS).tables]
    assert titles == ["统计结果", "对比期 2026-02-01 – 2026-02-28", "从上报到统计"]


def test_a_rate_has_no_durations():
    handled(10, 20, 30, 40, 90)
    columns = [column.code for column in made("on_time_handle").tables[0].columns]
    assert columns == ["what", "n", "share", "share_low", "share_high", "in_limit", "due", "open_late"]


@pytest.mark.parametrize(("cut", "said"), [(Cut.DAY, "变化"), (Cut.CHANNEL, "各组"), (Cut.MONTH, None)])
def test_durations_are_drawn_beside_each_other_or_over_time(cut, said):
    for day in (0, 1):
        handled(10, 20, 30, 40, 50, reported_at=reports.NINE + day * 24 * reports.HOUR)
    pictures = made(cuts=(cut,)).pictures
    assert [said in each.alt for each in pictures] == ([True] if said else [])  # one month is no course of time


@pytest.mark.parametrize(("scope", "method"), [(reports.COUNTY, "percentile_cont"), ("41", "DDSketch")])
def test_it_says_how_its_own_percentiles_were_found(scope, method):
    (said,) = (note for note in made(language="en", scope=scope).notes if note.startswith("Percentiles"))
    assert method in said


def test_the_definition_and_the_basis_go_along():
    document = made(basis=Basis.CLOSED, boundaries=Boundaries.NOW, limit_s=600, filters=Filters(priority="P1"))
    (definition,) = document.definitions.rows
    assert definition[:2] == ["handle", "处置用时"]
    told = dict(document.facts)
    assert (told["归期口径"], told["边界口径"]) == ("统计期内结案", "按现行边界")
    assert (told["自定时限"], told["筛选"]) == ("10.0分钟", "priority=P1")
    assert told["数据截至"] == "2026-04-01 10:00:00"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"cuts": (Cut.PRIORITY, Cut.HOUR), "compare": Compare.LAST_YEAR, "boundaries": Boundaries.NOW, "limit_s": 7},
        {"basis": Basis.CLOSED, "filters": Filters(network=Network.POLICE, hour=0, weekday=1, channel="POLICE_110")},
    ],
)
def test_the_permalink_asks_exactly_the_same(given):
    question = ask("handle", **given)
    asked = dict(parse_qsl(urlsplit(answer_document.permalink(question)).query))
    assert ReportQuery.model_validate(asked).question(NOW + reports.HOUR) == question
