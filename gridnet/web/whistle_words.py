"""States, steps and ratings of whistles by the names people use, and their acts as a timeline tells them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.incidents.schemas import EntryOut
from gridnet.web import wording
from gridnet.whistle import lifecycle
from gridnet.whistle.history import OPENED, PREFIX
from gridnet.whistle.lifecycle import State, Step
from gridnet.whistle.schemas import SummonsOut
from gridnet.whistle.values import Attendance, Outcome, Urgency

STATES: Mapping[State, LazyString] = {
    State.CALLED: _("to be acknowledged"),
    State.ACKNOWLEDGED: _("acknowledged"),
    State.DECLINED: _("declined by the department"),
    State.INSISTED: _("called again"),
    State.ON_SPOT: _("department on the spot"),
    State.DONE: _("done, to be rated"),
    State.RATED: _("rated"),
    State.WITHDRAWN: _("called off"),
}
STEPS: Mapping[Step, LazyString] = {
    Step.ACKNOWLEDGE: _("Acknowledge"),
    Step.ARRIVE: _("We are there"),
    Step.FINISH: _("It is done"),
    Step.DECLINE: _("Decline the call"),
    Step.INSIST: _("Insist"),
    Step.RATE: _("Rate the attendance"),
    Step.MISS: _("They did not come"),
    Step.WITHDRAW: _("Call off"),
    Step.LAPSE: _("Ended with the case"),
}
#: An act as a timeline tells it, when it is done.
ACTS: Mapping[str, LazyString] = {
    Step.ACKNOWLEDGE: _("Department has acknowledged"),
    Step.ARRIVE: _("Department is on the spot"),
    Step.FINISH: _("Department is done"),
    Step.DECLINE: _("Department has declined"),
    Step.INSIST: _("Called the department again"),
    Step.RATE: _("Rated the department's attendance"),
    Step.MISS: _("Department did not come"),
    Step.WITHDRAW: _("Called the department off"),
    Step.LAPSE: _("Department need not come any more"),
}
CALLED_THEM = _("Whistled for departments")
ICONS: Mapping[Step, str] = {
    Step.ACKNOWLEDGE: "check",
    Step.ARRIVE: "map-pin",
    Step.FINISH: "circle-check-big",
    Step.DECLINE: "undo-2",
    Step.INSIST: "megaphone",
    Step.RATE: "star",
    Step.MISS: "user-x",
    Step.WITHDRAW: "ban",
}
#: What a step asks when it wants a reason.
QUESTIONS: Mapping[Step, LazyString] = {
    Step.FINISH: _("What was done?"),
    Step.DECLINE: _("Why is it not your department's?"),
    Step.INSIST: _("Why must they come all the same?"),
    Step.WITHDRAW: _("Why need they not come?"),
}
URGENCIES: Mapping[Urgency, LazyString] = {
    Urgency.URGENT: _("Urgent: acknowledge within 30 minutes, at any hour"),
    Urgency.NORMAL: _("Ordinary: acknowledge within one working day"),
}
ATTENDANCES: Mapping[Attendance, LazyString] = {
    Attendance.ON_TIME: _("came in time"),
    Attendance.LATE: _("came late"),
    Attendance.ABSENT: _("did not come"),
}
OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.SOLVED: _("solved"),
    Outcome.PARTLY: _("solved in part"),
    Outcome.NOT_SOLVED: _("not solved"),
}
#: Steps that bring it forward; any other stands beside.
FORWARD = frozenset({Step.ACKNOWLEDGE, Step.ARRIVE, Step.FINISH, Step.RATE})


class Called(Protocol):
    """What bears the name of a department in both languages."""

    @property
    def department_zh(self) -> str:
        """In Chinese."""

    @property
    def department_en(self) -> str:
        """In English."""


def department_name(of: Called) -> str:
    """A department in the viewer's language."""
    return of.department_zh if wording.locale() == "zh" else of.department_en


def act(entry: EntryOut) -> str:
    """An act on a whistle in the timeline of its case: which departments, and how one was rated."""
    language = wording.locale()
    if entry.step == OPENED:
        names = entry.detail[f"departments_{language}"]
        return f"{CALLED_THEM}: {('、' if language == 'zh' else ', ').join(names)}"
    said = f"{ACTS[entry.step.removeprefix(PREFIX)]}: {entry.detail[f'department_{language}']}"
    rated = rating(entry.detail.get("attendance"), entry.detail.get("outcome"))
    return f"{said} ({rated})" if rated else said


def card_of(entry: EntryOut, said: str) -> str:
    """A card with the department it is about, where it is about one."""
    name = entry.detail.get(f"department_{wording.locale()}")
    return f"{said}: {name}" if name else said


def rating(attendance: str | None, outcome: str | None) -> str:
    """How a department attended and what came of it; nothing where that was not said."""
    if attendance is None or outcome is None:
        return ""
    return f"{ATTENDANCES[Attendance(attendance)]} · {OUTCOMES[Outcome(outcome)]}"


def suggested(summons: SummonsOut, meet_at: datetime) -> str:
    """How a department attended by what is known: it came by the minute that was named, or after it."""
    is_late = summons.arrived_at is not None and summons.arrived_at >= meet_at + timedelta(minutes=1)
    return Attendance.LATE if is_late else Attendance.ON_TIME


def asked(state: State, step: Step) -> str:
    """What a step from this state asks for; nothing where it is taken at once."""
    return str(QUESTIONS[step]) if lifecycle.wants_reason(state, step) else ""


SAID: Mapping[str, Callable[..., Any]] = {
    "department_name": department_name,
    "summons_state": lambda state: str(STATES[state]),
    "summons_step": lambda step: str(STEPS[step]),
    "summons_icon": ICONS.__getitem__,
    "summons_question": asked,
    "summons_is_forward": FORWARD.__contains__,
    "summons_act": lambda step: str(ACTS[step]),
    "rating": rating,
    "suggested": suggested,
}
