"""Which part is the slowest, with few cases not taken for many."""

import pytest

from gridnet.reports.schemas import FiguresOut, FunnelOut, GroupOut
from gridnet.reports.statistics import Share
from gridnet.web.reports import ranking


def figures(kept, of, p90=60.0):
    low, high = Share(kept, of).wilson()
    funnel = FunnelOut(reported=of, valid=of, measured=of, zero=0, lost={})
    told = {"n": of, "funnel": funnel, "median_s": 1.0, "p90_s": p90, "waiting_median_s": None, "waiting_p90_s": None}
    shares = {"due": of, "in_limit": kept, "open_late": 0, "share": kept / of, "share_low": low, "share_high": high}
    return FiguresOut(**told, **shares)


def group(key, told):
    return GroupOut(key=[key], label=[key], label_en=[key], is_redrawn=False, figures=told)


def order(*groups):
    return [each.key[0] for each in ranking.slowest(groups)]


def test_few_cases_do_not_make_the_worst():
    assert order(group("few", figures(3, 6)), group("many", figures(60, 100))) == ["many", "few"]


def test_where_shares_are_the_same_the_longer_wait_comes_first():
    assert order(group("quick", figures(9, 9)), group("slow", figures(9, 9, p90=900.0))) == ["slow", "quick"]


def test_what_is_masked_and_what_has_no_place_is_not_ranked():
    assert order(group("masked", None), group(None, figures(1, 9))) == []


@pytest.mark.parametrize(("kept", "is_noise"), [(8, True), (2, False)])
def test_noise_is_what_the_interval_explains(kept, is_noise):
    assert ranking.is_noise(figures(kept, 10), figures(90, 100)) is is_noise
