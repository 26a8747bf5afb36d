"""What cannot be told is named, with the reason, and is nothing that is told."""

import pytest

from gridnet.reports.rates import RATES
from gridnet.reports.untold import UNTOLD


@pytest.mark.parametrize("each", UNTOLD, ids=lambda each: each.name_en)
def test_it_says_why_in_both_languages_and_no_rate_bears_its_name(each):
    assert each.why_zh
    assert each.why_en.isascii()
    assert not {each.name_zh, each.name_en} & {name for rate in RATES.values() for name in (rate.name_zh, rate.name_en)}
