"""The pages of whistles at their doors: who is let in, what they hold, and what a refusal leaves of what was typed."""

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.incidents import numbers
from gridnet.notices.models import Notice
from gridnet.people.roles import Role
from gridnet.whistle.lifecycle import Step
from tests.factories import incidents, people, whistles
from tests.factories.people import COUNTY
from tests.factories.whistles import NEED, step, whistle


@pytest.fixture
def scene(service):
    county = incidents.staffed()
    cg = whistles.department()
    return {"county": county, "cg": cg, "desk": whistles.desk(cg), "case": incidents.incident()}


@pytest.fixture
def visit(calls):
    """Whoever holds a position opens a page, or sends a form; in Chinese."""

    def visit(position, method, path, **given):
        return calls(position).call(method, path, headers={"Accept-Language": "zh"}, **given)

    return visit


def form(scene, **changed):
    given = {"department": [str(scene["cg"].id)], "urgency": "urgent", "place": "示例路口", "need": NEED}
    return given | {"meet_at": "2026-03-10T13:00"} | changed


def test_the_form_opens_a_whistle_and_leads_back_to_the_case(scene, visit):
    number, township = numbers.write(COUNTY, scene["case"].id), scene["county"].township
    answer = visit(township, "POST", f"/incidents/{number}/whistle", data=form(scene))
    assert (answer.status_code, answer.location) == (303, f"/incidents/{number}#whistles")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"department": []}, "请选择 1 至 8 个部门"),
        ({"meet_at": "2026-03-10T11:00"}, "到场时间应晚于现在"),
        ({"meet_at": "soon"}, "到场时间应晚于现在"),
        ({"place": " "}, "请写明集合地点"),
        ({"need": "来"}, "请写明需要部门做什么"),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(scene, visit, changed, said):
    number = numbers.write(COUNTY, scene["case"].id)
    answer = visit(scene["county"].township, "POST", f"/incidents/{number}/whistle", data=form(scene, **changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert changed.get("need", NEED) in answer.text


def test_a_department_that_is_called_already_is_told_so(scene, visit):
    whistle(scene["case"], scene["county"].township, scene["cg"])
    address, body = f"/incidents/{numbers.write(COUNTY, scene['case'].id)}/whistle", form(scene)
    township, dispatcher = scene["county"].township, scene["county"].dispatcher
    again = visit(dispatcher, "POST", address, data=body)
    assert "已吹哨" in again.text
    assert again.status_code == 409
    assert "不能是本案已吹哨的部门" in again.text
    assert visit(township, "GET", address).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("worker_G1", 403), ("officer_B1", 403), ("village", 403)])
def test_those_in_the_field_neither_whistle_nor_have_the_page(scene, visit, who, status):
    position = getattr(scene["county"], who)
    assert visit(position, "GET", "/whistles").status_code == status


def test_the_department_has_its_steps_and_nothing_of_the_case(scene, calls):
    (one,) = whistle(scene["case"], scene["county"].township, scene["cg"])
    address, text, desk = f"/whistles/{COUNTY}/{one.id}/steps", scene["case"].text_, calls(scene["desk"])
    page = desk.get("/whistles").text
    assert NEED in page
    assert text not in page
    taken = desk.post(address, data={"step": "acknowledge", "version": "1"})
    assert (taken.status_code, taken.location) == (303, "/whistles?side=called")


def test_a_step_that_came_too_late_is_told_and_the_list_is_as_it_stands(scene, visit):
    (one,) = whistle(scene["case"], scene["county"].township, scene["cg"])
    address = f"/whistles/{COUNTY}/{one.id}/steps"
    step(one, Step.ACKNOWLEDGE, scene["desk"])
    late = visit(scene["desk"], "POST", address, data={"step": "decline", "reason": "不属本局职责", "version": "1"})
    assert late.status_code == 422
    assert "已签收" in late.text


def test_whoever_reads_the_case_sees_who_was_called(scene, calls):
    whistle(scene["case"], scene["county"].township, scene["cg"])
    number = numbers.write(COUNTY, scene["case"].id)
    name, township = scene["cg"].name_zh, calls(scene["county"].township)
    page = calls(scene["county"].worker_G1).get(f"/incidents/{number}").text
    assert name in page
    assert f'/incidents/{number}/whistle"' not in page  # but does not call anybody
    assert township.get(f"/incidents/{number}/whistles").status_code == 200


def test_a_notice_leads_the_desk_to_its_summons(scene, visit):
    (one,) = whistle(scene["case"], scene["county"].township, scene["cg"])
    mine = (Notice.kind == "whistle_called", Notice.person_id == scene["desk"].person_id)
    notice = db.session.scalars(select(Notice).where(*mine)).one()
    address = f"/whistles/{COUNTY}/{one.id}"
    answer = visit(scene["desk"], "GET", f"/inbox/{notice.id}")
    assert (answer.status_code, answer.location) == (303, address)


def test_the_administrator_keeps_the_list(calls):
    caller = calls(people.position(people.person(), Role.SYSTEM_ADMIN))
    new = {"code": "DEPT-YJ", "name_zh": "示例应急局", "name_en": "Emergency"}
    made = caller.post("/admin/departments/new", data=new)
    assert made.status_code == 303
    assert "DEPT-YJ" in caller.get("/admin/departments").text
    assert caller.post("/admin/departments/new", data=new | {"code": "X"}).status_code == 422
