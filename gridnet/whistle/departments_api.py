"""The doors of a county's list of departments."""

from gridnet.base import http
from gridnet.base.db import Routes
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by
from gridnet.whistle import departments, schemas, showing
from gridnet.whistle.departments import Wish

routes = Routes("departments", __name__, url_prefix="/api/v1")

TAGS = ("whistles",)


@routes.get("/departments")
@http.permit(Permission.DEPARTMENT_READ)
@http.door(query=schemas.DepartmentQuery, gives=schemas.DepartmentList, summary="Departments of a county", tags=TAGS)
def list_departments(query: schemas.DepartmentQuery) -> schemas.DepartmentList:
    """Every department, those that are called no more too."""
    county = access.actor().reach.check(query.county)
    return schemas.DepartmentList(items=[showing.department(row) for row in departments.list_all(county)])


@routes.post("/departments")
@http.permit(Permission.DEPARTMENT_WRITE)
@http.door(
    takes=schemas.NewDepartmentIn, gives=schemas.DepartmentOut, status=201, summary="Add a department", tags=TAGS
)
def add(body: schemas.NewDepartmentIn) -> schemas.DepartmentOut:
    """Add a department that can be called from now on."""
    actor = access.actor()
    county = actor.reach.check(body.county)
    return showing.department(departments.add(county, _wish(body), by(actor, county)))


@routes.put("/departments/<county>/<int:department_id>")
@http.permit(Permission.DEPARTMENT_WRITE)
@http.door(
    takes=schemas.DepartmentIn, gives=schemas.DepartmentOut, summary="Change a department, or retire it", tags=TAGS
)
def change(county: str, department_id: int, body: schemas.DepartmentIn) -> schemas.DepartmentOut:
    """What is left out is taken away; the code stays."""
    actor = access.actor()
    code = actor.reach.check(county)
    version = http.expected_version()
    row = departments.change(code, department_id, _wish(body), by(actor, code), expected_version=version)
    return showing.department(row)


def _wish(body: schemas.DepartmentIn) -> Wish:
    return Wish(
        code=body.code, name_zh=body.name_zh, name_en=body.name_en, phone=body.phone, is_retired=body.is_retired
    )
