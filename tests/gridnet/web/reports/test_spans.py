"""Periods by their names."""

from datetime import date

import pytest

from gridnet.web.reports import spans

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
        ("this_month", date(2026, 3, 1), TODAY),
        ("last_week", date(2026, 2, 23), date(2026, 3, 1)),
        ("this_week", date(2026, 3, 2), TODAY),
        ("last_quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("this_quarter", date(2026, 1, 1), TODAY),
    ],
)
def test_a_name_is_a_period(name, first, last):
    found = spans.named(name, TODAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("name", ["custom", "last_year", "", "month"])
def test_other_names_say_nothing_by_themselves(name):
    assert spans.named(name, TODAY) is None
