"""When it is slow: the hours of the week as a map of warmth."""

from collections.abc import Mapping

from gridnet.reports import api
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut, FiguresOut, GroupOut
from gridnet.web.reports import ranking, saying, tables
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Cell, Picture, Table
from gridnet.web.wording import gettext as _

DAYS = tuple("1234567")
HOURS = tuple(f"{hour:02}" for hour in range(24))
#: So many hours are named.
NAMED = 3

Cells = Mapping[tuple[str | None, ...], GroupOut]


def draw(form: Form, _question: Question, answer: AnswerOut) -> list[Picture]:
    """Hour by weekday, by when it was reported; raises `Invalid`."""
    asked = form.question(cuts=(Cut.WEEKDAY, Cut.HOUR), compares=False)
    found = api.show(asked, form.now)
    cells = {tuple(group.key): group for group in found.groups}
    is_share = answer.total is not None and answer.total.share is not None
    return [
        Picture(
            kind="hours",
            title=_("When it is slow: by weekday and hour of the report"),
            sentence=saying.slow_hours(found, ranking.slower(found)[:NAMED]),
            data=_data(cells, is_share=is_share),
            table=_table(form, asked, cells, is_share=is_share),
        )
    ]


def _value(figures: FiguresOut | None, *, is_share: bool) -> float | None:
    return None if figures is None else figures.share if is_share else figures.median_s


def _said(group: GroupOut | None, *, is_share: bool) -> str:
    if group is None:
        return ""
    value = _value(group.figures, is_share=is_share)
    return tables.few() if group.figures is None else saying.percent(value) if is_share else saying.duration(value)


def _data(cells: Cells, *, is_share: bool) -> dict[str, object]:
    said, places = saying.words(), [(day, hour) for day in DAYS for hour in HOURS]
    found = [(place, cells[place]) for place in places if place in cells]
    return {
        "days": [said.value("weekday", day) for day in DAYS],
        "hours": HOURS,
        "cells": [
            (
                HOURS.index(hour),
                DAYS.index(day),
                _value(group.figures, is_share=is_share),
                _said(group, is_share=is_share),
            )
            for (day, hour), group in found
        ],
        "is_share": is_share,
        "slow": _("slow"),
        "quick": _("quick"),
    }


def _table(form: Form, question: Question, cells: Cells, *, is_share: bool) -> Table:
    said = saying.words()
    rows = [
        [
            Cell(f"{hour}:00", is_number=False),
            *(_cell(form, question, cells.get((day, hour)), is_share=is_share) for day in DAYS),
        ]
        for hour in HOURS
    ]
    return Table(
        _("Behind the picture"), [said.value("cut", "hour"), *(said.value("weekday", day) for day in DAYS)], rows
    )


def _cell(form: Form, question: Question, group: GroupOut | None, *, is_share: bool) -> Cell:
    if group is None:
        return Cell("")
    if group.figures is None:
        return Cell(tables.few(), mark="few")
    return Cell(_said(group, is_share=is_share), tables.Behind(form, question, group.key).link())
