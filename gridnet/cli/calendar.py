"""Calendars: take in a year, show one."""

from datetime import date
from pathlib import Path

import click
from rich.table import Table

from gridnet.base import db, moment
from gridnet.cli.context import connected, console
from gridnet.clocks import calendar_cache, calendar_import, calendar_queries, calendar_sources, calendars, hours
from gridnet.clocks.calendar_import import Outcome
from gridnet.clocks.calendar_queries import Published
from gridnet.clocks.calendar_sources import Notice
from gridnet.clocks.calendars import Calendar, Day, DayKind
from gridnet.clocks.hours import Hours
from gridnet.clocks.walltime import FIRST_YEAR, LAST_YEAR

SHOWN_CHANGES = 20
_PLAIN = frozenset({DayKind.WORKING, DayKind.WEEKEND})


@click.group()
def calendar() -> None:
    """Working days and hours."""


@calendar.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "library", type=click.Choice([calendar_sources.LIBRARY]), help="instead of FILE")
@click.option("--year", required=True, type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.option("--code", default=calendars.NATION, show_default=True, help="CN, or six digits of a division")
@click.option("--hours", "usual", help="of a working day, as '08:30-12:00 14:30-17:30'; those last known if not given")
@click.option("--season", "seasons", multiple=True, help="other hours, as '06-01/09-30=08:30-12:00 15:00-18:00'")
@click.option("--name", default="", help="of the calendar; the division's own if not given")
@click.option("--document", default="", help="that published the days; the file's name if not given")
@click.option("--encoding", help="of a CSV; found out where not given")
def import_(  # noqa: PLR0913 - a command's options
    file: Path | None,
    *,
    library: str | None,
    year: int,
    code: str,
    usual: str | None,
    seasons: tuple[str, ...],
    name: str,
    document: str,
    encoding: str | None,
) -> None:
    """Take in a year from FILE (CSV or XLSX: day, kind, spans, name) or from a library.

    FILE names the days that are not as usual: holiday, make_up (worked for another), special, working, weekend.
    """
    if (file is None) == (library is None):
        raise click.UsageError(f"name either a FILE or --from {calendar_sources.LIBRARY}")
    own_hours = _hours(usual, seasons)
    notice = _notice(file, year, document, encoding)
    with connected(), db.transaction():
        outcome = calendar_import.publish(code, notice, at=moment.now(), own_hours=own_hours, name=name)
    _tell(code, notice, outcome)


def _notice(file: Path | None, year: int, document: str, encoding: str | None) -> Notice:
    if file is None:
        return calendar_sources.from_library(year)
    return calendar_sources.from_table(file, year, document=document, encoding=encoding)


def _hours(usual: str | None, seasons: tuple[str, ...]) -> Hours | None:
    if usual is None and seasons:
        raise click.UsageError("a season differs from the usual --hours; name them too")
    return Hours(hours.read(usual), tuple(map(hours.read_season, seasons))) if usual is not None else None


def _tell(code: str, notice: Notice, outcome: Outcome) -> None:
    if outcome.version is None:
        click.echo(f"{code} {notice.year}: nothing new; every day is as it was")
        return
    working = sum(bool(day.spans) for day in outcome.days)
    click.echo(f"{code} {notice.year}: version {outcome.version}, {working} working days, from {notice.document}")
    for on in outcome.changed[:SHOWN_CHANGES]:
        click.echo(f"  changed: {on} is now {outcome.days[on.timetuple().tm_yday - 1].kind}")
    if len(outcome.changed) > SHOWN_CHANGES:
        click.echo(f"  and {len(outcome.changed) - SHOWN_CHANGES} days more")
    if doubted := calendar_import.doubtful(notice.year, outcome.days):
        days = ", ".join(map(str, doubted))
        click.echo(f"warning: worked, though holidays by law every year: {days}; is the table whole?", err=True)
    click.echo("deadlines that rest on it move with: gridnet clocks recompute")


@calendar.command()
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.option("--code", default=calendars.NATION, show_default=True, help="CN, or a division's code")
def show(year: int, code: str) -> None:
    """What YEAR is: its working days by month, its holidays, the days worked for them, where they come from."""
    with connected(), db.transaction():
        found = calendar_cache.get(code)
        published = calendar_queries.find_year(code, year)
    _head(found, year, published)
    days = list(found.days(year))
    console().print(_months(days), _exceptions(days))


def _head(found: Calendar, year: int, published: Published | None) -> None:
    if published is not None:
        source = f" ({published.source})" if published.source != published.document else ""
        from_where = f"calendar {published.calendar_code}, version {published.version}, {published.document}{source}"
        click.echo(f"{found.name} {year}: {from_where}")
        return
    spans = hours.write(found.usual_spans(date(year, 1, 1)))
    click.echo(
        f"warning: {year} is not published; what follows is provisional: Mondays to Fridays, {spans or 'no hours'}, "
        f"without holidays. Deadlines that reach into it say so, and are computed again when its days are taken in.",
        err=True,
    )


def _months(days: list[tuple[date, Day]]) -> Table:
    table = Table("month", "working days", "hours")
    for month in range(1, 13):
        worked = [day for on, day in days if on.month == month and day.spans]
        table.add_row(str(month), str(len(worked)), f"{sum(day.minutes for day in worked) / 60:g}")
    every = [day for _, day in days if day.spans]
    table.add_row("all", str(len(every)), f"{sum(day.minutes for day in every) / 60:g}", style="bold")
    return table


def _exceptions(days: list[tuple[date, Day]]) -> Table:
    table = Table("from", "to", "", "what", "hours", title="not as usual")
    for first, last, day in _stretches([(on, day) for on, day in days if day.kind not in _PLAIN]):
        table.add_row(str(first), str(last) if last != first else "", day.name, day.kind, hours.write(day.spans))
    return table


def _stretches(days: list[tuple[date, Day]]) -> list[tuple[date, date, Day]]:
    """Days in a row that are alike, as one."""
    found: list[tuple[date, date, Day]] = []
    for on, day in days:
        if found and found[-1][2] == day and (on - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], on, day)
        else:
            found.append((on, on, day))
    return found
