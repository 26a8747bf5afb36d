"""The doors that answer "why me?" and "who else?"."""

from gridnet.assignment import candidates, queries, schemas, why
from gridnet.assignment.candidates import Option
from gridnet.assignment.choice import Skip
from gridnet.assignment.models import WhyRecord
from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.base.network import Network
from gridnet.incidents import numbers, sight
from gridnet.incidents import queries as incidents
from gridnet.incidents.lifecycle import LegState, Role
from gridnet.incidents.models import Leg
from gridnet.people import access
from gridnet.people.roles import Mask, Permission

routes = Routes("assignment", __name__, url_prefix="/api/v1")


@routes.get("/incidents/<number>/why")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(gives=schemas.WhyList, summary="Why these people: candidates, versions, tie-break", tags=("assignments",))
def explain(number: str) -> schemas.WhyList:
    """The why-me records of an incident."""
    return schemas.WhyList(items=list_why(number))


@routes.get("/incidents/<number>/candidates")
@http.permit(Permission.INCIDENT_REASSIGN)
@http.door(
    query=schemas.CandidateQuery,
    gives=schemas.CandidateList,
    summary="Whom a leg could be given to, and why not to others",
    tags=("assignments",),
)
def list_candidates(number: str, query: schemas.CandidateQuery) -> schemas.CandidateList:
    """The chain of one network; whom the case names is told only to those who may read its story."""
    return schemas.CandidateList(items=[_option(each) for each in list_options(number, query.network)])


def list_options(number: str, network: Network) -> list[Option]:
    """The same, for whoever was let in with this request; raises `NotFound`, `NotAllowed`."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    view = incidents.get_view(county, id_, viewer=actor.person_id)
    mask = sight.require(actor, Permission.INCIDENT_REASSIGN, view.incident, view.legs).mask
    found = candidates.list_options(county, id_, network, at=moment.now())
    return [each for each in found if mask is not Mask.STATUS or each.skip is not Skip.NAMED]


def list_why(number: str) -> list[schemas.WhyOut]:
    """The same, for whoever was let in with this request; raises `NotFound`."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    view = incidents.get_view(county, id_, viewer=actor.person_id)
    mask = sight.require(actor, Permission.ASSIGNMENT_READ, view.incident, view.legs).mask
    return [_show(row.Leg, row.WhyRecord, mask) for row in queries.list_why(county, id_)]


def _show(leg: Leg, kept: WhyRecord, mask: Mask) -> schemas.WhyOut:
    record = why.without_named(kept.record) if mask is Mask.STATUS else kept.record
    return schemas.WhyOut(
        leg_id=leg.id,
        network=Network(leg.network),
        role=Role(leg.role),
        state=LegState(leg.state),
        why=kept.why,
        decided_at=kept.decided_at,
        told_zh=why.tell(record, english=False),
        told_en=why.tell(record, english=True),
        record=record,
    )


def _option(each: Option) -> schemas.CandidateOut:
    return schemas.CandidateOut(
        position_id=each.candidate.position_id,
        person=each.candidate.name,
        staff_no=each.candidate.staff_no,
        role=each.candidate.role,
        rung=each.candidate.rung,
        on_duty=each.candidate.on_duty,
        duty_reason=each.candidate.duty_reason,
        open=each.open,
        skip=each.skip,
        has_it=each.has_it,
        may_have_it=each.may_have_it,
    )
