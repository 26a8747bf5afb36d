"""A process that watches, told the time, and killed at a statement of its own: `python -m tests.journeys.watcher`.

It looks until nothing is due, as the worker's tick does. `--kill-at N` sends it SIGKILL before its N-th statement
(a commit counts as one), where no `finally` and no rollback of its own can help. With `--nurse` it bears a process
for each line it is given, "time N" (0 never kills), and answers with how that one ended: what it has loaded, they have.
"""

import os
import signal
import sys
import traceback
from datetime import datetime

import click
from sqlalchemy import event, make_url

from gridnet.base import db, log, moment
from gridnet.clocks import watch

PATIENCE_S = 90


@click.command()
@click.argument("url")
@click.option("--at", type=datetime.fromisoformat)
@click.option("--kill-at", type=int, default=0)
@click.option("--nurse", is_flag=True)
def main(*, url: str, at: datetime, kill_at: int, nurse: bool) -> None:
    """Watch once, at that moment; or once for each line."""
    log.configure()
    if nurse:
        for line in sys.stdin:
            time, number = line.split()
            print(_born(url, datetime.fromisoformat(time), int(number)), flush=True)
    else:
        _watch(url, at, kill_at)
        print("nothing is due")


def _born(url: str, at: datetime, kill_at: int) -> int:
    """How a process of its own ended that watched once."""
    child = os.fork()
    if not child:
        signal.alarm(PATIENCE_S)
        try:
            _watch(url, at, kill_at)
        except BaseException:  # noqa: BLE001 - it never comes back to the nurse's lines
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _watch(url: str, at: datetime, kill_at: int) -> None:
    engine = db.connect(make_url(url), role="gridnet_service")
    if kill_at:
        _die_at(engine, kill_at)
    db.session.configure(bind=engine)
    moment.now = lambda: at
    watch.tick(at)


def _die_at(engine, number: int) -> None:
    seen = iter(range(1, number + 1))

    def count(*_: object) -> None:
        if next(seen, number) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


if __name__ == "__main__":
    main()
