"""People: staff found and taken on, the positions they hold given and ended, and what they sign in by."""

from typing import Any

from flask import request
from flask_babel import gettext

from gridnet.base import http, moment, paging
from gridnet.base.errors import Invalid
from gridnet.people import account_rules, areas, credentials, lists, masking, queries, roles, schemas, sign_in, staff
from gridnet.people import staff_api as doors
from gridnet.people.models import Person
from gridnet.people.roles import Permission
from gridnet.people.staff import PersonWish, PositionWish
from gridnet.web import frame
from gridnet.web.admin import clock_words, forms, people_words, saying
from gridnet.web.admin.attention import SOON
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("people", __name__, url_prefix="/people")


@routes.context_processor
def _words() -> dict[str, Any]:
    return {"words": people_words, "networks": clock_words.NETWORKS}


@routes.get("")
@http.permit(Permission.PEOPLE_READ)
def list_() -> Page:
    """A page of the staff, by staff number, or those a search finds."""
    here, search = desk(), request.args.get("search", "").strip()[:50]
    wish = paging.Wish(limit=50, after=request.args.get("after"))
    part = here.actor.reach.part(here.county)
    rows, after = paging.cut(lists.list_persons(part, wish, here.at, search=search), wish, lambda row: [row.staff_no])
    given = {"rows": rows, "after": after, "search": search, "held": _held(here, rows), "said": saying.done()}
    return _page(here, "admin/people.html", given)


