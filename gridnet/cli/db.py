"""The private PostGIS cluster of this instance, and the schema of whichever database is used."""

from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from gridnet.base import cluster, schema
from gridnet.base.settings import Settings

DOWN = 3  # as systemctl and pg_ctl answer for what is not running


@click.group()
def db() -> None:
    """Start and stop the private cluster; migrate the database in use."""


@db.command()
def start() -> None:
    """Start the private cluster, making it first if need be."""
    folder = cluster.kept_by(Settings.read())
    fresh = cluster.start(folder)
    click.echo(f"PostgreSQL {'serves' if fresh else 'already served'} {_whereabouts(folder)}.")


@db.command()
def stop() -> None:
    """Stop the private cluster; work in progress on it is ended."""
    folder = cluster.kept_by(Settings.read())
    click.echo("PostgreSQL is stopped." if cluster.stop(folder) else "PostgreSQL was not running.")


@db.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say whether the private cluster runs; exit status 3 when it does not."""
    settings = Settings.read()
    folder = cluster.kept_by(settings)
    found = cluster.status(folder)
    state = f"runs as process {found.pid}" if found.running else "is not running"
    click.echo(f"PostgreSQL {state} in {_whereabouts(folder)}.")
    if settings.database_url:
        click.echo(f"It is not used: {settings.url} is.")
    ctx.exit(0 if found.running else DOWN)


@db.command()
def url() -> None:
    """Print the address of the database in use, its password hidden."""
    click.echo(cluster.with_database(Settings.read()).url)


@db.command()
def migrate() -> None:
    """Bring the schema of the database in use to what this version needs."""
    settings = cluster.with_database(Settings.read())
    try:
        schema.upgrade(settings.url)
    except DBAPIError as error:
        raise click.ClickException(f"the schema could not be changed: {str(error.orig).strip()}") from error
    click.echo("The schema is up to date.")


def _whereabouts(folder: Path) -> str:
    real = cluster.status(folder).folder
    if real == folder.absolute():
        return str(folder)
    return f"{folder}, which lies in {real}"
