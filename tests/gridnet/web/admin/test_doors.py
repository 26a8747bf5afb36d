"""The administrator's pages: whom they let in, and that each is a page."""

from io import BytesIO

import pytest

from gridnet.people.roles import Role
from tests.factories import incidents, people

SHARED = ["", "/health"]
SYSTEM = [
    "/boundaries",
    "/boundaries/new",
    "/boundaries/alignment",
    "/people",
    "/people/new",
    "/people/ending",
    "/rosters",
    "/rosters/holes",
    "/holes",
    "/time-limits",
    "/time-limits/new",
    "/time-limits/history",
    "/calendars",
    "/ladder",
    "/categories",
    "/categories/new",
    "/categories/0101",
    "/clocks-set-aside",
    "/deliveries",
    "/imports/people",
    "/imports/roster",
    "/imports/categories",
]
SECURITY = ["/security", "/people"]
AUDIT = ["/audit", "/audit?sign_ins=1", "/audit?action=boundary.", "/boundaries"]


@pytest.fixture
def staffed(session):
    return incidents.staffed()


@pytest.mark.parametrize(
    ("role", "paths"),
    [(Role.SYSTEM_ADMIN, SHARED + SYSTEM), (Role.SECURITY_ADMIN, SHARED + SECURITY), (Role.AUDITOR, SHARED + AUDIT)],
    ids=["system", "security", "audit"],
)
def test_every_page_of_theirs_is_there(staffed, calls, role, paths):
    holder = people.position(role=role)
    answers = {path: calls(holder).get(f"/admin{path}") for path in paths}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    assert all("<h1>" in answer.text or "row" in answer.text for answer in answers.values())


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.GRID_WORKER, SHARED + SYSTEM + SECURITY + AUDIT),
        (Role.SECURITY_ADMIN, ["/boundaries", "/time-limits/new", "/audit", "/rosters"]),
        (Role.AUDITOR, ["/people", "/boundaries/new", "/security", "/imports/people"]),
        (Role.SYSTEM_ADMIN, ["/audit", "/security"]),
    ],
    ids=["a grid worker", "security", "audit", "system"],
)
def test_nobody_sees_what_is_not_theirs(staffed, calls, role, paths):
    caller = calls(people.position(role=role))
    allowed = {path for path in paths if caller.get(f"/admin{path}").status_code != 403}
    assert allowed == set()


def test_without_a_second_factor_an_administrator_is_nobody(staffed, calls):
    caller = calls(people.position(role=Role.SYSTEM_ADMIN), is_strong=False)
    assert caller.get("/admin").status_code == 403


def test_a_refused_form_keeps_what_was_typed(staffed, calls):
    caller = calls(people.position(role=Role.SYSTEM_ADMIN))
    answer = caller.post("/admin/people/new", data={"staff_no": "W90001", "name": "示例人员", "login": "大写"})
    assert answer.status_code == 422
    assert 'value="W90001"' in answer.text


def test_whoever_reads_an_old_version_is_shown_both(staffed, calls):
    caller, person = calls(people.position(role=Role.SYSTEM_ADMIN)), people.person(name="示例人员 90")
    where, sent = f"/admin/people/{person.id}", {"name": "示例人员 91", "version": "1", "login": person.login}
    assert caller.post(where, data=sent).status_code == 303
    answer = caller.post(where, data=sent | {"name": "示例人员 92"})
    assert answer.status_code == 412
    assert "示例人员 91" in answer.text
    assert 'value="示例人员 92"' in answer.text


def test_rows_that_were_refused_are_handed_back(staffed, calls):
    caller = calls(people.position(role=Role.SYSTEM_ADMIN))
    table = "工号,姓名,角色\nW91001,示例人员 01,网格员\nW91002,示例人员 02,国王\n".encode()
    answer = caller.post("/admin/imports/people", data={"file": (BytesIO(table), "staff.csv")})
    assert answer.status_code == 200
    assert "国王" in answer.text
    link = answer.text.split("/admin/imports/rejected/")[1].split('"')[0]
    assert "W91002" in caller.get(f"/admin/imports/rejected/{link}").text
