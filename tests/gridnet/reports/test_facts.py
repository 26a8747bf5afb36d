"""Which days are read together."""

from datetime import date, timedelta

import pytest

from gridnet.base.county import County
from gridnet.reports import daily, facts
from gridnet.reports.facts import SPAN_DAYS, Span
from gridnet.reports.models import Fact
from tests.factories import reports
from tests.factories.reports import COUNTY, MINUTE, NINE

MONDAY, DAY = date(2026, 3, 2), timedelta(days=1)
HERE, THERE = County("410598"), COUNTY


@pytest.mark.parametrize(
    ("days", "spans"),
    [
        ([], []),
        ([(HERE, MONDAY), (HERE, MONDAY + DAY)], [Span(HERE, MONDAY, MONDAY + DAY)]),  # follow each other
        ([(HERE, MONDAY), (HERE, MONDAY + 2 * DAY)], [Span(HERE, *[MONDAY] * 2), Span(HERE, *[MONDAY + 2 * DAY] * 2)]),
        ([(HERE, MONDAY), (THERE, MONDAY + DAY)], [Span(HERE, *[MONDAY] * 2), Span(THERE, *[MONDAY + DAY] * 2)]),
    ],
)
def test_days_that_follow_each_other_are_one_span(days, spans):
    assert list(facts.spans(days)) == spans


def test_a_long_time_is_read_in_pieces():
    days = [(HERE, MONDAY + number * DAY) for number in range(100)]
    found = list(facts.spans(days))
    assert max((span.last - span.first).days + 1 for span in found) == SPAN_DAYS
    assert (found[0].first, found[-1].last) == (MONDAY, MONDAY + 99 * DAY)


def test_what_is_read_in_pieces_is_the_same_as_at_once(session, monkeypatch):
    for county in (HERE, THERE):
        for number in range(4):
            reports.handled(10 + number, of=reports.incident(county, reported_at=NINE + 2 * number * DAY))

    def written():
        daily.bring_up([HERE, THERE], NINE + 10 * DAY + MINUTE, since=MONDAY)
        keys = (Fact.county, Fact.code, Fact.cut, Fact.value, Fact.day, Fact.network, Fact.measured, Fact.buckets)
        return {str(tuple(row)) for row in session.query(*keys)}

    at_once = written()
    monkeypatch.setattr(facts, "AT_ONCE", 1)
    assert written() == at_once != set()
