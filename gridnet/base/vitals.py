"""How the installation is: what the database says of itself, and how much room is left on the disk."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from gridnet.base import db

_DATABASE = text("""
    SELECT current_setting('server_version') AS server, postgis_lib_version() AS postgis,
           pg_database_size(current_database()) AS size, pg_is_in_recovery() AS is_standby,
           (SELECT version_num FROM alembic_version) AS revision,
           (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
           CAST(current_setting('max_connections') AS integer) AS most_connections
""")


@dataclass(frozen=True, slots=True)
class Database:
    """What PostgreSQL says of itself; sizes in bytes."""

    server: str
    postgis: str
    size: int
    is_standby: bool
    revision: str
    connections: int
    most_connections: int


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system that the instance folder lies on, in bytes."""

    total: int
    free: int

    @property
    def share_free(self) -> float:
        """What part of it is free, 0 to 1."""
        return self.free / self.total if self.total else 0.0


def database() -> Database:
    """The database as it is now; one statement."""
    row = db.run(_DATABASE, {}).first()
    return Database(**row._asdict())


def disk(folder: Path) -> Disk:
    """The room where `folder` lies."""
    used = shutil.disk_usage(folder)
    return Disk(used.total, used.free)
