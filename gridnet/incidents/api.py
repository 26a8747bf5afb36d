"""The doors of incidents."""

from flask import Response, request, send_file

from gridnet.base import county as counties
from gridnet.base import files, http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import Invalid, NotAllowed
from gridnet.base.network import Network
from gridnet.base.paging import Page
from gridnet.incidents import (
    acting,
    attachments,
    contacts,
    numbers,
    placing,
    queries,
    reading,
    receiving,
    schemas,
    showing,
    sight,
    waiting,
)
from gridnet.notices import streaming
from gridnet.notices.live import Shown
from gridnet.people import access
from gridnet.people.roles import Mask, Permission
from gridnet.territory import queries as territory

routes = Routes("incidents", __name__, url_prefix="/api/v1")

TAGS = ("incidents",)


@routes.get("/categories")
@http.permit(Permission.INCIDENT_REPORT)
@http.door(query=schemas.CountyQuery, gives=schemas.CategoryList, summary="Categories of a county", tags=TAGS)
def list_categories(query: schemas.CountyQuery) -> schemas.CategoryList:
    """Every category as it holds in the county."""
    found = queries.list_categories(counties.read(query.county))
    return schemas.CategoryList(items=[showing.category(each) for each in found.values()])


@routes.post("/incidents")
@http.permit(Permission.INCIDENT_REPORT)
@http.door(
    takes=schemas.ReportIn,
    gives=schemas.ReportOut,
    status=201,
    summary="Report an incident; the answer names both people who are now responsible, and why",
    tags=TAGS,
)
def report(body: schemas.ReportIn) -> tuple[schemas.ReportOut, int]:
    """Take a report in, once."""
    answer = receiving.receive(body, access.actor(), http.settings(), at=moment.now())
    return answer, 200 if answer.is_repeat else 201


@routes.get("/incidents/alike")
@http.permit(Permission.INCIDENT_REPORT)
@http.door(
    query=schemas.AlikeQuery,
    gives=schemas.AlikeList,
    summary="What was reported of this kind, near this place, in the last two hours; to be asked before reporting",
    tags=TAGS,
)
def alike(query: schemas.AlikeQuery) -> schemas.AlikeList:
    """Likely duplicates of what is about to be reported."""
    return receiving.alike(query, access.actor(), at=moment.now())


@routes.get("/incidents")
@http.permit(Permission.INCIDENT_READ)
@http.door(query=schemas.ListQuery, gives=Page[schemas.IncidentRow], summary="Incidents, newest first", tags=TAGS)
def list_incidents(query: schemas.ListQuery) -> Page[schemas.IncidentRow]:
    """A page of what the viewer may see of a county."""
    county, at = access.actor().reach.part(query.county).county, moment.now()
    areas = {
        f"{name}_area_id": territory.get_area(county, network, code, at).area_id
        for name, network, code in (("grid", Network.COMMUNITY, query.grid), ("beat", Network.POLICE, query.beat))
        if code
    }
    narrowed = queries.Filter(
        state=query.state,
        category=query.category,
        priority=query.priority,
        unlocated=query.unlocated,
        is_open=query.open,
        since=query.since,
        until=query.until,
        **areas,
    )
    rows = queries.list_incidents(county, query, narrowed, sight.readable(access.actor(), county))
    shown, after = paging.cut(rows, query, lambda row: [row.id])
    categories = queries.list_categories(county)
    return Page(items=[showing.line(row, categories) for row in shown], next=after)


@routes.get("/incidents/<number>")
@http.permit(Permission.INCIDENT_READ)
@http.door(gives=schemas.IncidentOut, summary="An incident with its legs", tags=TAGS)
def get_incident(number: str) -> schemas.IncidentOut:
    """One incident as the viewer may see it."""
    return acting.show(*numbers.read(number), access.actor(), moment.now())


@routes.get("/incidents/<number>/live")
@http.permit(Permission.INCIDENT_READ)
@http.door(
    summary="Server-sent events: that the incident has changed, beside what is new in one's inbox",
    tags=TAGS,
    media="text/event-stream",
)
def watch(number: str) -> Response:
    """A stream that ends after two minutes; whoever may no longer see the incident cannot connect again."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    sight.require(actor, Permission.INCIDENT_READ, *acting.find(county, id_, actor))
    return streaming.answer(actor, Shown(case=(county, id_)))


@routes.post("/incidents/<number>/steps")
@http.permit(Permission.INCIDENT_STEP)
@http.door(takes=schemas.StepIn, gives=schemas.IncidentOut, summary="Take a step", tags=TAGS)
def take_step(number: str, body: schemas.StepIn) -> schemas.IncidentOut:
    """Take a step of the life cycle, on a leg or on the whole."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    acting.step(county, id_, body, actor, http.settings(), at, http.expected_version())
    return acting.show(county, id_, actor, at)


@routes.post("/incidents/<number>/recusal")
@http.permit(Permission.INCIDENT_STEP)
@http.door(
    takes=schemas.ReasonIn,
    status=204,
    summary="Step aside for a conflict of interest; somebody else has it at once, and one finds it no more",
    tags=TAGS,
)
def step_aside(number: str, body: schemas.ReasonIn) -> None:
    """Declare an interest in a case one has."""
    county, id_ = numbers.read(number)
    acting.step_aside(county, id_, body.reason, access.actor(), moment.now())


