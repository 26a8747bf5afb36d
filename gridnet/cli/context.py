"""What a command needs of the service: settings, database, keys, and the wiring; opened once, here."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from gridnet.base import cluster, db, events, files, keys, log, secrets
from gridnet.base.settings import Settings


@contextmanager
def connected() -> Iterator[Settings]:
    """The settings, with the session bound to their database; transactions are the command's own."""
    from gridnet import wiring

    settings = cluster.with_database(Settings.read())
    log.configure()
    engine = db.configure(settings)
    secrets.configure(keys.load(settings.instance_dir).fields)
    files.configure(settings.instance_dir / "files")
    events.connect(wiring.REACTIONS)
    try:
        yield settings
    finally:
        db.session.remove()
        engine.dispose()


def console() -> Console:
    """The terminal, for tables."""
    return Console()
