"""Departments that can be called to a case: added, changed, retired; and whether anybody sits at their desks."""

from gridnet.base import http
from gridnet.people import seats
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms, saying
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages
from gridnet.whistle import departments, schemas
from gridnet.whistle.departments import Wish

routes = Pages("departments", __name__, url_prefix="/departments")


@routes.get("")
@http.permit(Permission.DEPARTMENT_WRITE)
def list_() -> Page:
    """Every department, and how many sit at its desk now."""
    here = desk()
    rows = departments.list_all(here.county)
    held = seats.list_officers(seats.Seats(stations={(here.county, row.code) for row in rows}), here.at)
    staffed = {row.code: sum(each.station_code == row.code for each in held) for row in rows}
    return frame.page("admin/departments.html", rows=rows, staffed=staffed, said=saying.done())


@routes.get("/new")
@http.permit(Permission.DEPARTMENT_WRITE)
def ask_new() -> Page:
    """The form for a further one."""
    return _form(desk(), 0, Form())


@routes.get("/<int:department_id>")
@http.permit(Permission.DEPARTMENT_WRITE)
def ask(department_id: int) -> Page:
    """The form for one there is; raises `NotFound`."""
    return _form(desk(), department_id, Form())


def _form(here: Desk, id_: int, form: Form) -> Page:
    row = departments.get(here.county, id_) if id_ else None
    return frame.page("admin/department.html", row=row, form=form, status=form.status)


@routes.post("/new")
@http.permit(Permission.DEPARTMENT_WRITE)
def add() -> Page:
    """Add one."""
    return _kept(0)


@routes.post("/<int:department_id>")
@http.permit(Permission.DEPARTMENT_WRITE)
def change(department_id: int) -> Page:
    """Change one; where somebody else did meanwhile, what stands now is shown beside it."""
    return _kept(department_id)


def _kept(id_: int) -> Page:
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        code = departments.get(here.county, id_).code if id_ else form.get("code")
        body = forms.read(schemas.DepartmentIn, form.typed | {"code": code, "is_retired": bool(form.get("is_retired"))})
        wish = Wish(**body.model_dump())
        if not id_:
            departments.add(here.county, wish, here.by)
            return
        version = form.get("version")
        expected = int(version[:9]) if version.isascii() and version.isdigit() else 0
        departments.change(here.county, id_, wish, here.by, expected_version=expected)

    if forms.act(form, do):
        return frame.go("admin.departments.list_", done="kept")
    return _form(here, id_, form)
