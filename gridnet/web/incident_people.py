"""Why these people have an incident, how they and whoever reported it are reached, and stepping aside."""

from flask_babel import gettext

from gridnet.assignment import api as assignment
from gridnet.base import db, http, moment
from gridnet.base.errors import NotFound, Refusal
from gridnet.base.network import Network
from gridnet.incidents import acting, contacts, numbers, schemas, sight
from gridnet.incidents.lifecycle import LegState
from gridnet.people import access, queries, staff
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by
from gridnet.web import forms, frame, incident, refusal_words
from gridnet.web.frame import Page, Pages

routes = Pages("incident_people", __name__)


@routes.get("/incidents/<number>/why")
@http.permit(Permission.ASSIGNMENT_READ)
def why(number: str) -> Page:
    """Why each leg was given to whoever has it, in sentences, the latest first."""
    items = assignment.list_why(number)
    return frame.page("incident/why_page.html", part="incident/why.html", number=number, items=list(reversed(items)))


@routes.get("/incidents/<number>/candidates/<any(community, police):network>")
@http.permit(Permission.INCIDENT_REASSIGN)
def choose(number: str, network: str) -> Page:
    """Whom a leg could be handed over to, and why not, for the sheet in which it is; nothing chosen: found anew."""
    options = assignment.list_options(number, Network(network))
    return frame.page("incident/candidates_page.html", part="incident/candidates.html", number=number, options=options)


@routes.post("/incidents/<number>/people/<int:person_id>/phone")
@http.permit(Permission.PEOPLE_REVEAL)
def call(number: str, person_id: int) -> Page:
    """The number of somebody who has a part in the incident; the case is the reason, and the audit trail keeps it."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    found, legs = acting.find(county, id_, actor)
    sight.require(actor, Permission.INCIDENT_READ, found, legs)
    if not any(leg.person_id == person_id and leg.state != LegState.RELEASED for leg in legs):
        raise NotFound("this person has no part in the incident")
    person = queries.get_person(county, person_id)
    staff.note(county, "person.reveal", person.id, by(actor, county), reason=f"incident {number}")
    return _told(number, person.name, staff.phone_of(person))


@routes.post("/incidents/<number>/contact")
@http.permit(Permission.INCIDENT_STEP)
def ring_back(number: str) -> Page:
    """Whom to ring back, for a reason that is kept."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    found, legs = acting.find(county, id_, actor)
    seen = sight.require(actor, Permission.INCIDENT_STEP, found, legs)
    try:
        reason = forms.read(schemas.ReasonIn).reason
    except Refusal as error:
        return _told(number, "", None, refusal_words.tell(error), error.status)
    shown = contacts.reveal(found, seen, actor, reason=reason, at=moment.now())
    return _told(number, shown.name or "", shown.phone)


@routes.post("/incidents/<number>/recusal")
@http.permit(Permission.INCIDENT_STEP)
def step_aside(number: str) -> Page:
    """Step aside: the case goes to somebody else, and the page to what else waits."""
    county, id_ = numbers.read(number)
    try:
        with db.session.begin_nested():
            reason = forms.read(schemas.ReasonIn).reason
            acting.step_aside(county, id_, reason, access.actor(), moment.now())
    except Refusal as error:
        return incident.refused(number, error, form="recusal")
    return frame.leave("account.home")


def _told(number: str, name: str, phone: str | None, fault: str = "", status: int = 200) -> Page:
    none = "" if phone or fault else str(gettext("No telephone number is known."))
    said = fault or none
    part = "incident/phone.html"
    return frame.page(
        "incident/phone_page.html", part=part, status=status, number=number, name=name, phone=phone, said=said
    )