@routes.post("/incidents/<number>/place")
@http.permit(Permission.INCIDENT_ASSIGN)
@http.door(takes=schemas.PlaceChange, gives=schemas.IncidentOut, summary="Give an incident its place", tags=TAGS)
def place(number: str, body: schemas.PlaceChange) -> schemas.IncidentOut:
    """Place an incident that had only an address, or correct its place; legs not begun are given anew."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    incident, legs = acting.find(county, id_, actor)
    seen = sight.require(actor, Permission.INCIDENT_ASSIGN, incident, legs)
    point, tolerance_m = reading.to_wgs84(body.place), http.settings().nearest_tolerance_m
    where = placing.Place(point, reading.given(body.place), tolerance_m, actor.person_id, seen.position_id)
    placing.place(county, id_, where, expected_version=http.expected_version(), at=at)
    return acting.show(county, id_, actor, at)


@routes.post("/incidents/<number>/contact")
@http.permit(Permission.INCIDENT_STEP)
@http.door(
    takes=schemas.ReasonIn,
    gives=schemas.ContactOut,
    summary="Reveal whom to ring back; kept in the audit trail with the reason",
    tags=TAGS,
)
def reveal_contact(number: str, body: schemas.ReasonIn) -> schemas.ContactOut:
    """One contact, for whoever handles the case and reads its whole story."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    incident, legs = acting.find(county, id_, actor)
    seen = sight.require(actor, Permission.INCIDENT_STEP, incident, legs)
    return contacts.reveal(incident, seen, actor, reason=body.reason, at=moment.now())


@routes.get("/incidents/<number>/timeline")
@http.permit(Permission.INCIDENT_READ)
@http.door(query=paging.Wish, gives=Page[schemas.EntryOut], summary="What happened, oldest first", tags=TAGS)
def timeline(number: str, query: paging.Wish) -> Page[schemas.EntryOut]:
    """A page of the timeline."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    incident, legs = acting.find(county, id_, actor)
    mask = sight.require(actor, Permission.INCIDENT_READ, incident, legs).mask
    rows, after = paging.cut(queries.list_entries(county, id_, query), query, lambda row: [row.id])
    return Page(items=[showing.entry(row, mask) for row in rows], next=after)


@routes.get("/incidents/<number>/attachments")
@http.permit(Permission.ATTACHMENT_READ)
@http.door(gives=schemas.AttachmentList, summary="Photos of an incident", tags=("attachments",))
def list_attachments(number: str) -> schemas.AttachmentList:
    """The photos, without their content."""
    county, id_ = _may_read_photos(number)
    rows = queries.list_attachments(county, id_)
    return schemas.AttachmentList(items=[showing.attachment(row, place) for row, place in rows])


@routes.post("/incidents/<number>/attachments")
@http.permit(Permission.ATTACHMENT_ADD)
@http.door(
    gives=schemas.AttachmentOut,
    status=201,
    upload={"file": "a JPEG, PNG or WebP picture"},
    summary="Add a photo",
    tags=("attachments",),
)
def add_attachment(number: str) -> schemas.AttachmentOut:
    """Keep a photo with the incident."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    incident, legs = acting.find(county, id_, actor)
    seen = sight.require(actor, Permission.ATTACHMENT_ADD, incident, legs)
    file = request.files.get("file")
    if file is None:
        raise Invalid("send the photo as the part `file` of a multipart form")
    limit = http.settings().upload_limit_mb * 2**20
    photo = attachments.read(file.stream.read(limit + 1), limit=limit)
    row = attachments.add(county, id_, photo, person_id=actor.person_id, position_id=seen.position_id, at=moment.now())
    return showing.attachment(row, photo.taken_place)


@routes.get("/incidents/<number>/attachments/<int:attachment_id>")
@http.permit(Permission.ATTACHMENT_READ)
@http.door(summary="A photo", media="image/*", tags=("attachments",))
def get_attachment(number: str, attachment_id: int) -> Response:
    """The picture itself; it never changes, so whoever has it need not ask again."""
    county, id_ = _may_read_photos(number)
    row = attachments.get(county, id_, attachment_id)
    response = send_file(
        files.where(county, row.sha256).absolute(), mimetype=row.media_type, etag=row.sha256, conditional=True
    )
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@routes.get("/assignments/mine")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(query=schemas.MineQuery, gives=Page[schemas.MineOut], summary="What waits for me", tags=("assignments",))
def mine(query: schemas.MineQuery) -> Page[schemas.MineOut]:
    """A page of the viewer's live legs and of those that wait at their desks."""
    return waiting.page(access.actor(), query, moment.now())


def _may_read_photos(number: str) -> tuple[County, int]:
    actor, (county, id_) = access.actor(), numbers.read(number)
    seen = sight.require(actor, Permission.ATTACHMENT_READ, *acting.find(county, id_, actor))
    if seen.mask is Mask.STATUS:
        raise NotAllowed("photos are part of the story, which is not for you to read here")
    return county, id_
