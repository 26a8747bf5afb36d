"""The views of one question: each answers a plain question of a supervisor with a picture, a sentence and a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.reports.question import Question
from gridnet.reports.schemas import AnswerOut
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Picture
from gridnet.web.reports.views import ground, hours, networks, spread, trend, trust

Draw = Callable[[Form, Question, AnswerOut], list[Picture]]
TABLE = "table"


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name on the tab, and who draws it; the table is no picture."""

    name: LazyString
    draw: Draw | None = None


VIEWS: Mapping[str, View] = {
    TABLE: View(_("Figures")),
    "spread": View(_("How fast"), spread.draw),
    "where": View(_("Where"), ground.draw),
    "when": View(_("When"), hours.draw),
    "waits": View(_("Who waits"), networks.draw),
    "trend": View(_("Getting better?"), trend.draw),
    "trust": View(_("Trust"), trust.draw),
}
