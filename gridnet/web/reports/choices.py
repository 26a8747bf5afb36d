"""What the forms of the reports offer, as pairs of value and words in the viewer's language."""

from collections.abc import Iterable, Sequence

from gridnet.base.network import Network
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import Role
from gridnet.reports import catalogue
from gridnet.reports.periods import Compare
from gridnet.reports.question import Basis, Boundaries, Cut
from gridnet.reports.schemas import DefinitionOut
from gridnet.web.naming import network_name, role_name
from gridnet.web.reports import places, saying, spans
from gridnet.web.reports.asking import NO_COMPARE, Form
from gridnet.web.reports.views.spread import LIMITS
from gridnet.web.wording import gettext as _

Choices = list[tuple[str, str]]

WEEKDAYS = tuple("1234567")
HOURS = tuple(str(hour) for hour in range(24))


def grounds(form: Form) -> Choices:
    """Divisions and areas; those within another are set in."""
    found = [(each.value, f"\u2003{each.name}" if each.is_within else each.name) for each in form.places]
    known = any(value == form.place for value, _name in found)
    return found if known else [(form.place, places.name_of(form.place, form.places)), *found]


def periods() -> Choices:
    """Periods by their names."""
    return [(name, str(words)) for name, words in spans.NAMES.items()]


def comparisons() -> Choices:
    """With what it is compared."""
    return [
        (Compare.PREVIOUS, _("the period before")),
        (Compare.LAST_YEAR, _("the same period last year")),
        (NO_COMPARE, _("nothing")),
    ]


def measures() -> Choices:
    """Every measure and rate."""
    return [(code, saying.name(DefinitionOut.of(catalogue.get(code)))) for code in catalogue.CODES]


def cuts() -> Choices:
    """By what an answer is divided."""
    return _all(_("nothing")) + [(cut, saying.words().value("cut", cut)) for cut in Cut]


def networks() -> Choices:
    """The networks, or both."""
    return _all(_("both networks")) + [(each, network_name(each)) for each in Network]


def roles() -> Choices:
    """What a network may be to a case."""
    return _all(_("all")) + [(each, role_name(each)) for each in Role]


def priorities() -> Choices:
    """The priorities."""
    return _all(_("all")) + [(each, each.value) for each in Priority]


def weekdays() -> Choices:
    """The days of the week."""
    return _all(_("all")) + _valued("weekday", WEEKDAYS)


def hours() -> Choices:
    """The hours of the day."""
    return _all(_("all")) + [(hour, f"{hour:0>2}:00") for hour in HOURS]


def bases() -> Choices:
    """Which cases belong to the period."""
    return _valued("basis", Basis)


def boundaries() -> Choices:
    """Whose boundaries count."""
    return _valued("boundaries", Boundaries)


def limits() -> Choices:
    """Limits to hold the durations against."""
    return _all(_("the limits of the clocks")) + [(str(limit), saying.mark(limit)) for limit in LIMITS]


def _all(words: str) -> Choices:
    return [("", words)]


def _valued(kind: str, codes: Iterable[str] | Sequence[str]) -> Choices:
    said = saying.words()
    return [(str(code), said.value(kind, code)) for code in codes]
