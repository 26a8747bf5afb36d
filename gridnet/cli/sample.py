"""The sample county: load it, and list the sign-ins to try it with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from gridnet.cli.context import connected, console

if TYPE_CHECKING:
    from datetime import datetime

    from gridnet.sample.loading import Progress
    from gridnet.sample.signins import Shown


@click.group()
def sample() -> None:
    """A fictional county to try gridnet with: territory, staff, roster and eight weeks of incidents."""


@sample.command()
@click.option("--seed", type=int, help="another seed makes another county")
@click.option("--until", help="moment at which its history ends; now where not given")
@click.option("--small", is_flag=True, help="two townships and three days only, for a quick look")
@click.option("--if-empty", is_flag=True, help="do nothing where the database holds anything else")
@click.option("--force", is_flag=True, help="load it beside the incidents of other counties")
def load(seed: int | None, until: str | None, *, small: bool, if_empty: bool, force: bool) -> None:
    """Load the sample county, all of it or nothing; where it is loaded already, nothing is done."""
    from gridnet.base import db
    from gridnet.sample import loading
    from gridnet.sample.plan import SEED, Plan
    from gridnet.sample.size import FULL, SMALL

    at = _until(until)
    with connected() as settings, db.transaction():
        if reason := loading.why_not(if_empty=if_empty, force=force):
            click.echo(reason)
            return
        plan = Plan(
            until=at,
            tolerance_m=settings.nearest_tolerance_m,
            size=SMALL if small else FULL,
            seed=SEED if seed is None else seed,
        )
        with _progress() as progress:
            told = loading.load(plan, progress)
    click.echo(f"The sample county is loaded: {told.reports:,} incidents, {told.open:,} of them open.")


def _until(text: "str | None") -> "datetime":
    from gridnet.base import moment

    now = moment.now()
    at = moment.read(text) if text else now
    if at > now:
        raise click.BadParameter("the history cannot end in the future", param_hint="--until")
    return at


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A bar on the terminal, and what moves it."""
    from rich.progress import Progress, TimeElapsedColumn

    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console(), transient=True) as bar:
        task = bar.add_task("sample county", total=None)
        yield lambda stage, done, total: bar.update(
            task, description=f"sample county: {stage}", completed=done, total=total
        )


@sample.command("sign-ins")
def sign_ins() -> None:
    """List the sign-ins of the sample county; there are none where it is not loaded."""
    from gridnet.base import db, moment
    from gridnet.sample import signins

    with connected(), db.transaction():
        shown = list(signins.listed(moment.now()))
    if not shown:
        click.echo("The sample county is not loaded: gridnet sample load")
        return
    _show(shown)


def _show(shown: "list[Shown]") -> None:
    """A line for each: a table would cut the secrets on a narrow terminal."""
    from gridnet.sample import signins
    from gridnet.sample.ground import COUNTY

    click.echo(f"Sign-ins of the sample county {COUNTY}; the password of all of them is {signins.PASSWORD}")
    for each in shown:
        factor = f"  code now {each.code}, from the secret {each.secret}" if each.secret else ""
        click.echo(f"  {each.login:<11} {each.role:<15} {each.name}{factor}")
