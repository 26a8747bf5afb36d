"""Made reports that are old enough to go. That they were made stays, and their permalinks still give the figures."""

from datetime import datetime, timedelta

from gridnet.base import db
from gridnet.base.settings import Settings
from gridnet.reports.mailing import statements

#: Files, not rows: a few at once are many bytes.
BATCH = 100


def tick(at: datetime) -> None:
    """Delete the files that were kept for as long as `Settings.report_days` says; 0 keeps them for good."""
    days = Settings.read().report_days
    while days and purge(at - timedelta(days=days)):
        continue


def purge(before: datetime, *, batch: int = BATCH) -> int:
    """Delete a batch of the files made before that moment, in a transaction; returns how many."""
    with db.transaction():
        return len(db.run(statements.EXPIRE, {"before": before, "batch": batch}))
