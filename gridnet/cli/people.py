"""People: staff and roster from files, who is on duty, where nobody will be, tokens, passwords, administrators."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from gridnet.base import county as counties
from gridnet.base import db, moment, tables
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.base.network import Network
from gridnet.cli.context import connected, console, report_rows
from gridnet.people import (
    account_rules,
    coverage,
    credentials,
    queries,
    roles,
    roster_import,
    sheets,
    sign_in,
    staff,
    staff_import,
)
from gridnet.people.coverage import Depth
from gridnet.people.models import Person
from gridnet.people.roles import Permission, Role
from gridnet.people.sheets import Tally
from gridnet.people.staff import By, PersonWish, PositionWish

BATCH = 2000
SHOWN_HOLES = 30

COUNTY = click.option("--county", required=True, help="six-digit code of the county")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
NETWORK = click.option("--network", type=click.Choice([network.value for network in Network]), help="one network only")


@click.group()
def people() -> None:
    """Staff, roster, duty and credentials."""


def _import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--column", "columns", multiple=True, metavar="WHAT=NAME", help="column of WHAT, where not found"),
        click.option("--encoding", help="of a CSV; found out where not given"),
        click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False), help="file for rejected rows"),
        COUNTY,
        FILE,
    ):
        command = option(command)
    return command


def _pairs(texts: Iterable[str], what: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if bad := [text for text, equals, _ in pairs if not equals]:
        raise Invalid(f"{bad[0]!r} is not {what}")
    return {name.strip(): value.strip() for name, _, value in pairs}


@people.command("import")
@_import_options
@click.option("--valid-from", help="since when positions are held, where a row does not say; today where not given")
def import_(  # noqa: PLR0913 - a command's options
    file: Path,
    *,
    county: str,
    columns: tuple[str, ...],
    encoding: str | None,
    rejects: Path | None,
    valid_from: str | None,
) -> None:
    """Take on the persons of FILE (CSV, XLSX) with their positions; run again, it adds nothing twice.

    Columns are found by their usual names, Chinese or English:
    工号, 姓名, 登录名, 手机, 角色, 网格编码, 责任, 派出所, 区划代码.
    """
    code, at = counties.read(county), moment.now()
    since = sheets.read_moment(valid_from) if valid_from else _midnight()
    tally = Tally()
    with connected(), tables.open_table(file, encoding) as (header, lines):
        named = _pairs(columns, "WHAT=NAME")
        found = sheets.columns(header, named, needs=("staff_no", "name"))
        with db.transaction():
            areas = staff_import.areas(code)
        run = staff_import.Run(code, found, since, By(at), areas)
        while rows := list(islice(lines, BATCH)):
            with db.transaction():
                staff_import.take_in(run, rows, tally)
    _report(tally, rejects or file.with_name(f"{file.name}.rejected.csv"))


def _midnight() -> datetime:
    return moment.local(moment.now()).replace(hour=0, minute=0, second=0, microsecond=0)


@people.command("roster")
@_import_options
@click.option(
    "--shift", "hours", multiple=True, metavar="NAME=08:00-20:00", help="hours of a named shift, such as 白班"
)
def roster(  # noqa: PLR0913 - a command's options
    file: Path,
    *,
    county: str,
    columns: tuple[str, ...],
    encoding: str | None,
    rejects: Path | None,
    hours: tuple[str, ...],
) -> None:
    """Put the shifts of FILE (CSV, XLSX) on the roster; run again, it adds nothing twice.

    A row names the person (工号), the area (网格编码, 警格编码) where there are several, and the time: 日期 with 上班
    and 下班, or with 班次 (and --shift), or 开始时间 and 结束时间. One that ends no later than it begins ends next day.
    """
    code, tally = counties.read(county), Tally()
    known = {name: sheets.read_hours(text) for name, text in _pairs(hours, "NAME=08:00-20:00").items()}
    with connected(), tables.open_table(file, encoding) as (header, lines):
        found = sheets.columns(header, _pairs(columns, "WHAT=NAME"), needs=("staff_no",))
        with db.transaction():
            seats = roster_import.seats(code)
        run = roster_import.Run(code, found, known, By(moment.now()), seats)
        while rows := list(islice(lines, BATCH)):
            with db.transaction():
                roster_import.take_in(run, rows, tally)
    _report(tally, rejects or file.with_name(f"{file.name}.rejected.csv"))


def _report(tally: Tally, rejects: Path) -> None:
    counts = {"added": tally.added, "changed": tally.changed, "were there before": tally.kept}
    report_rows(counts, tally.rejected, rejects)


@people.command()
@COUNTY
@NETWORK
@click.option("--area", help="code of one grid or beat: its whole chain; wants --network")
@click.option("--at", "at_", help="the moment meant; now where not given")
def on_duty(county: str, network: str | None, area: str | None, at_: str | None) -> None:
    """Say who is on duty in the county, or who answers for one area."""
    code, at = counties.read(county), moment.read(at_) if at_ else moment.now()
    chosen = Network(network) if network else None
    if area and not chosen:
        raise click.UsageError("name the --network of the area")
    with connected(), db.transaction():
        if area and chosen:
            found = queries.get_chain(code, chosen, area, at)
        else:
            found = queries.on_duty_now(code, at, network=chosen)
    table = Table(
        "network", "rung", "role", "staff no", "name", "on duty", "why", title=f"{code}, {moment.local(at):%F %R}"
    )
    for each in found:
        table.add_row(
            each.network,
            each.rung.name.lower(),
            each.role,
            each.staff_no,
            each.name,
            "yes" if each.on_duty else "no",
            each.duty_reason,
        )
    console().print(table)


@people.command()
@COUNTY
@NETWORK
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 62), help="how far to look ahead")
@click.option("--all", "every", is_flag=True, help="list every hole, not the worst ones only")
def holes(county: str, network: str | None, days: int, *, every: bool) -> None:
    """List where nobody will be on duty in the coming days, the holes of the whole chain first."""
    code, since = counties.read(county), moment.now()
    with connected(), db.transaction():
        chosen = Network(network) if network else None
        found = coverage.coverage_holes(code, since, since + timedelta(days=days), network=chosen)
    worst = sorted(found, key=lambda hole: (hole.depth is not Depth.CHAIN, hole.starts_at - hole.ends_at))
    table = Table("network", "area", "name", "nobody of", "from", "to")
    for hole in worst if every else worst[:SHOWN_HOLES]:
        span = (f"{moment.local(each):%F %R}" for each in (hole.starts_at, hole.ends_at))
        table.add_row(hole.network, hole.code, hole.name, hole.depth, *span)
    console().print(table)
    deep = sum(hole.depth is Depth.CHAIN for hole in found)
    click.echo(f"{len(found) - deep} stretches without keepers, {deep} without anybody of the whole chain")


@people.group()
def token() -> None:
    """Tokens by which programs act for a person."""


@token.command("create")
@COUNTY
@click.option("--staff-no", required=True, help="the person the program acts for")
@click.option("--name", required=True, help="what the token is for")
@click.option("--permission", "permissions", multiple=True, type=click.Choice([each.value for each in Permission]))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="how long it is good")
def create_token(county: str, staff_no: str, name: str, permissions: tuple[str, ...], days: int) -> None:
    """Make a token and print it, this one time."""
    at = moment.now()
    with connected(), db.transaction():
        person = _person(counties.read(county), staff_no)
        row, secret = credentials.issue_token(
            counties.read(county),
            person.id,
            name,
            permissions=[Permission(each) for each in permissions] or None,
            expires_at=at + timedelta(days=days),
            is_strong=True,
            by=None,
            source="cli",
            at=at,
        )
    click.echo(secret)
    click.echo(f"token {row.id}, good until {moment.local(row.expires_at):%F %R}; it is not shown again", err=True)


@token.command("revoke")
@COUNTY
@click.argument("token_id", type=int)
def revoke_token(county: str, token_id: int) -> None:
    """Revoke a token by its number; it opens nothing from now on."""
    with connected(), db.transaction():
        found = credentials.get_token(counties.read(county), token_id)
        credentials.revoke_token(found, by=None, source="cli", at=moment.now())
    click.echo(f"token {token_id} is revoked")


@people.command()
@COUNTY
@click.option("--staff-no", required=True, help="the person")
@click.option("--login", help="their login, where they have none yet or get another one")
@click.password_option(help="asked for where not given")
def password(county: str, staff_no: str, login: str | None, password: str) -> None:
    """Give a person a password; whatever sessions they have end."""
    by = By(moment.now())
    with connected() as settings, db.transaction():
        person = _person(counties.read(county), staff_no)
        if login:
            staff.change(person, PersonWish(staff_no=person.staff_no, name=person.name, login=login), by)
        sign_in.set_password(person, password, by, account_rules.of(settings))
    click.echo(f"{person.login} of {county} has a new password")


@people.command()
@COUNTY
@click.option("--staff-no", required=True, help="the person")
def revoke(county: str, staff_no: str) -> None:
    """End every session and token of a person at once."""
    with connected(), db.transaction():
        sessions, tokens = sign_in.revoke_all(_person(counties.read(county), staff_no), By(moment.now()))
    click.echo(f"{sessions} sessions and {tokens} tokens are ended")


@people.command()
@COUNTY
@click.option("--staff-no", required=True, help="their staff number; taken on where unknown")
@click.option("--name", help="their name, where they are unknown")
@click.option("--login", required=True, help="their login")
@click.option(
    "--role",
    default=Role.SYSTEM_ADMIN.value,
    show_default=True,
    type=click.Choice([role.value for role in Role if role in roles.PRIVILEGED]),
    help="which of the three administrators, who are three persons",
)
@click.option("--scope", help="prefix of the divisions; the county where not given")
@click.password_option(help="asked for where not given")
def admin(  # noqa: PLR0913 - a command's options
    *, county: str, staff_no: str, name: str | None, login: str, role: str, scope: str | None, password: str
) -> None:
    """Make the first administrator of a county; later ones are appointed by those who are there."""
    code, by = counties.read(county), By(moment.now())
    with connected() as settings, db.transaction():
        if staff.is_administered(code, Role(role), by.at):
            raise Conflict(f"{code} has a {role}; further ones are appointed in the service")
        person = staff_import.find(code, staff_no) or _take_on(code, staff_no, name, by)
        staff.change(person, PersonWish(staff_no=person.staff_no, name=person.name, login=login), by)
        reach = code if scope is None else scope
        staff.appoint(person, PositionWish(role=Role(role), scope=reach, valid_from=by.at), by)
        sign_in.set_password(person, password, by, account_rules.of(settings))
    click.echo(f"{login} is {role} of {scope or code}; at the first sign-in a second factor is enrolled")


def _take_on(county: County, staff_no: str, name: str | None, by: By) -> Person:
    if not name:
        raise Invalid(f"there is nobody with the staff number {staff_no}; give their --name to take them on")
    return staff.take_on(county, PersonWish(staff_no=staff_no, name=name), by)


def _person(county: County, staff_no: str) -> Person:
    person = staff_import.find(county, staff_no)
    if person is None:
        raise NotFound(f"there is nobody with the staff number {staff_no} in {county}")
    return person
