"""What is said after an act went through and the page was asked for afresh, by a word in its address."""

from collections.abc import Mapping

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

SAID: Mapping[str, LazyString] = {
    "kept": _("Kept."),
    "retried": _("It is tried again now."),
    "ended": _("Ended."),
    "withdrawn": _("Withdrawn. It stays in the history."),
    "published": _("Published. It holds from the moment you chose."),
    "proposed": _("Proposed. It takes effect once another administrator has confirmed it."),
    "confirmed": _("Confirmed."),
    "declined": _("Declined. Nothing was changed."),
    "unlocked": _("Unlocked."),
    "revoked": _("Everything they were signed in with has ended."),
}


def done() -> str:
    """What was done just now, in the viewer's language; nothing where nothing was."""
    said = SAID.get(request.args.get("done", ""))
    return str(said) if said else ""
