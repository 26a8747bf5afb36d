"""Telling about leave and swaps: whoever has to answer or decide, and whoever waits for what came of it."""

from gridnet.notices import promising
from gridnet.notices.promising import Promise
from gridnet.people.events import DutyRequestMoved
from gridnet.people.request_rules import State

SUBJECT = "duty_request"
#: Which notice a state brings: two of them want an act, every other state is told as what came of it.
WAITING, TOLD = "duty_waiting", "duty_answered"
KINDS = {State.ASKED: "swap_asked", State.WAITING: WAITING}
TOLD_KINDS = frozenset({*KINDS.values(), TOLD})


def tell(event: DutyRequestMoved) -> None:
    """Promise a notice to each of those the event names; one statement."""
    kind = KINDS.get(event.state, TOLD)
    params = {"what": event.kind, "since": event.starts_at}
    if kind == TOLD:
        params["outcome"] = event.state
    promises = [
        Promise(
            key=f"duty_request {event.request_id} {event.version} {person_id}",
            kind=kind,
            person_id=person_id,
            params=params,
            subject_kind=SUBJECT,
            subject_id=event.request_id,
        )
        for person_id in event.tells
    ]
    promising.promise(event.county, promises, at=event.at)
