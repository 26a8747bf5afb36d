"""Fewer than five are not told, and cannot be worked out."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports import masking

COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def solutions(counts, hidden):
    """Every way of filling in the masked groups that agrees with all that is told: the others, and the total."""
    rest = sum(counts[place] for place in hidden)
    places = sorted(hidden)
    ways = [way for way in product(range(rest + 1), repeat=len(places)) if sum(way) == rest]
    return {place: {way[number] for way in ways} for number, place in enumerate(places)}


@given(COUNTS)
def test_no_masked_group_can_be_worked_out_by_subtraction(counts):
    hides_total, hidden = masking.masked([(count,) for count in counts])
    if not hides_total:
        assert all(len(values) > 1 for values in solutions(counts, hidden).values())
        assert sum(counts[place] for place in hidden) not in range(1, masking.FEWEST)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_no_count_of_fewer_than_five_is_told(groups):
    hides_total, hidden = masking.masked(groups)
    told = [each for place, each in enumerate(groups) if place not in hidden]
    told += [] if hides_total else [tuple(map(sum, zip(*groups, strict=True)))]
    assert not any(masking.is_few(each) for each in told)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4))
def test_neither_can_the_number_measured_nor_the_number_valid(groups):
    hides_total, hidden = masking.masked(groups)
    if not hides_total:
        for number in range(2):
            counts = [each[number] for each in groups]
            rest = sum(counts[place] for place in hidden)
            ways = solutions(counts, hidden) if rest else {}
            assert all(len(values) > 1 for values in ways.values())


@pytest.mark.parametrize(
    ("counts", "hides_total", "hidden"),
    [
        ([9, 8, 7], False, set()),
        ([2, 6, 9], False, {0, 1}),  # 2 is too few, 6 is masked with it
        ([2, 3, 9], False, {0, 1}),  # together they are five
        ([1, 2, 9, 8], False, {0, 1, 3}),  # together they would be three
        ([0, 9], False, set()),  # none may be told
        ([2, 1], True, {0, 1}),  # all of it is too few
        ([4, 0], True, {0}),
        ([4, 9], False, {0, 1}),
        ([5], False, set()),
    ],
)
def test_what_is_masked(counts, hides_total, hidden):
    assert masking.masked([(count,) for count in counts]) == (hides_total, frozenset(hidden))
