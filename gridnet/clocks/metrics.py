"""The figures of the watch for Prometheus, asked of the database when they are read: every process tells the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from gridnet.base import db
from gridnet.clocks import lag
from gridnet.clocks.card_models import SweepStamp

MOST = 20_000

_TALLY = text("""
    SELECT place, sum(of_county.number)::bigint AS number
    FROM sweep_tally CROSS JOIN LATERAL unnest(buckets) WITH ORDINALITY AS of_county (number, place)
    GROUP BY place ORDER BY place
""")
_SUM = text("SELECT coalesce(sum(lag_sum_s), 0) AS lag_sum_s FROM sweep_tally")
#: What waits to be seen now; counted up to a limit, so that a storm is not made worse by looking at it.
_WAITING = text("""
    SELECT count(*) AS due, min(next_check_at) AS oldest
    FROM (SELECT next_check_at FROM clock WHERE next_check_at <= CAST(:at AS timestamptz)
          ORDER BY next_check_at LIMIT :most) AS waiting
""")
_FAULTS = text("SELECT count(*) AS open FROM clock_fault WHERE cleared_at IS NULL")


def expose(at: datetime) -> bytes:
    """All figures at `at`, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(_Figures(list(_figures(at))))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """The figures as they were read."""
        return iter(self._found)


def _figures(at: datetime) -> Iterator[Metric]:
    yield _lag()
    stamp = db.session.get(SweepStamp, 1, populate_existing=True)
    if stamp is not None:
        age_s = (at - stamp.finished_at).total_seconds()
        yield GaugeMetricFamily("gridnet_sweep_age_seconds", "since a sweep of the clocks last finished", value=age_s)
        yield CounterMetricFamily("gridnet_sweeps", "sweeps of the clocks that finished", value=stamp.sweeps)
    waiting = db.run(_WAITING, {"at": at, "most": MOST}).first()
    oldest_s = (at - waiting.oldest).total_seconds() if waiting.oldest else 0.0
    yield GaugeMetricFamily("gridnet_clocks_due", f"due and not yet seen, {MOST} at most", value=waiting.due)
    yield GaugeMetricFamily("gridnet_clocks_due_oldest_seconds", "how long the oldest of them is due", value=oldest_s)
    faults = db.run(_FAULTS, {}).first().open
    yield GaugeMetricFamily("gridnet_clock_faults", "clocks set aside because they could not be handled", value=faults)


@dataclass(frozen=True, slots=True)
class Standing:
    """The watch as people look at it: what is due and unseen, what is set aside, and how late cards were seen.

    `lags` are pairs of an upper bound in seconds (None: no bound) and the number of cards seen no later.
    """

    due: int
    oldest: timedelta
    faults: int
    lags: Sequence[tuple[float | None, int]]

    @property
    def cards(self) -> int:
        """All cards that were ever seen."""
        return sum(number for _, number in self.lags)

    def within(self, bound_s: float) -> float | None:
        """The share of cards seen within so many seconds of being due; None where there are none."""
        seen = sum(number for bound, number in self.lags if bound is not None and bound <= bound_s)
        return seen / self.cards if self.cards else None


def standing(at: datetime) -> Standing:
    """How the watch stands at `at`."""
    waiting = db.run(_WAITING, {"at": at, "most": MOST}).first()
    oldest = at - waiting.oldest if waiting.oldest else timedelta(0)
    numbers = {row.place: row.number for row in db.run(_TALLY, {})}
    bounds: list[float | None] = [*lag.BOUNDS, None]
    lags = [(bound, numbers.get(place, 0)) for place, bound in enumerate(bounds, start=1)]
    return Standing(waiting.due, oldest, db.run(_FAULTS, {}).first().open, lags)


def _lag() -> Metric:
    numbers = {row.place: row.number for row in db.run(_TALLY, {})}
    names = [*map(str, lag.BOUNDS), "+Inf"]
    sums = accumulate(numbers.get(place, 0) for place in range(1, len(names) + 1))
    total_s = db.run(_SUM, {}).first().lag_sum_s
    help_ = "between the moment a card was due and the moment the watch saw it"
    return HistogramMetricFamily(
        "gridnet_clock_lag_seconds", help_, buckets=list(zip(names, sums, strict=True)), sum_value=total_s
    )
