"""A throw-away cluster for tests, and the clearing away of those that a killed run has left behind."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridnet.base import cluster

PREFIX = "gridnet-test-"
YOUNG_S = 60  # a folder may exist a moment before its owner holds it


@contextmanager
def throwaway() -> Iterator[str]:
    """The owner's URL of a fresh cluster, which is gone afterwards."""
    clear_abandoned()
    with held(Path(tempfile.mkdtemp(prefix=PREFIX))) as home:
        cluster.start(home / "postgres", durable=False)
        try:
            yield cluster.url(home / "postgres")
        finally:
            discard(home)


@contextmanager
def held(home: Path) -> Iterator[Path]:
    """`home`, open for the server's user to pass, and locked for as long as this process lives."""
    home.chmod(0o711)
    with (home / "alive").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield home


def discard(home: Path) -> None:
    """Stop the cluster in `home` and delete all of it."""
    cluster.stop(home / "postgres")
    cluster.remove(home / "postgres")
    shutil.rmtree(home)


def clear_abandoned() -> None:
    """Discard the clusters whose run is dead: nobody holds their lock any more."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            abandoned = home.stat().st_uid == os.getuid() and time.time() - home.stat().st_mtime > YOUNG_S
            with (home / "alive").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if abandoned:
                    discard(home)
        except OSError:
            continue  # held by a living run, or being discarded by another
