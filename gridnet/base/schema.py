"""Bringing a database's schema to what this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL

import migrations

SCRIPTS = Path(migrations.__file__).parent


def config(url: URL) -> Config:
    """Alembic's configuration for the database at `url`, without an ini file."""
    found = Config()
    found.set_main_option("script_location", str(SCRIPTS))
    found.set_main_option("path_separator", "os")
    found.set_main_option("sqlalchemy.url", url.render_as_string(hide_password=False).replace("%", "%%"))
    return found


def upgrade(url: URL, revision: str = "head") -> None:
    """Run every migration that is missing, as the owner of the schema."""
    command.upgrade(config(url), revision)


def downgrade(url: URL, revision: str) -> None:
    """Undo migrations down to `revision`."""
    command.downgrade(config(url), revision)
