"""What a new cluster is given: the roles, the extensions and the database of gridnet."""

from pathlib import Path
from typing import LiteralString

import psycopg

SUPERUSER = "postgres"
OWNER = "gridnet"
DATABASE = "gridnet"
PORT = 5432  # names the socket, opens nothing

# Both or neither: the owner of the schema, and the role that the service acts as.
ROLES = (
    "CREATE ROLE gridnet LOGIN CREATEDB",
    "CREATE ROLE gridnet_service NOLOGIN",
    "GRANT gridnet_service TO gridnet",
)
# In the template, so that the owner can make further databases without being a superuser.
EXTENSIONS = (
    "CREATE EXTENSION IF NOT EXISTS postgis",
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
)


def complete(socket_dir: Path) -> None:
    """Make what is missing; the database comes last, so that where it is, everything is. Raises `psycopg.Error`."""
    with _superuser(socket_dir, "postgres") as connection:
        if _any(connection, "SELECT 1 FROM pg_database WHERE datname = 'gridnet'"):
            return
        with connection.transaction():
            for statement in () if _any(connection, "SELECT 1 FROM pg_roles WHERE rolname = 'gridnet'") else ROLES:
                connection.execute(statement)
    with _superuser(socket_dir, "template1") as connection:
        for statement in EXTENSIONS:
            connection.execute(statement)
    with _superuser(socket_dir, "postgres") as connection:
        connection.execute("CREATE DATABASE gridnet OWNER gridnet")


def _superuser(socket_dir: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(socket_dir), port=PORT, user=SUPERUSER, dbname=database, autocommit=True)


def _any(connection: psycopg.Connection, question: LiteralString) -> bool:
    return connection.execute(question).fetchone() is not None
