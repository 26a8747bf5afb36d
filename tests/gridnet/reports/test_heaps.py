"""Facts added up group by group are what they are one by one."""

import struct
from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports.fact_statements import COUNTS
from gridnet.reports.heaps import Heaps
from gridnet.reports.sketch import Sketch

SECONDS = st.lists(st.one_of(st.just(0.0), st.floats(1e-2, 1e7)), max_size=12)


def fact(seconds):
    sketch = Sketch.of(seconds)
    counts = dict.fromkeys(COUNTS, 1) | {"measured": len(seconds), "zero": sketch.zero}
    return SimpleNamespace(**counts, buckets=as_sent(sketch.buckets, 4), counts=as_sent(sketch.counts, 8))


def as_sent(numbers, size):
    """An array as `array_send` writes it: dimensions, flags, type; length, first index; each number behind its own."""
    head = struct.pack(">iii", 1 if len(numbers) else 0, 0, {4: 23, 8: 20}[size])
    bounds = struct.pack(">ii", len(numbers), 1) if len(numbers) else b""
    return (
        head
        + bounds
        + b"".join(struct.pack(">i", size) + int(each).to_bytes(size, "big", signed=True) for each in numbers)
    )


@given(st.lists(st.tuples(st.integers(0, 3), SECONDS), max_size=12))
def test_each_group_and_the_total_are_the_sketches_of_their_durations(given_rows):
    rows = [fact(seconds) for _, seconds in given_rows]
    heaps = Heaps.of(rows, np.array([group for group, _ in given_rows], dtype=np.int64), 4)
    for number, found in enumerate(heaps.figures()):
        mine = [each for group, seconds in given_rows if group == number for each in seconds]
        assert (found.n, found.p90) == (len(mine), Sketch.of(mine).percentile(90))
        assert found.share.of == sum(group == number for group, _ in given_rows)
    every = [each for _, seconds in given_rows for each in seconds]
    assert (heaps.total().n, heaps.total().median) == (len(every), Sketch.of(every).percentile(50))
