"""Time limits: those that hold, how they were, and changes that one administrator proposes and another confirms."""

from datetime import datetime
from typing import Any

from flask import request

from gridnet.base import http, moment, paging
from gridnet.base.errors import NotAllowed
from gridnet.clocks import policies, policy_book, policy_proposals
from gridnet.clocks.counting import By
from gridnet.clocks.policies import Policy
from gridnet.clocks.policy_proposals import Wish
from gridnet.clocks.schemas import PolicyIn
from gridnet.people import lists
from gridnet.people.roles import Permission, Role
from gridnet.web import frame, naming
from gridnet.web.admin import clock_words, forms, saying
from gridnet.web.admin.desk import Desk, inner_desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("policies", __name__, url_prefix="/time-limits")

LIMIT = ("amount", "unit")
MATTERS = ("category", "category_group", "priority", "network", "role")


@routes.context_processor
def _words() -> dict[str, Any]:
    return {"words": clock_words, "roles": naming.ROLES}


@routes.get("")
@http.permit(Permission.POLICY_READ)
def list_() -> Page:
    """What holds now, by stage, and what waits to be confirmed."""
    here = inner_desk()
    found = policies.in_force(policy_book.list_versions(here.county), here.at)
    by_stage = {stage: [each for each in found if each.matters.stage == stage] for stage in clock_words.STAGES}
    wish = paging.Wish(limit=paging.LARGEST, after=None)
    waiting = policy_proposals.list_proposals(here.county, wish, is_waiting=True)
    given: dict[str, Any] = {"by_stage": by_stage, "waiting": waiting, "may_write": here.may(Permission.POLICY_WRITE)}
    names = _names(here, waiting)
    return frame.page("admin/policies.html", **given, names=names, said=saying.done(), me=here.actor.person_id)


def _names(here: Desk, rows: Any) -> dict[int, str]:
    return lists.names(here.county, {each for row in rows for each in (row.proposed_by, row.decided_by) if each})


@routes.get("/history")
@http.permit(Permission.POLICY_READ)
def show_history() -> Page:
    """Every version of one policy, or of all, the last first; and the proposals that were decided."""
    here, code = inner_desk(), request.args.get("code", "")
    versions = [each for each in policy_book.list_versions(here.county) if code in {"", each.code}]
    wish = paging.Wish(limit=25, after=request.args.get("after"))
    found = policy_proposals.list_proposals(here.county, wish, is_waiting=False)
    decided, after = paging.cut(found, wish, lambda row: [row.id])
    given: dict[str, Any] = {
        "versions": versions[::-1],
        "code": code,
        "decided": decided,
        "names": _names(here, decided),
    }
    return frame.page("admin/policy_history.html", after=after, **given)


@routes.get("/new")
@http.permit(Permission.POLICY_WRITE)
def ask() -> Page:
    """The form: empty, or filled with the policy it is to follow."""
    here, id_ = inner_desk(), request.args.get("id", "")
    policy = policy_book.by_ids([int(id_)]).get(int(id_)) if id_.isdigit() else None
    if policy is not None and policy.county not in {None, here.county}:
        raise NotAllowed("that time limit is another county's")
    return _form(here, Form(typed=_filled(here, policy) if policy else {}))


def _filled(here: Desk, policy: Policy) -> dict[str, str]:
    """A policy as it stands in the form; everybody's gets a code of the county's own."""
    named: dict[str, object] = {name: getattr(policy.matters, name) for name in (*MATTERS, "stage")}
    terms = policy.terms
    code = policy.code if policy.county else f"{here.county}.{policy.code}"
    named |= {"code": code[:64], "amount": terms.limit.amount, "unit": terms.limit.unit, "calendar": terms.calendar}
    named |= {name: getattr(terms, name) for name in ("remind_percent", "yellow_percent", "red_percent")}
    named |= {"set_by_level": terms.set_by_level}
    named |= {"urban": {True: "true", False: "false", None: ""}[policy.matters.urban]}
    return {name: "" if value is None else str(value) for name, value in named.items()}


def _form(here: Desk, form: Form, **given: Any) -> Page:
    form.typed.setdefault("code", f"{here.county}.")
    for name, usual in (("remind_percent", 80), ("yellow_percent", 100), ("red_percent", 200), ("set_by_level", 3)):
        form.typed.setdefault(name, str(usual))
    return frame.page("admin/policy_form.html", form=form, status=form.status, **given)


@routes.post("/new")
@http.permit(Permission.POLICY_WRITE)
def propose() -> Page:
    """Show what would change, or propose it, whichever button was pressed."""
    here, form = inner_desk(), Form(typed=forms.typed())
    found: dict[str, Any] = {}
    if form.get("act") == "propose":
        if forms.act(form, lambda: policy_proposals.propose(here.county, _wish(here, form), **_by(here))):
            return frame.go("admin.policies.list_", done="proposed")
    else:
        forms.act(form, lambda: found.update(would=_foresee(here, form)))
    return _form(here, form, **found)


