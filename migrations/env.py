"""How a migration runs: alone, impatient with locks, and blind to PostGIS's own tables."""

import importlib
import pkgutil
import time
from pathlib import Path

from alembic import context
from geoalchemy2 import alembic_helpers
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

import gridnet
from gridnet.base.db import Base

ADVISORY = 7_413_550_921
TRIES = 10
HELD = (LockNotAvailable, DeadlockDetected)


def import_models() -> None:
    """Bring every feature's tables into the metadata: those of its files whose names end in `models`."""
    for package in pkgutil.iter_modules(gridnet.__path__):
        folder = Path(gridnet.__path__[0]) / package.name
        for path in sorted(folder.glob("*models.py")) if package.ispkg else ():
            importlib.import_module(f"gridnet.{package.name}.{path.stem}")
    importlib.import_module("gridnet.base.audit")


def migrate(connection: Connection) -> None:
    """Run what is missing, in one transaction, while no other migration runs."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=alembic_helpers.include_object,
        render_item=alembic_helpers.render_item,
        process_revision_directives=alembic_helpers.writer,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '1s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY})
        context.run_migrations()


def run() -> None:
    """Try again for a while when another session holds a table; any other error is the last."""
    import_models()
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "", poolclass=NullPool)
    for attempt in range(TRIES):
        try:
            with engine.connect() as connection:
                migrate(connection)
                connection.commit()
        except OperationalError as error:
            if attempt == TRIES - 1 or not isinstance(error.orig, HELD):
                raise
            time.sleep(1 + attempt)
        else:
            return


run()
