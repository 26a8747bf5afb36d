"""The session and the transaction: opened at the edge, committed here and nowhere else."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

import psycopg
from flask import Blueprint
from psycopg import sql
from psycopg.types.numeric import Int8Dumper
from sqlalchemy import URL, Connection, Engine, MetaData, TextClause, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, scoped_session, sessionmaker

from gridnet.base import prepared
from gridnet.base.errors import NotFound
from gridnet.base.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

session = scoped_session(sessionmaker(expire_on_commit=False))


class Base(DeclarativeBase):
    """The metadata of every table; constraints are named by the convention."""

    metadata = MetaData(naming_convention=NAMING)


Row = TypeVar("Row", bound=Base)


def connect(url: URL, *, role: str = "", pool_size: int = 8) -> Engine:
    """An engine whose connections act as `role`, and plan without JIT.

    The service's role may only insert into the append-only tables, so that
    an exception to that rule cannot be written by mistake. The driver prepares nothing of its own accord: with each
    rollback it would drop whatever is prepared, and `run` prepares what is worth it.
    """
    options = "-c jit=off -c timezone=UTC" + (f" -c role={role}" if role else "")
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        pool_use_lifo=True,  # few connections kept busy have their plans and caches at hand; many take turns without
        hide_parameters=True,  # what people wrote does not belong into the log
        connect_args={"options": options, "prepare_threshold": None, "connect_timeout": 10},
    )
    event.listen(engine, "connect", _say_bigint)
    return engine


def _say_bigint(connection: "psycopg.Connection[Any]", _record: object) -> None:
    """Send every whole number as a bigint; by its size it would be one of three types, each with a plan of its own."""
    connection.adapters.register_dumper(int, Int8Dumper)


def configure(settings: Settings) -> Engine:
    """Bind the session to the database the settings name."""
    engine = connect(settings.url, role=settings.service_role, pool_size=settings.pool_size)
    session.remove()
    session.configure(bind=engine)
    return engine


class Ran(list[Any]):
    """The rows of a statement, as named tuples."""

    def first(self) -> Any:
        """The first row, or None."""
        return self[0] if self else None

    def all(self) -> "Ran":
        """The rows, as SQLAlchemy's results would give them."""
        return self

    def scalars(self) -> list[Any]:
        """The first column."""
        return [row[0] for row in self]


def run(statement: TextClause, given: Mapping[str, Any]) -> Ran:
    """Run one of our own statements as libpq prepares it, in the session's transaction.

    For the busiest paths. The statement must live as long as the process (a module's constant). Raises what
    SQLAlchemy would.
    """
    connection = _connection()
    for listen in connection.dispatch.before_cursor_execute:
        listen(connection, None, statement.text, given, None, False)
    driver = cast("prepared.Driver", connection.connection.driver_connection)
    try:
        return Ran(prepared.execute(driver, connection.info.setdefault("prepared", {}), statement, given))
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement.text,
            dict(given),
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=driver.closed,
        ) from None


def _connection() -> Connection:
    """The session's connection, with all that it holds written; looked up once a transaction."""
    current = session()
    current.flush()
    begun, connection = current.info.get("connection", (None, None))
    if begun is None or begun is not current.get_transaction():
        connection = current.connection()
        current.info["connection"] = current.get_transaction(), connection
    return cast("Connection", connection)


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add many rows in the session's transaction, as PostgreSQL takes them quickest; raises what SQLAlchemy would.

    The rows are all made before the first is sent, so that making them may read.
    """
    made, connection = list(rows), _connection()
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as sent:
            for row in made:
                sent.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(f"COPY {table}", None, error, psycopg.Error, hide_parameters=True) from None


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it."""
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def lock(model: type[Row], county: str, id_: int) -> Row:
    """The row as it is now, held until the transaction ends; raises `NotFound`.

    populate_existing matters: without it a row this session has already read
    comes back locked but stale. Keys never change, so whoever only adds a row
    that refers to this one (the watch, an entry of the timeline) need not wait.
    """
    row = session.get(model, (county, id_), with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise NotFound(f"there is no {model.__tablename__.replace('_', ' ')} {id_} in {county}")
    return row


def in_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    """`view` in a transaction and a session of its own."""

    @wraps(view)
    def within(*args: Any, **kwargs: Any) -> Any:
        try:
            with transaction():
                return view(*args, **kwargs)
        finally:
            session.remove()

    return within


class Routes(Blueprint):
    """A blueprint whose every view runs in one transaction.

    Committing in `after_request` would keep half of what a refused view wrote,
    and a failed commit would come too late for the error handlers.
    """

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        """Register `view_func`, wrapped."""
        if view_func is not None:
            endpoint = endpoint or view_func.__name__
            view_func = in_transaction(view_func)
        super().add_url_rule(rule, endpoint, view_func, *args, **options)


def hold(*names: str) -> None:
    """Wait until nobody else holds these names, and hold them until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(" ".join(names), 0))))