def _held(here: Desk, rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {row.id: [] for row in rows}
    for position in lists.list_positions(here.county, list(found), here.at) if found else ():
        found[position.person_id].append(position)
    return found


def _page(here: Desk, template: str, given: dict[str, Any], form: Form | None = None) -> Page:
    form = form or Form()
    rights: dict[str, Any] = {
        "may_write": here.may(Permission.PEOPLE_WRITE),
        "may_revoke": here.may(Permission.SESSION_REVOKE),
    }
    return frame.page(template, form=form, status=form.status, me=here.actor.person_id, **rights, **given)


@routes.get("/ending")
@http.permit(Permission.PEOPLE_READ)
def list_ending() -> Page:
    """Positions that ended within thirty days, or will, with nothing that follows them."""
    here = desk()
    rows = lists.list_ending(here.county, here.at - SOON, here.at + SOON)
    codes = areas.codes(here.county, {row.Position.area_id for row in rows if row.Position.area_id})
    return _page(here, "admin/ending.html", {"rows": rows, "codes": codes})


@routes.get("/new")
@http.permit(Permission.PEOPLE_WRITE)
def ask() -> Page:
    """The form for a new person."""
    return _page(desk(), "admin/person_new.html", {})


@routes.post("/new")
@http.permit(Permission.PEOPLE_WRITE)
def add() -> Page:
    """Take a person on; a position is given on their own page."""
    here, form = desk(), Form(typed=forms.typed())
    made: list[Person] = []
    if forms.act(form, lambda: made.append(_add(here, form))):
        return frame.go("admin.people.show", person_id=made[0].id, done="kept")
    return _page(here, "admin/person_new.html", {}, form)


def _add(here: Desk, form: Form) -> Person:
    body = forms.read(schemas.PersonIn, form.typed | {"county": here.county})
    wish = PersonWish(staff_no=body.staff_no, name=body.name, login=body.login, phone=body.phone)
    return staff.take_on(here.county, wish, here.by)


@routes.get("/<int:person_id>")
@http.permit(Permission.PEOPLE_READ)
def show(person_id: int) -> Page:
    """One person: particulars, positions, and what they sign in by."""
    return _show(desk(), person_id, Form())


def _show(here: Desk, person_id: int, form: Form, said: str = "") -> Page:
    person = lists.find_person(here.actor.reach.part(here.county), person_id, here.at)
    held = lists.list_positions(here.county, [person.id], here.at)
    codes = areas.codes(here.county, {each.area_id for each in held if each.area_id})
    given: dict[str, Any] = {"person": person, "held": held, "codes": codes, "said": said or saying.done()}
    given |= {"phone": masking.phone(staff.phone_of(person)), "appoints": _appoints(here)}
    if here.may(Permission.TOKEN_MANAGE):
        given["tokens"] = lists.list_tokens(here.county, person.id, here.at)
    return _page(here, "admin/person.html", given, form)


def _appoints(here: Desk) -> list[tuple[str, str]]:
    """The roles this administrator may give."""
    able = {role for held, _ in doors.appointing(here.actor) for role in roles.APPOINTS.get(held, ())}
    return [(role.value, str(people_words.ROLES[role])) for role in roles.Role if role in able]


@routes.post("/<int:person_id>")
@http.permit(Permission.PEOPLE_WRITE)
def change(person_id: int) -> Page:
    """Change particulars; where somebody else changed them meanwhile, both are shown."""
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        version = form.get("version")
        person = queries.get_person(here.county, person_id)
        body = forms.read(schemas.PersonIn, form.typed | {"county": here.county, "staff_no": person.staff_no})
        wish = PersonWish(staff_no=person.staff_no, name=body.name, login=body.login, phone=body.phone)
        staff.change(person, wish, here.by, expected_version=int(version) if version.isdigit() else 0)

    return _done(here, person_id, form, do)


def _done(here: Desk, person_id: int, form: Form, do: Any, done: str = "kept") -> Page:
    if forms.act(form, do):
        return frame.go("admin.people.show", person_id=person_id, done=done)
    return _show(here, person_id, form)


@routes.post("/<int:person_id>/positions")
@http.permit(Permission.PEOPLE_WRITE)
def appoint(person_id: int) -> Page:
    """Give a position; nobody gives one to themselves."""
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        _, person = doors.other(here.county, person_id)
        wish = _position(here, form)
        staff.check_may_appoint(doors.appointing(here.actor), wish.role, wish.scope)
        staff.appoint(person, wish, here.by)

    return _done(here, person_id, form, do)


def _position(here: Desk, form: Form) -> PositionWish:
    """What the form wishes: an area by its code, the network by the role, days as their midnights."""
    given: dict[str, Any] = {name: form.get(name) for name in schemas.PositionIn.model_fields if name in form.typed}
    given["valid_from"] = moment.read(form.get("valid_from")) if form.get("valid_from") else here.at
    given["valid_to"] = moment.read(form.get("valid_to")) if form.get("valid_to") else None
    network = roles.NETWORK.get(roles.Role(form.get("role"))) if form.get("role") in set(roles.Role) else None
    given["network"] = network
    ground = None
    if code := form.get("area_code"):
        ground = areas.find(here.county, network, code, here.at)
        if ground is None:
            words = gettext("There is no such grid or beat.")
            raise Invalid(words, errors=[{"field": "area_code", "message": words}])
        given["area_id"] = ground.id
    given["scope"] = form.get("scope") or (ground and ground.scope(here.county)) or here.county
    return PositionWish(**forms.read(schemas.PositionIn, given).model_dump())


@routes.post("/<int:person_id>/positions/<int:position_id>/end")
@http.permit(Permission.PEOPLE_WRITE)
def end(person_id: int, position_id: int) -> Page:
    """Let a position end, now or at a moment."""
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        _, person = doors.other(here.county, person_id)
        position = lists.get_position(here.county, position_id, person_id=person.id)
        staff.check_may_appoint(doors.appointing(here.actor), roles.Role(position.role), position.scope)
        staff.end(position, moment.read(form.get("ends_at")) if form.get("ends_at") else here.at, here.by)

    return _done(here, person_id, form, do, "ended")


@routes.post("/<int:person_id>/disabled")
@http.permit(Permission.PEOPLE_WRITE)
def disable(person_id: int) -> Page:
    """Let a person go, or take them back."""
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        _, person = doors.other(here.county, person_id)
        if form.get("act") == "enable":
            staff.enable(person, here.by)
            return
        for position in lists.list_positions(here.county, [person.id], here.at):
            staff.check_may_appoint(doors.appointing(here.actor), roles.Role(position.role), position.scope)
        staff.disable(person, here.by)

    return _done(here, person_id, form, do)


@routes.post("/<int:person_id>/credentials")
@http.permit(Permission.SESSION_REVOKE)
def credentials_(person_id: int) -> Page:
    """A new password, all sessions ended, or the second factor taken away, whichever was asked."""
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        _, person = doors.other(here.county, person_id)
        if form.get("act") == "revoke":
            sign_in.revoke_all(person, here.by)
        elif form.get("act") == "totp":
            sign_in.drop_totp(person, here.by)
        else:
            _give_password(here, person)

    form.typed.pop("password", None)  # a password is not sent back into a page
    return _done(here, person_id, form, do, "revoked" if form.get("act") else "kept")


def _give_password(here: Desk, person: Person) -> None:
    sign_in.set_password(person, request.form.get("password", ""), here.by, account_rules.of(http.settings()))


@routes.post("/<int:person_id>/tokens/<int:token_id>/revocation")
@http.permit(Permission.TOKEN_MANAGE)
def revoke_token(person_id: int, token_id: int) -> Page:
    """End one token of a person."""
    here, form = desk(), Form()

    def do() -> None:
        token = credentials.get_token(here.county, token_id, of=person_id)
        credentials.revoke_token(token, by=here.actor.person_id, source=here.actor.source, at=here.at)

    return _done(here, person_id, form, do, "revoked")
