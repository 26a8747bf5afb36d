"""Calendars: a year day by day, with holidays and the days worked for them; taken in from a table or the library."""

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from flask import request
from flask_babel import gettext

from gridnet.base import audit, http, moment
from gridnet.base.errors import Invalid, NotFound
from gridnet.clocks import (
    calendar_cache,
    calendar_editing,
    calendar_import,
    calendar_queries,
    calendar_sources,
    calendars,
    hours,
    recounting,
)
from gridnet.clocks.calendar_import import Outcome
from gridnet.clocks.calendar_sources import Notice, Said
from gridnet.clocks.calendars import Calendar, Day, DayKind
from gridnet.clocks.hours import Hours
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms
from gridnet.web.admin.desk import Desk, inner_desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("calendars", __name__, url_prefix="/calendars")


@routes.get("")
@http.permit(Permission.POLICY_READ)
def show() -> Page:
    """A year of the calendar that holds in the county."""
    return _show(inner_desk(), Form())


def _show(here: Desk, form: Form, said: str = "") -> Page:
    year = _year(here)
    calendar = _calendar(here)
    published = calendar_queries.find_year(here.county, year)
    days = list(calendar.days(year)) if calendar else []
    given: dict[str, Any] = {"months": _months(days), "special": _special(days), "year": year, "published": published}
    given |= {"calendar": calendar, "in_library": year in calendar_sources.library_years(), "form": form}
    given |= {"working_days": sum(bool(day.spans) for _, day in days), "write": hours.write}
    given |= {"doubtful": calendar_import.doubtful(year, [day for _, day in days]) if published else []}
    may_write = here.may(Permission.POLICY_WRITE)
    return frame.page("admin/calendar.html", status=form.status, may_write=may_write, said=said, **given)


def _year(here: Desk) -> int:
    asked = request.values.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) <= 4 else moment.local(here.at).year  # noqa: PLR2004 - digits of a year
    calendars.dates(year)
    return year


def _calendar(here: Desk) -> Calendar | None:
    try:
        return calendar_cache.get(here.county)
    except NotFound:
        return None


def _months(days: Iterable[tuple[date, Day]]) -> dict[int, list[tuple[date, Day]]]:
    found: dict[int, list[tuple[date, Day]]] = {}
    for on, day in days:
        found.setdefault(on.month, []).append((on, day))
    return found


def _special(days: Iterable[tuple[date, Day]]) -> list[tuple[date, Day]]:
    return [(on, day) for on, day in days if day.kind in {DayKind.HOLIDAY, DayKind.MAKE_UP, DayKind.SPECIAL}]


@routes.post("/library")
@http.permit(Permission.POLICY_WRITE)
def take_library() -> Page:
    """Take the year in from the library of holidays."""
    here = inner_desk()
    return _taken(here, lambda form: _publish(here, form, calendar_sources.from_library(_year(here))))


@routes.post("/table")
@http.permit(Permission.POLICY_WRITE)
def take_table() -> Page:
    """Take the year in from a table of the days that are not as usual."""
    here = inner_desk()
    return _taken(here, lambda form: _publish(here, form, _read_table(here, form)))


def _read_table(here: Desk, form: Form) -> Notice:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        choose = gettext("Choose a table first.")
        raise Invalid(choose, errors=[{"field": "file", "message": choose}])
    with tempfile.TemporaryDirectory(prefix="calendar-") as room:
        path = Path(room) / f"table{Path(sent.filename).suffix.lower()}"
        sent.save(path)
        notice = calendar_sources.from_table(path, _year(here), document=form.get("document"))
    name = Path(sent.filename).name
    return Notice(notice.year, notice.days, name, form.get("document") or name)


def _publish(here: Desk, form: Form, notice: Notice) -> Outcome:
    own = Hours(hours.read(form.get("hours"))) if form.get("hours") else None
    return calendar_import.publish(here.county, notice, at=here.at, own_hours=own, by=here.actor.person_id)


@routes.post("/day")
@http.permit(Permission.POLICY_WRITE)
def put_day() -> Page:
    """Let one day be something else."""
    here = inner_desk()
    return _taken(here, lambda form: _put_day(here, form))


def _put_day(here: Desk, form: Form) -> Outcome:
    kind = form.get("kind")
    if kind not in set(DayKind):
        raise Invalid(gettext("Say what the day is."), errors=[{"field": "kind", "message": gettext("Choose one.")}])
    try:
        on = date.fromisoformat(form.get("day"))
    except ValueError:
        raise Invalid(
            gettext("Choose a day."), errors=[{"field": "day", "message": gettext("Choose a day.")}]
        ) from None
    said = Said(DayKind(kind), hours.read(form.get("spans")) or None, form.get("name"))
    given: dict[str, Any] = {"document": form.get("by_document") or "—", "by": here.actor.person_id, "at": here.at}
    return calendar_editing.put_day(here.county, on, said, **given)


def _taken(here: Desk, take: Any) -> Page:
    """Take a year in, count the county's running clocks again by it, and say what moved."""
    form, said = Form(typed=forms.typed()), {"words": ""}

    def do() -> None:
        outcome = take(form)
        if outcome.version is None:
            said["words"] = gettext("Nothing new: every day is as it was.")
            return
        moved = recounting.recompute_county(here.county)
        detail = {"year": _year(here), "version": outcome.version, "changed": len(outcome.changed)}
        audit.write(
            here.county,
            "calendar.publish",
            at=here.at,
            person_id=here.actor.person_id,
            position_id=here.actor.position_id,
            detail=detail,
        )
        said["words"] = gettext(
            "Taken in as version %(version)s: %(days)s days changed, %(clocks)s clocks are due at another time.",
            version=outcome.version,
            days=len(outcome.changed),
            clocks=len(moved.moved),
        )

    forms.act(form, do)
    return _show(here, form, said["words"])
