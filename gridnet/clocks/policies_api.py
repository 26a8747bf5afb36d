"""The doors of time limits: those that hold, and changes that one administrator proposes and another confirms."""

from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed, Refusal
from gridnet.base.paging import Page
from gridnet.clocks import policies, policy_book, policy_proposals, schemas, showing
from gridnet.clocks.counting import By
from gridnet.clocks.models import PolicyProposal
from gridnet.clocks.policy_proposals import State, Wish
from gridnet.clocks.proposal_schemas import (
    ProposalDetail,
    ProposalOut,
    ProposalQuery,
    RefusalIn,
    VersionIn,
    WouldOut,
)
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import PRIVILEGED, Permission

routes = Routes("policies", __name__, url_prefix="/api/v1/policies")

TAGS = ("policies",)


@routes.get("")
@http.permit(Permission.POLICY_READ)
@http.door(query=schemas.PolicyQuery, gives=schemas.PolicyList, summary="Limits of a county", tags=TAGS)
def list_policies(query: schemas.PolicyQuery) -> schemas.PolicyList:
    """Those that hold now, the county's own and everybody's; or every version there ever was."""
    county = access.actor().reach.part(query.county).county
    found = policy_book.list_versions(county)
    shown = found if query.history else policies.in_force(found, moment.now())
    return schemas.PolicyList(items=[showing.policy(each) for each in shown])


@routes.post("")
@http.permit(Permission.POLICY_WRITE)
@http.door(
    takes=schemas.PolicyIn,
    gives=ProposalDetail,
    status=201,
    summary="Propose a policy or a further version; a county may tighten P1, not loosen it",
    tags=TAGS,
)
def propose_policy(body: schemas.PolicyIn) -> ProposalDetail:
    """Propose a policy: nothing holds before another administrator has confirmed it."""
    actor = access.actor()
    return _propose(actor, _whose(actor, body.county), Wish(body))


@routes.post("/<code>/withdrawal")
@http.permit(Permission.POLICY_WRITE)
@http.door(
    takes=schemas.WithdrawIn, gives=ProposalDetail, status=201, summary="Propose to withdraw a policy", tags=TAGS
)
def propose_withdrawal(code: str, body: schemas.WithdrawIn) -> ProposalDetail:
    """Propose that a policy holds no longer; clocks that run by it keep it."""
    actor = access.actor()
    county = _whose(actor, body.county)
    return _propose(actor, county, policy_proposals.withdrawal(county, code, body.valid_from))


@routes.get("/proposals")
@http.permit(Permission.POLICY_READ)
@http.door(query=ProposalQuery, gives=Page[ProposalOut], summary="Proposals, newest first", tags=TAGS)
def list_proposals(query: ProposalQuery) -> Page[ProposalOut]:
    """A page of the proposals of a county that wait, or that are decided."""
    county = _reader().reach.check(query.county)
    rows = policy_proposals.list_proposals(county, query, is_waiting=query.waiting)
    shown, after = paging.cut(rows, query, lambda row: [row.id])
    return Page(items=[ProposalOut.of(row) for row in shown], next=after)


@routes.get("/proposals/<county>/<int:proposal_id>")
@http.permit(Permission.POLICY_READ)
@http.door(gives=ProposalDetail, summary="A proposal, and what it would change", tags=TAGS)
def get_proposal(county: str, proposal_id: int) -> ProposalDetail:
    """One proposal."""
    return _show(policy_proposals.get(_reader().reach.check(county), proposal_id))


@routes.post("/proposals/<county>/<int:proposal_id>/confirmation")
@http.permit(Permission.POLICY_WRITE)
@http.door(takes=VersionIn, gives=schemas.PolicyMade, summary="Confirm a proposal of somebody else", tags=TAGS)
def confirm_proposal(county: str, proposal_id: int, body: VersionIn) -> schemas.PolicyMade:
    """Let the proposal become a version, by somebody else than its author."""
    actor, row = _decided(county, proposal_id)
    by, version = _author(actor), body.version
    made = policy_proposals.confirm(County(row.county), row.id, by=by, at=moment.now(), version=version)
    return schemas.PolicyMade(**showing.policy(made.policy).model_dump(), clocks_changed=len(made.changed))


@routes.post("/proposals/<county>/<int:proposal_id>/refusal")
@http.permit(Permission.POLICY_WRITE)
@http.door(takes=RefusalIn, gives=ProposalDetail, summary="Decline a proposal, or take one's own back", tags=TAGS)
def decline_proposal(county: str, proposal_id: int, body: RefusalIn) -> ProposalDetail:
    """Say no for a reason; `state` tells whether it was declined or, by its author, taken back (`withdrawn`)."""
    actor, row = _decided(county, proposal_id)
    by, at = _author(actor), moment.now()
    return _show(
        policy_proposals.decline(County(row.county), row.id, reason=body.reason, by=by, at=at, version=body.version)
    )


def _whose(actor: Actor, county: str | None) -> County | None:
    """The county a policy is for, or None for everybody's, which is for whoever reaches everywhere."""
    if county is not None:
        return actor.reach.check(county)
    if not actor.reach.covers(""):
        raise NotAllowed("everybody's limits are set for the whole; name your county to set its own")
    return None


def _propose(actor: Actor, county: County | None, wish: Wish) -> ProposalDetail:
    return _show(policy_proposals.propose(county or actor.county, wish, by=_author(actor), at=moment.now()))


def _reader() -> Actor:
    """Whoever may look at what is proposed: an administrator of any kind or an auditor, as on the pages."""
    actor = access.actor()
    if not any(held.role in PRIVILEGED for held in actor.held):
        raise NotAllowed("proposals are for administrators and auditors")
    return actor


def _decided(county: str, proposal_id: int) -> tuple[Actor, PolicyProposal]:
    """Whoever decides, and about what: within their reach."""
    actor = access.actor()
    row = policy_proposals.get(actor.reach.check(county), proposal_id)
    policy_proposals.check_reach(row, actor.reach)
    return actor, row


def _show(row: PolicyProposal) -> ProposalDetail:
    shown = ProposalOut.of(row).model_dump()
    if row.state != State.WAITING:
        return ProposalDetail(**shown)
    by = By(row.proposed_by, row.proposed_as)
    try:
        would = policy_proposals.foresee(County(row.county), Wish.of(row), by=by, at=moment.now())
    except Refusal as refusal:
        return ProposalDetail(**shown, trouble=str(refusal))
    return ProposalDetail(**shown, would=WouldOut.of(would))


def _author(actor: Actor) -> By:
    assert actor.position_id is not None
    return By(actor.person_id, actor.position_id)
