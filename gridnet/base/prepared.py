"""Our own busiest statements, prepared once a connection and sent by libpq itself.

What a cursor does around a statement (parsing the text, counting how often it was seen, waiting in Python) costs as
much processor time as the driver's own work, and is the same every time. Values are still written and read by
psycopg's adapters.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from typing import Any, NamedTuple, cast

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.base import PGDialect

_DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own
_IDLE = pq.TransactionStatus.IDLE
_GOOD = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})

Driver = psycopg.Connection[Any]
#: The names under which a connection knows what it has prepared.
Known = MutableMapping[tuple[bytes, tuple[int, ...]], bytes]


class Compiled(NamedTuple):
    """A statement as libpq takes it, and the names of its values in their order."""

    sql: bytes
    names: tuple[str, ...]
    formats: tuple[PyFormat, ...]


@cache
def compile_(statement: TextClause) -> Compiled:
    """The statement with numbered places; kept as long as the process, as the statement must be."""
    compiled = statement.compile(dialect=_DIALECT)
    names = tuple(compiled.positiontup or ())
    return Compiled(str(compiled).encode(), names, (PyFormat.AUTO,) * len(names))


def execute(driver: Driver, known: Known, statement: TextClause, given: Mapping[str, Any]) -> list[Any]:
    """The rows of `statement` as named tuples, none where it gives none; begins the transaction if need be.

    Raises what psycopg would.
    """
    sql, names, formats = compile_(statement)
    adapt = Transformer(driver)
    values = adapt.dump_sequence([given[name] for name in names], formats)
    connection = driver.pgconn
    if connection.transaction_status == _IDLE:
        _check(driver, connection.exec_(b"BEGIN"))
    types = adapt.types or ()
    name = known.get((sql, types))
    if name is None:
        name = b"gridnet_%d" % len(known)
        _check(driver, connection.prepare(name, sql, types))
        known[sql, types] = name
    result = _check(driver, connection.exec_prepared(name, cast("list[bytes]", values), adapt.formats))
    if not result.ntuples:
        return []
    adapt.set_pgresult(result)
    return adapt.load_rows(0, result.ntuples, _row(_columns(result)))


def _check(driver: Driver, result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status in _GOOD:
        return result
    if driver.pgconn.status == pq.ConnStatus.BAD:
        raise psycopg.OperationalError(f"the connection is lost: {result.get_error_message()}")
    raise error_from_result(result, driver.info.encoding)


def _columns(result: pq.abc.PGresult) -> tuple[bytes, ...]:
    return tuple([result.fname(number) or b"" for number in range(result.nfields)])


@cache
def _row(columns: tuple[bytes, ...]) -> Callable[[Any], Any]:
    names = [column.decode() for column in columns]
    row: Any = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024 - made at run time
    return cast("Callable[[Any], Any]", row._make)
