from datetime import date

import pytest

from gridnet.base.errors import Invalid
from gridnet.clocks import months


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),  # the same number
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # the last of the month
        (date(2024, 1, 31), 1, date(2024, 2, 29)),  # of a leap year
        (date(2026, 1, 31), 2, date(2026, 3, 31)),  # counted from the day itself, not from 28 February
        (date(2026, 12, 1), 1, date(2027, 1, 1)),  # over the year
        (date(2026, 11, 30), 15, date(2028, 2, 29)),
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
    ],
)
def test_a_month_later(day, count, expected):
    assert months.after(day, count) == expected


def test_beyond_our_years_is_refused():
    with pytest.raises(Invalid, match="2200"):
        months.after(date(2200, 12, 1), 1)
