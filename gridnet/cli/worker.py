"""The process that keeps time."""

import click

from gridnet.cli.context import connected


@click.command()
def worker() -> None:
    """Run the scheduled work until stopped; any number of workers may run at once."""
    from gridnet import worker as process

    with connected():
        process.run()
