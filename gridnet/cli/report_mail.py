"""Reports by mail: who has which, what failed, and making them now."""

import click
from rich.table import Table

from gridnet.base import county as counties
from gridnet.base import db, moment
from gridnet.base.paging import LARGEST, Wish
from gridnet.cli.context import connected, console
from gridnet.people.staff import By
from gridnet.reports.mailing import issues, making, subscribing


@click.group()
def report_mail() -> None:
    """Reports by mail."""


@report_mail.command()
@click.option("--county", required=True, help="six-digit code of the county")
def subscriptions(county: str) -> None:
    """List who has which report made; persons by their ids."""
    table = Table("subscription", "person", "division", "how often", "language", "as", "since")
    with connected(), db.transaction():
        for row in subscribing.list_live(counties.read(county)):
            since = f"{moment.local(row.created_at):%Y-%m-%d}"
            table.add_row(str(row.id), str(row.person_id), row.scope, row.cadence, row.language, row.format, since)
    console().print(table)


@report_mail.command("list")
@click.option("--county", required=True, help="six-digit code of the county")
@click.option("--failed", is_flag=True, help="only those that failed")
@click.option("--limit", type=click.IntRange(1, LARGEST), default=50, show_default=True)
def list_(county: str, limit: int, *, failed: bool) -> None:
    """List reports, newest first, and why one failed."""
    code = counties.read(county)
    table = Table("report", "division", "how often", "period", "state", "tries", "last error")
    with connected(), db.transaction():
        for row in issues.list_issues(code, Wish(limit=limit), troubled=failed)[:limit]:
            issue, subscription = row.Issue, row.Subscription
            period = f"{issue.first_day} – {issue.last_day}"
            what = (subscription.scope, subscription.cadence, period, issue.state, str(issue.tries))
            table.add_row(str(issue.id), *what, issue.last_error or "")
    console().print(table)


@report_mail.command()
@click.option("--county", required=True, help="six-digit code of the county")
@click.argument("reports", nargs=-1, type=int, required=True)
def retry(county: str, reports: tuple[int, ...]) -> None:
    """Make REPORTS again that failed; the worker does at its next ring."""
    code = counties.read(county)
    with connected():
        for id_ in reports:
            with db.transaction():
                issues.retry(issues.get(code, id_), By(moment.now()))
    click.echo(f"{len(reports)} reports will be made again")


@report_mail.command()
def make() -> None:
    """Make now what is due, without waiting for the worker; its mails go out by the worker."""
    with connected():
        tried = making.tick(moment.now())
    click.echo(f"{tried} reports were due")
