"""Facts of many cases at once: what is counted, in which parts, and how durations become a sketch."""

from datetime import date

import numpy as np
import pytest

from gridnet.reports import tally
from gridnet.reports.fact_statements import COLUMNS, COUNTS, DUE, FATES, LATE
from gridnet.reports.funnel import Fate
from gridnet.reports.sketch import bucket_of
from gridnet.reports.tally import Mark, Told

DAY = date(2026, 3, 2)
MEASURED, OPEN, DUPLICATE = (FATES.index(fate) for fate in (Fate.MEASURED, Fate.OPEN, Fate.DUPLICATE))


def mark(priority="P3", group="04", network="community", county="410599", day=DAY):
    return Mark(county, day, network, priority, group)


def tallied(said, seconds=None, marks=None):
    marks = marks or [mark()] * len(said)
    return list(tally.tally(marks, [Told.of("handle", said, seconds)]))


def whole(found):
    (one,) = [each for each in found if not each.part.cut]
    return {name: value for name, value in zip(COUNTS, one.values, strict=True) if value}


@pytest.mark.parametrize(
    ("said", "seconds", "counts"),
    [
        (MEASURED | DUE, 60, {"measured": 1, "due": 1, "in_limit": 1}),  # kept
        (MEASURED | DUE | LATE, 60, {"measured": 1, "due": 1}),  # late
        (MEASURED, 0, {"measured": 1, "zero": 1}),  # no limit, and no time at all
        (OPEN | DUE | LATE, None, {"open": 1, "due": 1, "open_late": 1}),  # who is open and late counts as late
        (OPEN | DUE, None, {"open": 1, "due": 1, "in_limit": 1}),  # as the share of exact answers has it
        (DUPLICATE | DUE | LATE, None, {"duplicate": 1}),  # no case is due to nobody
    ],
)
def test_a_case_is_counted_by_its_fate_and_its_limit(said, seconds, counts):
    assert whole(tallied([said], [seconds])) == counts


def test_what_is_no_case_of_a_measure_makes_no_row():
    assert tallied([None], [None]) == []


def test_every_case_stands_in_the_whole_in_its_priority_and_in_its_group():
    marks = [mark(), mark("P1"), mark("P1", "01"), mark(network="police"), mark(county="410598")]
    found = tallied([MEASURED] * 5, [60.0] * 5, marks)
    parts = {(each.part.county, each.part.network, each.part.cut, each.part.value): each.values[0] for each in found}
    assert parts["410599", "community", "", ""] == 3
    assert (parts["410599", "community", "priority", "P3"], parts["410599", "community", "priority", "P1"]) == (1, 2)
    assert (parts["410599", "community", "group", "04"], parts["410599", "community", "group", "01"]) == (2, 1)
    assert parts["410599", "police", "", ""] == parts["410598", "community", "", ""] == 1


def test_a_sketch_holds_each_duration_that_took_time():
    lasted = [0.5, 60.0, 60.0, 86_400.0, 0.0, None]
    (one,) = [each for each in tallied([*[MEASURED] * 5, OPEN], lasted) if not each.part.cut]
    assert one.buckets == sorted({bucket_of(each) for each in lasted if each})
    assert sum(one.counts) == 4


@pytest.mark.parametrize("seed", range(3))
def test_sketches_of_many_are_those_of_each_alone(seed):
    chance = np.random.default_rng(seed)
    seconds = np.exp(chance.normal(8, 3, 200)).tolist()
    marks = [mark(day=DAY.replace(day=number)) for number in chance.integers(1, 5, 200).tolist()]
    together = {each.part: (each.buckets, each.counts) for each in tallied([MEASURED] * 200, seconds, marks)}
    for each in set(marks):
        mine = [lasted for lasted, his in zip(seconds, marks, strict=True) if his == each]
        for alone in tallied([MEASURED] * len(mine), mine, [each] * len(mine)):
            assert together[alone.part] == (alone.buckets, alone.counts)


def test_a_rate_has_no_durations():
    (one, *_) = tallied([MEASURED | DUE | LATE])
    assert (one.buckets, one.counts) == ([], [])


def test_a_row_has_the_columns_of_the_table():
    row = dict(zip(COLUMNS, tally.row(tallied([MEASURED], [60.0])[0], "now"), strict=True))
    assert (row["code"], row["grain"], row["county"], row["day"]) == ("handle", "day", "410599", DAY)
    assert row["buckets"] == f"{{{bucket_of(60)}}}"
