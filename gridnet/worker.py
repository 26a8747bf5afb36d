"""The one process that keeps time: it rings, and PostgreSQL remembers. Two of them do no harm."""

import gc
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from gridnet import wiring
from gridnet.base import audit, db, moment
from gridnet.clocks import alarm, subjects, watch
from gridnet.incidents import ringing
from gridnet.notices import attachments, delivery, retention, routing
from gridnet.reports import daily
from gridnet.reports.mailing import making
from gridnet.reports.mailing import retention as report_retention

Tick = Callable[[datetime], object]

log = structlog.get_logger()


def seal_audit(at: datetime) -> None:
    """Seal what was audited since the last ring, county by county, each in a transaction of its own."""
    with db.transaction():
        counties = audit.list_unsealed(at)
    for county in counties:
        with db.transaction():
            audit.seal(county, at=at)


TICKS: Mapping[str, tuple[BaseTrigger, Tick]] = {
    "audit": (IntervalTrigger(seconds=60), seal_audit),
    "notices": (IntervalTrigger(seconds=1), routing.route),
    "boards": (IntervalTrigger(seconds=1), ringing.Bell().tick),
    "delivery": (IntervalTrigger(seconds=2), delivery.deliver),
    "clocks": (IntervalTrigger(seconds=1), watch.tick),
    "alarm": (IntervalTrigger(seconds=30), alarm.tick),
    "facts": (IntervalTrigger(minutes=10), daily.tick),
    "retention": (IntervalTrigger(hours=1), retention.tick),
    "report_retention": (IntervalTrigger(hours=1), report_retention.tick),
    "reports": (IntervalTrigger(minutes=1), making.tick),
}


def schedule(scheduler: BackgroundScheduler) -> None:
    """Hang every bell; a ring that was missed is rung once, not many times.

    Two instances are for the ring that finds the other at work; APScheduler would log a warning for each such ring.
    """
    for name, (trigger, tick) in TICKS.items():
        args = [name, tick, threading.Lock()]
        scheduler.add_job(ring, trigger, args=args, id=name, coalesce=True, max_instances=2, misfire_grace_time=None)


def ring(name: str, tick: Tick, busy: threading.Lock) -> None:
    """One ring of the bell in a fresh session; the tick opens its own transactions.

    A tick that takes longer than its interval (the first one, which connects and plans; one with thousands due) is
    rung while it runs: that ring finds it `busy` and is over.
    """
    if not busy.acquire(blocking=False):
        return
    try:
        tick(moment.now())
    except Exception:
        log.exception("tick_failed", tick=name)
        raise
    finally:
        db.session.remove()
        busy.release()


def run() -> None:
    """Ring until told to stop (TERM or INT), then let the last tick end."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    subjects.connect(wiring.SUBJECTS)
    attachments.connect(wiring.ATTACHMENTS)
    scheduler = BackgroundScheduler(timezone="UTC")
    schedule(scheduler)
    gc.collect()
    gc.freeze()  # what was imported stays; looking through it again costs a sweep a fifth of its time
    scheduler.start()
    log.info("worker_started", ticks=list(TICKS))
    stop.wait()
    scheduler.shutdown(wait=True)
    log.info("worker_stopped")
