"""Notices: messages that were given up, trying them again, and whether a channel works at all."""

import click
from rich.table import Table

from gridnet.base import county as counties
from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.base.paging import LARGEST, Wish
from gridnet.cli.context import connected, console
from gridnet.notices import giving_up, sending, services
from gridnet.notices.sending import Outcome
from gridnet.notices.services import Service
from gridnet.notices.wording import Message
from gridnet.people.staff import By

STATES = ("pending", "sending", "failed", "sent", "given_up")


@click.group()
def notices() -> None:
    """Notices."""


@notices.command("list")
@click.option("--county", required=True, help="six-digit code of the county")
@click.option("--state", type=click.Choice(STATES), default="given_up", show_default=True)
@click.option("--limit", type=click.IntRange(1, LARGEST), default=50, show_default=True)
def list_(county: str, state: str, limit: int) -> None:
    """List messages, newest first, and what their services answered last."""
    with connected(), db.transaction():
        rows = giving_up.list_deliveries(counties.read(county), Wish(limit=limit), state=state)[:limit]
        table = Table("message", "to", "tries", "unsure", "next try", "last error")
        for delivery, channel in rows:
            again = f"{moment.local(delivery.next_try_at):%Y-%m-%d %H:%M}" if delivery.next_try_at else ""
            shown = f"{channel.service} {channel.shown}"
            table.add_row(
                str(delivery.id), shown, str(delivery.tries), str(delivery.unsure), again, delivery.last_error or ""
            )
    console().print(table)


@notices.command()
@click.option("--county", required=True, help="six-digit code of the county")
@click.option("--all", "everything", is_flag=True, help="every message of the county that was given up")
@click.argument("messages", nargs=-1, type=int)
def retry(county: str, messages: tuple[int, ...], *, everything: bool) -> None:
    """Try MESSAGES again that were given up; the worker sends them at its next ring."""
    if everything == bool(messages):
        raise click.UsageError("name the messages, or say --all")
    code = counties.read(county)
    with connected():
        ids = _given_up(code) if everything else list(messages)
        for id_ in ids:
            with db.transaction():
                giving_up.retry(code, id_, By(moment.now()))
    click.echo(f"{len(ids)} messages will be tried again")


def _given_up(county: County) -> list[int]:
    with db.transaction():
        return giving_up.list_retriable(county)


@notices.command()
@click.argument("service", type=click.Choice([each.value for each in Service]))
@click.argument("address")
def test(service: str, address: str) -> None:
    """Send a test message now to ADDRESS (for `url`: an Apprise URL) and say what the service answered."""
    with connected():
        url = services.url(Service(service), services.check(Service(service), address))
        done = sending.send(url, Message("gridnet", "测试消息 / test message"), "test")
    if done.outcome is not Outcome.SENT:
        raise click.ClickException(f"{done.outcome}: {done.error}")
    click.echo("sent")
