"""Reports: the measures defined, a figure shown, facts written anew."""

from datetime import datetime

import click
from rich.table import Table

from gridnet.base import county as counties
from gridnet.base import db, moment
from gridnet.cli.context import connected, console
from gridnet.reports import answering, catalogue, daily
from gridnet.reports.answering import Answer
from gridnet.reports.figures import Figures
from gridnet.reports.funnel import Fate
from gridnet.reports.measures import Measure
from gridnet.reports.periods import Compare, Period
from gridnet.reports.question import Basis, Boundaries, Question
from gridnet.reports.schemas import read_cuts
from gridnet.reports.untold import UNTOLD

DAY = click.DateTime(["%Y-%m-%d"])
MASKED = "fewer than five, or masked with such"


@click.group()
def reports() -> None:
    """Reports."""


@reports.command()
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def measures(language: str) -> None:
    """List every measure and rate with its definition."""
    table = Table("code", "name", "definition")
    for code in catalogue.CODES:
        found = catalogue.get(code)
        if isinstance(found, Measure):
            about = found.about_zh if language == "zh" else found.about_en
        elif language == "zh":
            about = f"{found.did_zh} ÷ {found.should_zh}"
        else:
            about = f"{found.did_en} ÷ {found.should_en}"
        table.add_row(code, found.name_zh if language == "zh" else found.name_en, about)
    console().print(table)
    untold = Table("cannot be told", "why")
    for each in UNTOLD:
        untold.add_row(*((each.name_zh, each.why_zh) if language == "zh" else (each.name_en, each.why_en)))
    console().print(untold)


@reports.command()
@click.argument("measure")
@click.option("--scope", required=True, help="division code of 2, 4, 6, 9 or 12 digits")
@click.option("--from", "first", required=True, type=DAY, help="first local day")
@click.option("--to", "last", required=True, type=DAY, help="last local day, included")
@click.option("--by", default="", help="at most two cuts, comma-separated")
@click.option("--basis", type=click.Choice([each.value for each in Basis]), default="reported", show_default=True)
@click.option("--boundaries", type=click.Choice([each.value for each in Boundaries]), default="then", show_default=True)
@click.option("--compare", type=click.Choice([each.value for each in Compare]), default=None)
def show(*, measure: str, scope: str, first: datetime, last: datetime, by: str, **given: str) -> None:
    """Show a MEASURE or rate of a division in a period."""
    with connected() as settings, db.transaction():
        now = moment.now()
        question = Question(
            code=measure,
            scope=scope,
            period=Period(first.date(), last.date()),
            as_of=now,
            basis=Basis(given["basis"]),
            cuts=read_cuts(by),
            compare=Compare(given["compare"]) if given["compare"] else None,
            boundaries=Boundaries(given["boundaries"]),
        )
        found = answering.answer(question, now=now, tolerance_m=settings.nearest_tolerance_m)
    _print(found)


def _print(answer: Answer) -> None:
    definition, question = answer.definition, answer.question
    click.echo(f"{definition.name_zh} / {definition.name_en} ({definition.code}), {question.scope}")
    click.echo(f"by {question.basis}, boundaries of {question.boundaries}, from {answer.source}: {answer.method}")
    if answer.facts_until:
        click.echo(f"facts up to {answer.facts_until}")
    for each in (answer, answer.before):
        if each is not None:
            console().print(_table(each))


def _table(answer: Answer) -> Table:
    period = answer.question.period
    names = [str(cut) for cut in answer.question.cuts]
    table = Table(*names, "n", "median", "P90", "in limit", "open", title=f"{period.first} – {period.last}")
    for group in answer.table.groups:
        table.add_row(*(part or "–" for part in group.key), *_cells(group.figures))
    table.add_row(*(["all"] + [""] * len(names))[: len(names)], *_cells(answer.table.total))
    return table


def _cells(figures: Figures | None) -> list[str]:
    if figures is None:
        return [MASKED, "", "", "", ""]
    share, interval = figures.share, figures.share.wilson()
    in_limit = ""
    if share.value is not None and interval is not None:
        in_limit = f"{share.value:.1%} of {share.of} ({interval[0]:.1%}–{interval[1]:.1%})"
    median, p90 = (_duration(each.seconds) if each else "" for each in (figures.median, figures.p90))
    return [str(figures.n), median, p90, in_limit, str(figures.funnel.count(Fate.OPEN) or "")]


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


@reports.command()
@click.option("--from", "first", required=True, type=DAY, help="first local day to write anew")
@click.option("--county", help="six-digit code; every county where not given")
def rebuild(first: datetime, county: str | None) -> None:
    """Write the facts of every day from one day to yesterday anew; the same rows come of the same cases."""
    at, days = moment.now(), 0
    with connected():
        with db.transaction():
            every = [counties.read(county)] if county else daily.list_counties()
        for each in every:
            with db.transaction():
                days += daily.bring_up([each], at, since=first.date())
            click.echo(f"{each} written")
    click.echo(f"{days} days of {len(every)} counties written")
