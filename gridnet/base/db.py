"""The session and the transaction: opened at the edge, committed here and nowhere else."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, TypeVar

from flask import Blueprint
from sqlalchemy import URL, CursorResult, Engine, MetaData, TextClause, create_engine, func, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import DeclarativeBase, scoped_session, sessionmaker

from gridnet.base.errors import NotFound
from gridnet.base.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]  # SQLAlchemy's own

session = scoped_session(sessionmaker(expire_on_commit=False))


class Base(DeclarativeBase):
    """The metadata of every table; constraints are named by the convention."""

    metadata = MetaData(naming_convention=NAMING)


Row = TypeVar("Row", bound=Base)


def connect(url: URL, *, role: str = "", pool_size: int = 8) -> Engine:
    """An engine whose connections act as `role`, plan without JIT and prepare what they repeat.

    The service's role may only insert into the append-only tables, so that
    an exception to that rule cannot be written by mistake.
    """
    options = "-c jit=off -c timezone=UTC" + (f" -c role={role}" if role else "")
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        connect_args={"options": options, "prepare_threshold": 3, "connect_timeout": 10},
    )


def configure(settings: Settings) -> Engine:
    """Bind the session to the database the settings name."""
    engine = connect(settings.url, role=settings.service_role, pool_size=settings.pool_size)
    session.remove()
    session.configure(bind=engine)
    return engine


@cache
def _driver_sql(statement: TextClause) -> str:
    return str(statement.compile(dialect=_DIALECT))


def run(statement: TextClause, given: Mapping[str, Any]) -> CursorResult[Any]:
    """Run one of our own statements as the driver takes it, in the session's transaction.

    For the statements of the busiest paths: what SQLAlchemy does beside running a text costs more than the
    text, and is the same every time. The statement must live as long as the process (a module's constant).
    """
    session.flush()
    return session.connection().exec_driver_sql(_driver_sql(statement), dict(given))


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
    comes back locked but stale.
    """
    row = session.get(model, (county, id_), with_for_update=True, populate_existing=True)
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
