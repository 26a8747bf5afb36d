"""The pages of reports: what they tell, what they keep to themselves, and what cannot be asked."""

import re

import pytest

from gridnet.base import moment
from gridnet.people.roles import Role
from gridnet.reports import catalogue
from gridnet.reports.untold import UNTOLD
from tests.factories import people, reports
from tests.factories.reports import COUNTY, NOW

ENGLISH = {"Accept-Language": "en"}
MARCH = {"period": "last_month"}


@pytest.fixture(autouse=True)
def _later(service, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)


@pytest.fixture
def supervisor(calls):
    return calls(people.position(role=Role.SUPERVISOR, scope=COUNTY))


def ask(caller, path="/reports", **given):
    return caller.get(path, query_string={**MARCH, **given}, headers=ENGLISH)


def handled(*minutes):
    return [reports.handled(each) for each in minutes]


def test_the_overview_answers_all_five_questions(supervisor):
    handled(10, 20, 30, 40, 90)
    page = ask(supervisor, "/reports/rest", about="handle").text
    assert "2026-03-01 – 2026-03-31" in page
    assert "Half took at most 30.0 min" in page
    assert "In the limit: 80.0%, 4 of 5" in page
    for question in ("Where are we slow?", "When are we slow?", "Which network waits", "getting better", "Can I trust"):
        assert question in page


def test_every_definition_stands_on_a_page_of_its_own_and_so_does_what_cannot_be_told(supervisor):
    page = ask(supervisor, "/reports/definitions").text
    for code in catalogue.CODES:
        assert f'id="{code}"' in page
    for each in UNTOLD:
        assert each.why_en.replace("&", "&amp;") in page
    assert "/reports/definitions#handle" in ask(supervisor, "/reports/answer", measure="handle").text


def test_a_difference_of_few_is_called_noise(supervisor):
    handled(10, 20, 30, 40, 90)
    for _ in range(5):
        reports.handled(10, reported_at=reports.NINE.replace(month=2))
    assert "may be chance: noise" in ask(supervisor, "/reports/answer", measure="handle").text


def test_a_change_of_many_is_called_one(supervisor):
    handled(*[90] * 20)
    for _ in range(20):
        reports.handled(10, reported_at=reports.NINE.replace(month=2))
    assert "Worse by 100.0 points" in ask(supervisor, "/reports/answer", measure="handle").text


def test_who_still_waits_is_told_beside_the_naive_figure(supervisor):
    handled(10, 10, 10, 10, 10, None, None)
    assert "2 are still open" in ask(supervisor, "/reports/answer", measure="handle", view="trust").text


@pytest.mark.parametrize("path", ["/reports", "/reports/answer", "/reports/cases"])
def test_a_county_outside_the_scope_is_refused(supervisor, path):
    assert ask(supervisor, path, scope="410598", measure="accept").status_code == 404


def test_fewer_than_five_are_not_told(supervisor):
    handled(10, 10, 10)
    page = ask(supervisor, "/reports/answer", measure="handle").text
    assert "fewer than 5" in page
    assert "10.0 min" not in page


@pytest.mark.parametrize("path", ["/reports", "/reports/answer"])
def test_a_period_without_data_says_so(supervisor, path):
    assert "Nothing was reported in this period" in ask(supervisor, path).text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param({"from": "2026-03-31", "to": "2026-03-01"}, "ends before it begins", id="from after to"),
        pytest.param({"from": "2199-01-01", "to": "2199-02-01"}, "has not begun yet", id="a year in the future"),
        pytest.param({"from": "yesterday", "to": "2026-03-01"}, "Give a day as", id="no day"),
        pytest.param({"from": "2026-03-01"}, "Give both days", id="half a period"),
        pytest.param({"from": "2001-01-01", "to": "2026-03-01"}, "at most three years", id="too long"),
        pytest.param({**MARCH, "measure": "happiness"}, "no such measure", id="no measure"),
        pytest.param({**MARCH, "by": "mood"}, "Divide by at most two", id="no cut"),
        pytest.param({**MARCH, "scope": "41x"}, "Choose one of the divisions", id="no division"),
        pytest.param({**MARCH, "limit_s": "-1"}, "A limit is", id="no limit"),
    ],
)
def test_what_cannot_be_asked_is_told_in_the_form(supervisor, query, told):
    answer = supervisor.get("/reports/answer", query_string=query, headers=ENGLISH)
    assert answer.status_code == 422
    assert told in answer.text
    assert all(f'value="{query[name]}"' in answer.text for name in ("from", "to") if name in query)


def test_the_cases_behind_a_number_are_those_it_counts(supervisor):
    handled(10, 20, 30, 40, 90, None)
    page = ask(supervisor, "/reports/answer", measure="handle").text
    late = re.search(r'href="(/reports/cases\?[^"]*late=true[^"]*)">2<', page)[1].replace("&amp;", "&")
    listed = supervisor.get(late, headers=ENGLISH).text
    assert len(re.findall(r'href="/incidents/[0-9-]+"', listed)) == 2


def test_a_link_for_next_year_names_its_days_and_its_moment(supervisor):
    handled(10, 20, 30, 40, 90)
    page = ask(supervisor, "/reports/answer", measure="handle").text
    fixed = re.search(r'href="(/reports/answer\?[^"]*as_of=[^"]*)"', page)[1].replace("&amp;", "&")
    assert ("from=2026-03-01" in fixed, "to=2026-03-31" in fixed) == (True, True)
    assert "30.0 min" in supervisor.get(fixed, headers=ENGLISH).text


@pytest.mark.parametrize("view", ["spread", "where", "when", "waits", "trend", "trust"])
def test_a_rate_can_be_looked_at_in_every_view(supervisor, view):
    handled(10, 20, 30, 40, 90)
    assert ask(supervisor, "/reports/answer", measure="on_time_handle", view=view).status_code == 200


def test_the_rest_of_the_overview_comes_as_a_part_where_it_is_asked_for_so(supervisor):
    handled(10, 20, 30, 40, 90)
    query = {**MARCH, "about": "handle"}
    part = supervisor.get("/reports/rest", query_string=query, headers={**ENGLISH, "HX-Request": "true"}).text
    assert ("Where are we slow?" in part, "<html" in part) == (True, False)


def test_whoever_has_no_second_factor_is_told_before_a_list_is_asked_for(calls):
    position = people.position(role=Role.SUPERVISOR, scope=COUNTY)
    handled(10)
    weak = ask(calls(position, is_strong=False), "/reports/cases", measure="handle").text
    assert 'href="/me/factor"' in weak
    assert "cases/export" not in weak
    assert "cases/export" in ask(calls(position), "/reports/cases", measure="handle").text
