"""The list of departments at the doors: kept by the administrator, versioned, with codes of their own."""

import pytest

from gridnet.people.roles import Role
from tests.factories import people, whistles
from tests.factories.people import COUNTY

NEW = {"county": COUNTY, "code": "DEPT-SJ", "name_zh": "示例市场监督管理局", "name_en": "Market supervision"}


@pytest.fixture
def admin(calls):
    return calls(people.position(people.person(), Role.SYSTEM_ADMIN))


def put(caller, made, **changed):
    body = {name: made[name] for name in ("code", "name_zh", "name_en", "phone", "is_retired")} | changed
    return caller.call("PUT", f"/api/v1/departments/{COUNTY}/{made['id']}", json=body)


def test_added_changed_retired_and_taken_back(admin):
    made = admin.post("/api/v1/departments", NEW).json
    assert (made["version"], made["is_retired"]) == (1, False)
    assert admin.post("/api/v1/departments", NEW).status_code == 409
    assert put(admin, made, phone="0379-11111111").json["phone"] == "0379-11111111"
    assert put(admin, made, is_retired=True).json["is_retired"]
    assert not put(admin, made, is_retired=False).json["is_retired"]
    assert [each["code"] for each in admin.get(f"/api/v1/departments?county={COUNTY}").json["items"]] == ["DEPT-SJ"]


def test_what_somebody_changed_meanwhile_is_not_overwritten(admin):
    made = admin.post("/api/v1/departments", NEW).json
    body = {name: made[name] for name in ("code", "name_zh", "name_en")}
    address = f"/api/v1/departments/{COUNTY}/{made['id']}"
    assert admin.call("PUT", address, json=body, headers={"If-Match": '"2"'}).status_code == 412


@pytest.mark.parametrize(
    "wrong",
    [{"code": "CG"}, {"code": "DEPT-城管"}, {"code": "dept-cg"}, {"phone": "ask Wang"}, {"name_zh": " "}, {"x": 1}],
)
def test_what_is_wrong_is_refused(admin, wrong):
    assert admin.post("/api/v1/departments", NEW | wrong).status_code == 422


def test_the_code_stays(admin):
    made = admin.post("/api/v1/departments", NEW).json
    assert put(admin, made, code="DEPT-YJ").status_code == 422


def test_they_are_the_administrators_to_keep_and_the_townships_to_read(calls):
    made = whistles.department()
    township = calls(people.position(people.person(), Role.TOWNSHIP_DESK, scope=people.TOWNSHIP))
    assert township.get(f"/api/v1/departments?county={COUNTY}").json["items"][0]["id"] == made.id
    assert township.post("/api/v1/departments", NEW).status_code == 403
