"""What every template can say without asking: moments, what is left, icons, addresses, who is looking."""

from datetime import date, datetime
from typing import Any

from flask import Flask, request
from flask_babel import format_date, gettext, ngettext

from gridnet.base import http, moment
from gridnet.people.access import Actor
from gridnet.web import (
    assets,
    base_map,
    case_words,
    frame,
    icons,
    lapse,
    look,
    naming,
    navigation,
    refusal_words,
    wording,
)


def install(app: Flask) -> None:
    """Give the templates of `app` their filters and globals."""
    app.jinja_env.install_gettext_callables(wording.look_up, wording.look_up_many, newstyle=True)  # type: ignore[attr-defined]  # i18n's
    app.jinja_env.filters |= {
        "clock": clock,
        "day": day,
        "hour": hour,
        "iso": iso,
        "dated": dated,
        "told": refusal_words.tell_fault,
    }
    app.jinja_env.globals |= {
        "state_name": naming.state_name,
        "role_name": naming.role_name,
        "network_name": naming.network_name,
        "step_name": naming.step_name,
        "stage_name": naming.stage_name,
        "duty_reason": naming.duty_reason,
        "mark_name": naming.mark_name,
        "position_name": naming.position_name,
        "asset": assets.asset,
        "icon": icons.icon,
        "left": left,
        "base_map": lambda: base_map.describe(http.settings()),
        "whose": frame.whose,
        "share": lambda started, due: lapse.share(started, due, moment.now()),
        "weekday": weekday,
        "span_of": span_of,
        "is_here": navigation.is_here,
    }
    app.jinja_env.globals |= case_words.SAID
    app.context_processor(_given)
    app.after_request(assets.keep_long)


def _given() -> dict[str, Any]:
    actor: Actor | None = frame.find_viewer() if frame.is_page(request.path) else None
    entries = navigation.entries(actor)
    return {
        "language": wording.locale(),
        "look": look.read(request.cookies),
        "viewer": actor,
        "places": entries,
        "bar": navigation.split(entries),
        "now": moment.now(),
    }


def iso(at: datetime) -> str:
    """A moment for machines."""
    return at.isoformat(timespec="seconds")


def clock(at: datetime) -> str:
    """A moment as the clock on the wall in China shows it; with its day unless that is today."""
    here, today = moment.local(at), moment.local(moment.now())
    if here.date() == today.date():
        return here.strftime("%H:%M")
    return here.strftime("%m-%d %H:%M" if here.year == today.year else "%Y-%m-%d %H:%M")


def day(at: datetime) -> str:
    """The day of a moment in China."""
    return moment.local(at).strftime("%Y-%m-%d")


def weekday(on: date) -> str:
    """The day of the week, in the viewer's language."""
    return str(format_date(on, "EEE"))


def dated(at: datetime) -> str:
    """The day of a moment in China, with its day of the week."""
    on = moment.local(at).date()
    return f"{on:%m-%d} {weekday(on)}"


def span_of(starts_at: datetime, ends_at: datetime) -> str:
    """From one moment to another on the clock in China; the end says its day where it is another one."""
    first, last = moment.local(starts_at), moment.local(ends_at)
    return f"{first:%H:%M} – {last:%H:%M}" if first.date() == last.date() else f"{first:%H:%M} – {last:%m-%d %H:%M}"


def hour(at: datetime) -> str:
    """The time of a moment in China, without its day."""
    return moment.local(at).strftime("%H:%M")


def left(due_at: datetime) -> str:
    """How long is left until `due_at`, or how long it is over, in the viewer's language."""
    found = lapse.lapse(due_at, moment.now())
    return _told(found)


def _told(found: lapse.Lapse) -> str:
    n = found.number
    if found.unit == "day":
        late, to_come = ("%(n)s day late", "%(n)s days late"), ("%(n)s day left", "%(n)s days left")
        return str(ngettext(*(late if found.is_over else to_come), n, n=n))
    if found.unit == "hour":
        return str(gettext("%(n)s h late", n=n) if found.is_over else gettext("%(n)s h left", n=n))
    return str(gettext("%(n)s min late", n=n) if found.is_over else gettext("%(n)s min left", n=n))
