"""The bells of the process that keeps time."""

import logging
import threading
import time

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from gridnet import worker

PATIENCE_S = 30


@pytest.fixture
def rung(monkeypatch):
    """`rung(tick, seen)`: a scheduler that has rung this one tick every twentieth of a second, three times and more."""

    def ring(tick, seen):
        monkeypatch.setattr(worker, "TICKS", {"test": (IntervalTrigger(seconds=0.05), tick)})
        scheduler = BackgroundScheduler(timezone="UTC")
        worker.schedule(scheduler)
        scheduler.start()
        until = time.monotonic() + PATIENCE_S
        while len(seen) < 3:
            assert time.monotonic() < until, "it is not rung any more"
            time.sleep(0.01)
        scheduler.shutdown(wait=True)

    return ring


def test_a_tick_that_takes_longer_than_its_interval_runs_once_at_a_time_and_nothing_is_said(rung, caplog):
    """At the start, when everything is cold, or with thousands of cards due."""
    at_once, most = threading.Semaphore(1), []

    def slow(_at):
        most.append(at_once.acquire(blocking=False))
        time.sleep(0.2)
        at_once.release()

    with caplog.at_level(logging.WARNING, logger="apscheduler"):
        rung(slow, most)
    assert (set(most), caplog.records) == ({True}, [])


def test_a_tick_that_fails_is_rung_again(rung):
    seen = []

    def fail(at):
        seen.append(at)
        raise LookupError("of the test")

    rung(fail, seen)


def test_a_ring_that_finds_the_tick_at_work_is_over():
    busy, seen = threading.Lock(), []
    with busy:
        worker.ring("test", seen.append, busy)
    assert seen == []
    worker.ring("test", seen.append, busy)
    assert len(seen) == 1
