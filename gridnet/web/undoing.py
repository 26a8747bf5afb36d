"""What is said after a step, and which step takes it back: offered for a few seconds where the rules leave it open.

Nothing is unmade: taking back is a step of its own, with its own line in the timeline.
"""

import json
from collections.abc import Mapping

from flask import Response, make_response, url_for
from flask_babel import gettext

from gridnet.base.network import Network
from gridnet.incidents import schemas
from gridnet.incidents.lifecycle import Step
from gridnet.web import case_words, naming
from gridnet.web.frame import Page

#: The step that takes another one back. What was accepted is not unaccepted: it is handed over, and says so.
UNDO: Mapping[Step, Step] = {
    Step.ACCEPT: Step.HAND_OVER,
    Step.SUSPEND: Step.RESUME,
    Step.CLOSE: Step.REOPEN,
    Step.REJECT: Step.REOPEN,
    Step.DUPLICATE: Step.REOPEN,
}
#: Those after which everything is as it was before.
WHOLE = frozenset({Step.RESUME, Step.REOPEN})


def tell(page: Page, case: schemas.IncidentOut, taken: Step, network: Network | None) -> Response:
    """The part of a page with word of the step that was taken, and the step that takes it back if it is open."""
    answer = make_response(page)
    said: dict[str, object] = {"told": str(case_words.ACTS[taken])}
    back = UNDO.get(taken)
    if back is not None and _is_open(case, back, network):
        of = str(network or "")
        href = url_for("incident.show", number=case.number, _anchor=f"step-{back}-{network or 'whole'}")
        label = gettext("Undo") if back in WHOLE else naming.step_name(back, network)
        said["undo"] = {"label": label, "number": case.number, "step": back, "network": of, "href": href}
    answer.headers["HX-Trigger-After-Settle"] = json.dumps({"step-done": said})
    return answer


def _is_open(case: schemas.IncidentOut, step: Step, network: Network | None) -> bool:
    """Whether the viewer may take the step now, on the leg of this network or on the whole."""
    if network is None:
        return step in case.steps
    return any(step in leg.steps for leg in case.legs if leg.network == network and leg.ended_at is None)
