"""What is wrong with a question, in the viewer's language, beside the field it stands in."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base.errors import Invalid
from gridnet.web import refusal_words

_DAY = _("Give a day as 2026-10-31.")
#: By the field, and where it can be wrong in two ways by what the reports say of it.
WORDS: Mapping[tuple[str, str], LazyString] = {
    ("to", "before `from`"): _("The period ends before it begins. Swap the two days."),
    ("from", "in the future"): _("The period has not begun yet. Choose days up to today."),
    ("from", "too early or too long"): _("A period begins after the year 2000 and has at most three years."),
    ("since", "missing"): _("Give both days of the period."),
}
BY_FIELD: Mapping[str, LazyString] = {
    "since": _DAY,
    "until": _DAY,
    "from": _DAY,
    "to": _DAY,
    "scope": _("Choose one of the divisions in the list."),
    "measure": _("There is no such measure. Choose one from the list."),
    "by": _("Divide by at most two different things."),
    "as_of": _("That moment is still to come."),
    "limit_s": _("A limit is a whole number of seconds, one or more."),
    "after": _("This list cannot be read on from there. Begin again at its top."),
}
#: What daily facts do not know is refused without a field.
WIDE = _("This cannot be told of so much ground or so long a time. Ask about one county and at most three months.")


def tell(error: Invalid) -> str:
    """The sentence that says what to do."""
    for each in error.errors:
        field, message = str(each.get("field")), str(each.get("message"))
        words = WORDS.get((field, message)) or BY_FIELD.get(field)
        if words is not None:
            return str(words)
    return refusal_words.tell_exactly(error) if error.errors else str(WIDE)
