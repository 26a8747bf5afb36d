"""The figures of the watch for Prometheus, asked of the database when they are read: every process tells the same."""

from collections.abc import Iterator
from datetime import datetime
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


def _lag() -> Metric:
    numbers = {row.place: row.number for row in db.run(_TALLY, {})}
    names = [*map(str, lag.BOUNDS), "+Inf"]
    sums = accumulate(numbers.get(place, 0) for place in range(1, len(names) + 1))
    total_s = db.run(_SUM, {}).first().lag_sum_s
    help_ = "between the moment a card was due and the moment the watch saw it"
    return HistogramMetricFamily(
        "gridnet_clock_lag_seconds", help_, buckets=list(zip(names, sums, strict=True)), sum_value=total_s
    )
