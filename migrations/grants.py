"""What the service's role may do to a table; said once for each table, in the script that creates it."""

from alembic import op

ROLE = "gridnet_service"


def append_only(*tables: str) -> None:
    """History: the service may add and read, nothing more."""
    _grant("SELECT, INSERT", tables)


def ordinary(*tables: str) -> None:
    """State: the service may add, read and change; nothing is deleted in passing."""
    _grant("SELECT, INSERT, UPDATE", tables)


def disposable(*tables: str) -> None:
    """Rows that may go again: drafts, counters, receipts."""
    _grant("SELECT, INSERT, UPDATE, DELETE", tables)


def columns(table: str, *names: str) -> None:
    """Beside what it has, the service may change these columns of an append-only table."""
    op.execute(f"GRANT UPDATE ({', '.join(names)}) ON {table} TO {ROLE}")


def _grant(rights: str, tables: tuple[str, ...]) -> None:
    for table in tables:
        op.execute(f"REVOKE ALL ON {table} FROM {ROLE}")
        op.execute(f"GRANT {rights} ON {table} TO {ROLE}")
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