def _foresee(here: Desk, form: Form) -> policy_proposals.Would:
    return policy_proposals.foresee(here.county, _wish(here, form), **_by(here))


def _by(here: Desk) -> dict[str, Any]:
    assert here.actor.position_id is not None
    return {"by": By(here.actor.person_id, here.actor.position_id), "at": here.at}


def _wish(here: Desk, form: Form) -> Wish:
    """What the form proposes for this county; raises `Invalid`."""
    given: dict[str, Any] = {name: form.get(name) for name in PolicyIn.model_fields if name in form.typed}
    given |= {"county": here.county, "limit": {name: form.get(name) for name in LIMIT}}
    if form.get("valid_from"):
        given["valid_from"] = _moment(form.get("valid_from")).isoformat()
    return Wish(forms.read(PolicyIn, given))


def _moment(text: str) -> datetime:
    return moment.read(text)


@routes.post("/withdrawal")
@http.permit(Permission.POLICY_WRITE)
def withdraw() -> Page:
    """Propose that one of the county's own policies holds no longer."""
    here = inner_desk()
    policy = policy_book.by_ids([int(request.form.get("id", "0"))]).get(int(request.form.get("id", "0")))
    if policy is None or policy.county != here.county:
        raise NotAllowed("only a time limit of your own county can be withdrawn here")
    policy_proposals.propose(here.county, policy_proposals.withdrawal(here.county, policy.code, None), **_by(here))
    return frame.go("admin.policies.list_", done="proposed")


@routes.get("/proposals/<int:proposal_id>")
@http.permit(Permission.POLICY_READ)
def show_proposal(proposal_id: int) -> Page:
    """One proposal beside what holds now, and what it would change of running clocks."""
    return _proposal(inner_desk(), proposal_id, Form())


def _proposal(here: Desk, proposal_id: int, form: Form) -> Page:
    row = policy_proposals.get(here.county, proposal_id)
    wish = Wish.of(row)
    now = policy_proposals.in_force_now(here.county, row.code, here.at)
    is_waiting = row.state == policy_proposals.State.WAITING
    found: dict[str, Any] = {}
    if is_waiting:
        by = By(row.proposed_by, row.proposed_as)
        read = Form()
        forms.act(read, lambda: found.update(would=policy_proposals.foresee(here.county, wish, by=by, at=here.at)))
        found["trouble"] = read.fault
    given: dict[str, Any] = {
        "row": row,
        "draft": wish.draft(here.county, here.at),
        "held": now,
        "is_waiting": is_waiting,
    } | found
    given |= {"names": _names(here, [row]), "is_mine": row.proposed_by == here.actor.person_id, "form": form}
    is_for_all = row.content["county"] is None
    may_write = here.may(Permission.POLICY_WRITE)
    given |= {"may_write": may_write, "may_decide": may_write and (not is_for_all or here.actor.reach.covers(""))}
    if is_waiting and is_for_all and not given["may_decide"]:
        given["who_decides"] = [each.name for each in lists.list_everywhere(here.county, Role.SYSTEM_ADMIN, here.at)]
    return frame.page("admin/policy_proposal.html", status=form.status, **given)


@routes.post("/proposals/<int:proposal_id>/confirmation")
@http.permit(Permission.POLICY_WRITE)
def confirm(proposal_id: int) -> Page:
    """Let the proposal become a version, by somebody else than its author."""
    here, form = inner_desk(), Form(typed=forms.typed())
    _check_reach(here, proposal_id)
    given = _by(here) | {"version": int(form.get("version") or 0)}
    if forms.act(form, lambda: policy_proposals.confirm(here.county, proposal_id, **given)):
        return frame.go("admin.policies.list_", done="confirmed")
    return _proposal(here, proposal_id, form)


@routes.post("/proposals/<int:proposal_id>/refusal")
@http.permit(Permission.POLICY_WRITE)
def decline(proposal_id: int) -> Page:
    """Say no for a reason, or take one's own proposal back."""
    here, form = inner_desk(), Form(typed=forms.typed())
    _check_reach(here, proposal_id)
    given = _by(here) | {"version": int(form.get("version") or 0), "reason": form.get("reason")}
    if forms.act(form, lambda: policy_proposals.decline(here.county, proposal_id, **given)):
        return frame.go("admin.policies.list_", done="declined")
    return _proposal(here, proposal_id, form)


def _check_reach(here: Desk, proposal_id: int) -> None:
    policy_proposals.check_reach(policy_proposals.get(here.county, proposal_id), here.actor.reach)
