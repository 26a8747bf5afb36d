"""A process that watches, told the time, and killed at a statement of its own: `python -m tests.journeys.watcher`.

It looks until nothing is due, as the worker's tick does. `--kill-at N` sends it SIGKILL before its N-th statement
(a commit counts as one), where no `finally` and no rollback of its own can help.
"""

import os
import signal
from datetime import datetime

import click
from sqlalchemy import event, make_url

from gridnet.base import db, log, moment
from gridnet.clocks import watch


@click.command()
@click.argument("url")
@click.option("--at", type=datetime.fromisoformat, required=True)
@click.option("--kill-at", type=int)
def main(*, url: str, at: datetime, kill_at: int | None) -> None:
    """Watch once, at that moment."""
    log.configure()
    engine = db.connect(make_url(url), role="gridnet_service")
    if kill_at is not None:
        _die_at(engine, kill_at)
    db.session.configure(bind=engine)
    moment.now = lambda: at
    watch.tick(at)
    print("nothing is due")


def _die_at(engine, number: int) -> None:
    seen = iter(range(1, number + 1))

    def count(*_: object) -> None:
        if next(seen, number) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


if __name__ == "__main__":
    main()
