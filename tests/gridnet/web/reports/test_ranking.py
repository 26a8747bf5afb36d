"""Which part is the slowest, with few cases not taken for many."""

import pytest

from gridnet.reports.schemas import FiguresOut, FunnelOut, GroupOut, TableOut
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


def table(kept, of=10, parts=1):
    groups = [group(str(n), figures(kept, of)) for n in range(parts)]
    total = figures(90, 100)
    return TableOut(first_day="2026-03-01", last_day="2026-03-31", total=total, groups=groups, masked=0)


@pytest.mark.parametrize(
    ("kept", "parts", "is_noise"),
    [
        pytest.param(8, 1, True, id="within its interval"),
        pytest.param(6, 1, False, id="outside of it, alone"),
        pytest.param(6, 100, True, id="outside of it, one of a hundred: some always are"),
        pytest.param(2, 100, False, id="so far outside that it stands out among a hundred"),
    ],
)
def test_noise_is_what_chance_explains_among_so_many(kept, parts, is_noise):
    found = table(kept, parts=parts)
    assert ranking.is_noise(found.groups[0], found) is is_noise
    assert bool(ranking.slower(found)) is not is_noise
