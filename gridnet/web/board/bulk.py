"""Acting on several cases at once: what the life cycle allows for each, told before it is done, each on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext, ngettext
from pydantic import BaseModel, StringConstraints

from gridnet.base import db, http, moment
from gridnet.base.errors import Invalid, Refusal
from gridnet.base.network import Network
from gridnet.incidents import acting, lifecycle, numbers, schemas
from gridnet.incidents.lifecycle import Step
from gridnet.incidents.schemas import StepIn
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.web import forms, frame, naming, refusal_words
from gridnet.web.board import desk
from gridnet.web.frame import Page, Pages

routes = Pages("board_bulk", __name__)

#: Cases at once.
MOST = 100
#: What is done to many, in this order; what needs a look at each case (handling, suspending, duplicates) is not here.
STEPS = (Step.ACCEPT, Step.HAND_OVER, Step.VERIFY, Step.CLOSE, Step.REWORK, Step.REJECT, Step.REOPEN)
_PASSAGES = (*lifecycle.LEG.items(), *lifecycle.WHOLE.items())
#: Those that want a reason, which is then the same for all.
REASONED = frozenset(step for (_, step), passage in _PASSAGES if passage.reason and step in STEPS)
#: What takes a step back, where the life cycle has such a step.
UNDO: Mapping[Step, Step] = {Step.CLOSE: Step.REOPEN, Step.REJECT: Step.REOPEN}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that was chosen, at the version it was seen at; `legs` tells whose leg each open step is taken on."""

    case: schemas.IncidentOut
    seen_version: int
    legs: Mapping[Step, Network | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one."""

    number: str
    version: int
    fault: str = ""


class ManyIn(BaseModel):
    """A step for many, and why."""

    step: Step
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


@routes.get("/board/bulk")
@http.permit(Permission.INCIDENT_STEP)
def look() -> Page:
    """What can be done with those chosen; with a step, to which of them and to which not."""
    return _asking(_chosen(request.args.getlist("case"), access.actor(), moment.now()))


@routes.post("/board/bulk")
@http.permit(Permission.INCIDENT_STEP)
def act() -> Page:
    """Take the step on each for which it is open still, each by itself; tell what became of them."""
    actor, at = access.actor(), moment.now()
    chosen = _chosen(request.form.getlist("case"), actor, at)
    wish = forms.read(ManyIn)
    able = [each for each in chosen if wish.step in each.legs]
    if not able or (wish.step in REASONED and not wish.reason):
        fault = (
            gettext("Say why, in at least four characters.") if able else gettext("None of them can take this step.")
        )
        return _asking(chosen, fault, 422)
    outcomes = [_take(each, wish, actor, at) for each in able]
    return _told(wish.step, outcomes)


def _chosen(asked: Sequence[str], actor: Actor, at: datetime) -> list[Chosen]:
    """Cases as `number:version`; one that may not be seen any more is left out. Raises `Invalid` for too many."""
    if not 0 < len(asked) <= MOST:
        raise Invalid(f"choose between 1 and {MOST} cases")
    found = []
    for each in dict.fromkeys(asked):
        number, _, version = each.partition(":")
        try:
            case = acting.show(*numbers.read(number), actor, at)
        except Refusal:
            continue
        found.append(Chosen(case, int(version) if version.isdecimal() else case.version, _open(case)))
    return found


def _open(case: schemas.IncidentOut) -> dict[Step, Network | None]:
    """The steps open to the viewer; those on legs for the leg that waits at their desk, or the leading one."""
    legs = sorted((leg for leg in case.legs if leg.ended_at is None), key=lambda leg: leg.position_id is not None)
    steps: dict[Step, Network | None] = dict.fromkeys(case.steps)
    for leg in legs:
        for step in leg.steps:
            steps.setdefault(step, leg.network)
    return {step: steps[step] for step in STEPS if step in steps}


def _asking(chosen: Sequence[Chosen], fault: str = "", status: int = 200) -> Page:
    given = request.values.get("step", "")
    step = Step(given) if given in set(STEPS) else None
    counts = {each: sum(each in one.legs for one in chosen) for each in STEPS}
    able = [one for one in chosen if step in one.legs]
    return frame.page(
        "board/bulk_page.html",
        part="board/bulk.html",
        status=status,
        chosen=chosen,
        counts={each: n for each, n in counts.items() if n},
        step=step,
        able=able,
        unable=[one for one in chosen if step not in one.legs],
        wants_reason=step in REASONED,
        fault=fault,
        reason=request.values.get("reason", ""),
    )


def _take(one: Chosen, wish: ManyIn, actor: Actor, at: datetime) -> Outcome:
    county, id_ = numbers.read(one.case.number)
    body = StepIn(step=wish.step, network=one.legs[wish.step], reason=wish.reason)
    try:
        with db.session.begin_nested():
            acting.step(county, id_, body, actor, http.settings(), at, one.seen_version)
    except Refusal as error:
        return Outcome(one.case.number, one.case.version, refusal_words.tell(error))
    return Outcome(one.case.number, acting.find(county, id_, actor)[0].version)


def _told(step: Step, outcomes: Sequence[Outcome]) -> Page:
    done = [each for each in outcomes if not each.fault]
    failed = [each for each in outcomes if each.fault]
    if failed:
        part, page = "board/bulk_told.html", "board/bulk_told_page.html"
        return frame.page(page, part=part, step=step, done=done, failed=failed)
    said = ngettext(
        "%(n)s case: %(step)s", "%(n)s cases: %(step)s", len(done), n=len(done), step=naming.step_name(step)
    )
    undo = UNDO.get(step)
    if undo is None:
        return desk.done(said)
    cases = [("case", f"{each.number}:{each.version}") for each in done]
    address = f"{url_for('board_bulk.look')}?{urlencode([*cases, ('step', undo)])}"
    return desk.done(said, undo={"label": naming.step_name(undo), "address": address})
