"""The doors of staff: persons, their positions, their telephone numbers, and what was given to sign in by."""

from flask import Response

from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.base.paging import Page
from gridnet.people import access, account_rules, lists, queries, schemas, showing, sign_in, staff
from gridnet.people.access import Actor
from gridnet.people.models import Person
from gridnet.people.roles import Permission, Role
from gridnet.people.staff import By, PersonWish, PositionWish

routes = Routes("staff", __name__)


def by(actor: Actor, county: County) -> By:
    """Who acts: by id where they are of this county, else named in the detail of the entry."""
    at = moment.now()
    if actor.county == county:
        return By(at, actor.person_id, actor.position_id, actor.source)
    return By(at, source=actor.source, acting=f"{actor.county}:{actor.person_id}:{actor.position_id}")


@routes.get("/people")
@http.permit(Permission.PEOPLE_READ)
@http.door(query=schemas.PeopleQuery, gives=Page[schemas.PersonOut], summary="Persons of a county", tags=["people"])
def list_people(query: schemas.PeopleQuery) -> Page[schemas.PersonOut]:
    """A page of the persons one may see, by staff number."""
    at = moment.now()
    rows = lists.list_persons(access.actor().reach.part(query.county), query, at, search=query.search)
    shown, after = paging.cut(rows, query, lambda row: [row.staff_no])
    return Page(items=showing.persons(shown, at), next=after)


@routes.post("/people")
@http.permit(Permission.PEOPLE_WRITE)
@http.door(takes=schemas.PersonIn, gives=schemas.PersonOut, status=201, summary="Take on a person", tags=["people"])
def add_person(body: schemas.PersonIn) -> schemas.PersonOut:
    """Add a person, who holds no position yet and cannot sign in."""
    actor = access.actor()
    county = actor.reach.check(body.county)
    wish = PersonWish(staff_no=body.staff_no, name=body.name, login=body.login, phone=body.phone)
    return _shown(staff.take_on(county, wish, by(actor, county)))


@routes.get("/people/<county>/<int:person_id>")
@http.permit(Permission.PEOPLE_READ)
@http.door(gives=schemas.PersonOut, summary="One person", tags=["people"])
def show_person(county: str, person_id: int) -> schemas.PersonOut:
    """One person, if they are among those one may see."""
    return _shown(lists.find_person(access.actor().reach.part(county), person_id, moment.now()))


@routes.post("/people/<county>/<int:person_id>/phone")
@http.permit(Permission.PEOPLE_REVEAL)
@http.door(takes=schemas.ReasonIn, gives=schemas.PhoneOut, summary="Reveal a telephone number", tags=["people"])
def reveal_phone(county: str, person_id: int, body: schemas.ReasonIn) -> schemas.PhoneOut:
    """One number, for a reason; that it was asked for is written down before it is shown."""
    actor = access.actor()
    person = lists.find_person(actor.reach.part(county), person_id, moment.now())
    phone = staff.phone_of(person)
    staff.note(County(county), "person.reveal", person.id, by(actor, County(county)), reason=body.reason)
    if phone is None:
        raise NotFound("no telephone number is known of this person")
    return schemas.PhoneOut(phone=phone)


@routes.post("/people/<county>/<int:person_id>/positions")
@http.permit(Permission.PEOPLE_WRITE)
@http.door(takes=schemas.PositionIn, gives=schemas.PositionRow, status=201, summary="Give a position", tags=["people"])
def add_position(county: str, person_id: int, body: schemas.PositionIn) -> schemas.PositionRow:
    """Give a person a position; nobody gives one to themselves, or one that reaches further than their own."""
    actor, person = other(county, person_id)
    staff.check_may_appoint(appointing(actor), body.role, body.scope)
    position = staff.appoint(person, PositionWish(**body.model_dump()), by(actor, County(person.county)))
    return showing.position_row(position)


@routes.post("/people/<county>/<int:person_id>/positions/<int:position_id>/end")
@http.permit(Permission.PEOPLE_WRITE)
@http.door(takes=schemas.EndIn, status=204, summary="Let a position end", tags=["people"])
def end_position(county: str, person_id: int, position_id: int, body: schemas.EndIn) -> Response:
    """Let a position end, now or at a moment."""
    actor, person = other(county, person_id)
    position = lists.get_position(County(person.county), position_id, person_id=person.id)
    staff.check_may_appoint(appointing(actor), staff.wish_of(position).role, position.scope)
    acting = by(actor, County(person.county))
    staff.end(position, body.ends_at or acting.at, acting)
    return Response(status=204)


@routes.post("/people/<county>/<int:person_id>/disable")
@http.permit(Permission.PEOPLE_WRITE)
@http.door(status=204, summary="Let a person go", tags=["people"])
def disable_person(county: str, person_id: int) -> Response:
    """End all positions, sessions and tokens of a person."""
    actor, person = other(county, person_id)
    acting = by(actor, County(person.county))
    for position in lists.list_positions(County(person.county), [person.id], acting.at):
        staff.check_may_appoint(appointing(actor), staff.wish_of(position).role, position.scope)
    staff.disable(person, acting)
    return Response(status=204)


@routes.post("/people/<county>/<int:person_id>/password")
@http.permit(Permission.SESSION_REVOKE)
@http.door(takes=schemas.NewPasswordIn, status=204, summary="Give somebody a password", tags=["people"])
def give_password(county: str, person_id: int, body: schemas.NewPasswordIn) -> Response:
    """Give a person a new password; their sessions end."""
    actor, person = other(county, person_id)
    acting, rules = by(actor, County(person.county)), account_rules.of(http.settings())
    sign_in.set_password(person, body.password, acting, rules)
    return Response(status=204)


@routes.post("/people/<county>/<int:person_id>/revocation")
@http.permit(Permission.SESSION_REVOKE)
@http.door(gives=schemas.RevokedOut, summary="End all sessions and tokens of a person", tags=["people"])
def revoke(county: str, person_id: int) -> schemas.RevokedOut:
    """From now on nothing acts in this person's name until they sign in again."""
    actor, person = other(county, person_id)
    sessions, tokens = sign_in.revoke_all(person, by(actor, County(person.county)))
    return schemas.RevokedOut(sessions=sessions, tokens=tokens)


@routes.delete("/people/<county>/<int:person_id>/totp")
@http.permit(Permission.SESSION_REVOKE)
@http.door(status=204, summary="Take a lost second factor away", tags=["people"])
def drop_totp(county: str, person_id: int) -> Response:
    """The person enrols another one at the next sign-in."""
    actor, person = other(county, person_id)
    sign_in.drop_totp(person, by(actor, County(person.county)))
    return Response(status=204)


def other(county: str, person_id: int) -> tuple[Actor, Person]:
    """Whoever acts, and the person acted on: somebody else, of a county within reach."""
    actor = access.actor()
    checked = actor.reach.check(county)
    if (checked, person_id) == (actor.county, actor.person_id):
        raise NotAllowed("nobody does this to themselves; ask another administrator")
    return actor, queries.get_person(checked, person_id)


def appointing(actor: Actor) -> list[tuple[Role, str]]:
    """As what somebody may appoint, and within which division."""
    return [(held.role, held.scope) for held in actor.permitting(Permission.PEOPLE_WRITE)]


def _shown(person: Person) -> schemas.PersonOut:
    return showing.persons([person], moment.now())[0]
