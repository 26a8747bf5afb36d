"""States that services name in their sentences, by the names people use."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

STATES: Mapping[str, LazyString] = {
    "draft": _("draft"),
    "checked": _("waits to be published"),
    "published": _("published"),
    "retired": _("followed by another"),
    "withdrawn": _("given up"),
    "approved": _("approved"),
    "declined": _("declined"),
    "refused": _("refused"),
    "waiting": _("waits to be approved"),
    "asked": _("waits for the other person"),
}
