"""What templates say about cases beside plain names: acts of the timeline, questions of the steps, icons."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import uuid4

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.clocks.ladder import Mark
from gridnet.clocks.limits import Unit
from gridnet.clocks.values import PauseReason
from gridnet.incidents import classifying
from gridnet.incidents.lifecycle import Step
from gridnet.incidents.schemas import EntryOut
from gridnet.web import naming, refusal_words, whistle_words, wording
from gridnet.whistle import history

#: An act as the timeline tells it, when it is done.
ACTS: Mapping[str, LazyString] = {
    "report": _("Reported"),
    "assign": _("Given to"),
    "place": _("Placed on the map"),
    classifying.STEP: _("Priority or category changed"),
    "card": _("Card"),
    "card_answer": _("Card answered"),
    "card_cancel": _("Card cancelled"),
    Step.ACCEPT: _("Accepted"),
    Step.DECLINE: _("Declined"),
    Step.CONTACT: _("Rang up the reporter"),
    Step.DEPART: _("Set out"),
    Step.ARRIVE: _("Arrived on the scene"),
    Step.HANDLE: _("Handled the matter"),
    Step.SUSPEND: _("Asked to suspend"),
    Step.RESUME: _("Took up again"),
    Step.HAND_OVER: _("Handed over"),
    Step.ESCALATE: _("Passed upward"),
    Step.VERIFY: _("Verified"),
    Step.REWORK: _("Sent back"),
    Step.CLOSE: _("Closed"),
    Step.FOLLOW_UP: _("Rung back"),
    Step.REOPEN: _("Reopened"),
    Step.REJECT: _("Rejected"),
    Step.DUPLICATE: _("Marked as duplicate"),
    Step.CONVERT: _("Converted to something else"),
}
#: What a step asks when it wants a reason.
QUESTIONS: Mapping[Step, LazyString] = {
    Step.DECLINE: _("Why can you not take it?"),
    Step.HANDLE: _("What was done?"),
    Step.SUSPEND: _("What does it wait for?"),
    Step.HAND_OVER: _("Why, and what must the next one know?"),
    Step.ESCALATE: _("Why, and what is needed?"),
    Step.REWORK: _("What is still missing?"),
    Step.REOPEN: _("Why is it not over?"),
    Step.REJECT: _("Why is it nothing to be handled here?"),
    Step.DUPLICATE: _("Why is it the same matter?"),
    Step.CONVERT: _("What does it become, and who takes it?"),
}
UNITS: Mapping[Unit, LazyString] = {
    Unit.MINUTE: _("minutes"),
    Unit.WORKING_HOUR: _("working hours"),
    Unit.WORKING_DAY: _("working days"),
    Unit.DAY: _("days"),
    Unit.MONTH: _("months"),
}
ICONS: Mapping[Step, str] = {
    Step.ACCEPT: "check",
    Step.DECLINE: "undo-2",
    Step.CONTACT: "phone",
    Step.DEPART: "navigation",
    Step.ARRIVE: "map-pin",
    Step.HANDLE: "circle-check-big",
    Step.SUSPEND: "circle-pause",
    Step.RESUME: "circle-play",
    Step.HAND_OVER: "arrow-right-left",
    Step.ESCALATE: "arrow-up-from-line",
    Step.VERIFY: "badge-check",
    Step.REWORK: "undo-2",
    Step.CLOSE: "archive",
    Step.FOLLOW_UP: "phone-call",
    Step.REOPEN: "rotate-ccw",
    Step.REJECT: "ban",
    Step.DUPLICATE: "copy",
    Step.CONVERT: "shuffle",
}


class Categorised(Protocol):
    """What has a category, named in both languages."""

    @property
    def category_name(self) -> str:
        """In Chinese."""

    @property
    def category_name_en(self) -> str:
        """In English."""


def category_name(of: Categorised) -> str:
    """The category in the viewer's language."""
    return of.category_name if wording.locale() == "zh" else of.category_name_en


def act_name(entry: EntryOut) -> str:
    """An act of the timeline; one that another module wrote goes by its own name."""
    if entry.step == "card":
        return whistle_words.card_of(entry, naming.mark_name(Mark(entry.detail["mark"])))
    if entry.step == classifying.STEP:
        return _classified(entry)
    if entry.step.startswith(history.PREFIX):
        return whistle_words.act(entry)
    if entry.detail.get("recusal"):
        return str(_("Stepped aside for a conflict of interest"))
    return str(ACTS.get(entry.step, entry.step))


def _classified(entry: EntryOut) -> str:
    """That the priority or the category was changed; from which priority to which, for its codes are known to all."""
    before, after = entry.detail["priority"]
    said = str(ACTS[classifying.STEP])
    return said if before == after else f"{said}: {before} → {after}"


def entry_reason(entry: EntryOut) -> str:
    """The reason of an act in words; a pause's is a code."""
    reason = entry.reason or ""
    return pause_reason(reason) if entry.step == Step.SUSPEND else reason


def step_question(step: Step) -> str:
    """What a step asks when it wants a reason."""
    return str(QUESTIONS[step])


def pause_reasons() -> list[tuple[str, str]]:
    """For what a case may wait, as choices."""
    return [(reason.value, str(words)) for reason, words in naming.PAUSE_REASONS.items()]


def pause_reason(reason: str) -> str:
    """For what a case waits, in words."""
    return str(naming.PAUSE_REASONS[PauseReason(reason)])


def unit_name(unit: str) -> str:
    """What a limit is counted in."""
    return str(UNITS[Unit(unit)])


def fresh_ref() -> str:
    """A reference for one form: sent twice, its act is done once."""
    return uuid4().hex


SAID: Mapping[str, Callable[..., Any]] = {
    "category_name": category_name,
    "act_name": act_name,
    "entry_reason": entry_reason,
    "step_question": step_question,
    "step_icon": ICONS.__getitem__,
    "pause_reasons": pause_reasons,
    "pause_reason": pause_reason,
    "unit_name": unit_name,
    "fresh_ref": fresh_ref,
    "refusal": refusal_words.tell_anywhere,
    **whistle_words.SAID,
}
