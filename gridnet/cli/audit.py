"""The audit trail: seal it, verify it."""

import click

from gridnet.base import audit as trail
from gridnet.base import county as counties
from gridnet.base import db, moment
from gridnet.cli.context import connected


@click.group()
def audit() -> None:
    """The audit trail of a county, chained by hashes."""


@audit.command()
@click.option("--county", required=True, help="six-digit code of the county")
def seal(county: str) -> None:
    """Seal the entries that have no seal yet."""
    total = 0
    with connected():
        while True:
            with db.transaction():
                done = trail.seal(counties.read(county), at=moment.now())
            total += done
            if not done:
                break
    click.echo(f"{total} entries sealed")


@audit.command()
@click.option("--county", required=True, help="six-digit code of the county")
def verify(county: str) -> None:
    """Check the chain; exit with 1 where an entry was changed or removed."""
    with connected(), db.transaction():
        faults = list(trail.verify(counties.read(county)))
    for fault in faults:
        click.echo(fault)
    click.echo("the chain holds" if not faults else f"{len(faults)} faults")
    if faults:
        raise SystemExit(1)
