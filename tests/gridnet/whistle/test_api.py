"""The doors of whistles: who sees what, who may do what, and how bad input is answered."""

from datetime import timedelta

import pytest

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks import sweeping
from gridnet.incidents import numbers
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from tests.factories import cards, incidents, people, whistles
from tests.factories.people import AT, COUNTY
from tests.factories.whistles import NEED, whistle
from tests.gridnet.whistle.reading import clocks

SOON = "2026-03-10T13:00:00+08:00"
WHY = "已在路上，十分钟后到"
RATING = {"step": "rate", "attendance": "on_time", "outcome": "solved"}


@pytest.fixture
def body(scene):
    return {"departments": [scene.cg.id], "urgency": "urgent", "place": "示例路口", "meet_at": SOON, "need": NEED}


@pytest.fixture
def number(scene):
    return numbers.write(COUNTY, scene.case.id)


def summoned(scene, *called):
    """The ids of the summonses of a whistle that the township opened."""
    return [each.id for each in whistle(scene.case, scene.county.township, *called)]


def mine(caller, side="called"):
    return caller.get(f"/api/v1/whistles?county={COUNTY}&side={side}").json["items"]


def take(caller, id_, **body):
    return caller.post(f"/api/v1/summonses/{COUNTY}/{id_}/steps", body)


def test_township_department_township(calls, scene, body, number):
    township, desk = calls(scene.county.township), calls(scene.desk)
    opened = township.post(f"/api/v1/incidents/{number}/whistles", body)
    assert opened.status_code == 201
    (found,) = mine(desk)
    (summons,) = found["summonses"]
    assert (found["number"], found["place"], found["need"], summons["state"]) == (number, "示例路口", NEED, "called")
    assert summons["steps"] == ["acknowledge", "arrive", "decline"]
    assert not {"text", "address", "contact", "people_count"} & set(found)
    for step in ({"step": "acknowledge"}, {"step": "arrive"}, {"step": "finish", "reason": "摊位已清走"}):
        assert take(desk, summons["id"], **step).status_code == 200
    assert take(desk, summons["id"], **RATING).status_code == 403
    (rated,) = take(township, summons["id"], **RATING).json["summonses"]
    assert (rated["state"], rated["attendance"], [act["step"] for act in rated["acts"]]) == (
        "rated", "on_time", ["acknowledge", "arrive", "finish", "rate"],
    )  # fmt: skip
    (shown,) = township.get(f"/api/v1/incidents/{number}/whistles").json["items"]
    assert shown["summonses"][0]["state"] == "rated"


def test_a_department_answers_a_card_about_its_summons_once_and_no_other(calls, scene):
    (summons,) = whistle(scene.case, scene.county.township, scene.cg)
    other = cards.clock(scene.county.worker_G1, yellow_at=AT)
    sweeping.sweep(County(COUNTY), at=AT + timedelta(minutes=31))
    mine, theirs = (cards.cards_of(each)[-1].id for each in (clocks(summons)["acknowledge"], other))
    desk, officer = calls(scene.desk), calls(scene.county.officer_B1)

    def answer(caller, card, reason):
        return caller.post(f"/api/v1/summonses/{COUNTY}/cards/{card}/answer", {"reason": reason})

    assert answer(desk, mine, " ").status_code == 422
    assert answer(officer, mine, WHY).status_code == 403
    assert answer(desk, theirs, WHY).status_code == 404
    assert answer(desk, mine, WHY).json["act_reason"] == WHY
    assert answer(desk, mine, WHY).status_code == 409


def test_a_department_sees_no_case_no_other_department_and_nothing_else(calls, scene, number):
    whistle(scene.case, scene.county.township, scene.cg, scene.zj)
    desk, other = calls(scene.desk), calls(whistles.desk(whistles.department("DEPT-YJ")))
    assert [one["department_code"] for one in mine(desk)[0]["summonses"]] == ["DEPT-CG"]
    assert mine(other) == []
    assert mine(desk, "opened") == []
    assert desk.get(f"/api/v1/incidents/{number}").status_code == 403
    assert desk.get(f"/api/v1/incidents/{number}/whistles").status_code == 403
    assert desk.get(f"/api/v1/departments?county={COUNTY}").status_code == 403


def test_another_departments_summons_is_not_there(calls, scene):
    (one,) = summoned(scene, scene.cg)
    other = calls(whistles.desk(scene.zj))
    assert other.get(f"/api/v1/summonses/{COUNTY}/{one}").status_code == 404
    assert take(other, one, step="acknowledge").status_code == 404


def test_whoever_the_case_names_finds_nothing_of_it(calls, scene):
    (one,) = summoned(scene, scene.cg)
    db.session.add(Named(county=COUNTY, incident_id=scene.case.id, person_id=scene.desk.person_id, how="x"))
    desk = calls(scene.desk)
    assert mine(desk) == []
    assert take(desk, one, step="acknowledge").status_code == 404


def test_another_township_another_county_and_the_field_cannot_open_one(calls, scene, body, number):
    away = people.position(people.person(), Role.TOWNSHIP_DESK, scope=f"{COUNTY}002")
    far = people.position(people.person("410598"), Role.DISPATCHER, scope="410598", county="410598")
    them = [calls(each) for each in (away, far, scene.county.worker_G1, scene.county.officer_B1)]
    answers = [each.post(f"/api/v1/incidents/{number}/whistles", body).status_code for each in them]
    assert answers == [404, 404, 403, 403]
    assert them[1].get(f"/api/v1/whistles?county={COUNTY}").status_code == 404


def test_whoever_sits_at_both_desks_does_not_rate_themselves(calls, scene):
    (one,) = summoned(scene, scene.cg)
    holder = people.person_of(scene.county.township)
    whistles.desk(scene.cg, holder)
    caller = calls(scene.county.township)
    assert take(caller, one, step="withdraw", reason="改日再去").status_code == 403
    assert take(caller, one, step="acknowledge").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"departments": []}, "departments"),
        ({"departments": "all"}, "departments"),
        ({"departments": [1] * 9}, "departments"),
        ({"urgency": "soon"}, "urgency"),
        ({"place": " "}, "place"),
        ({"meet_at": "2026-03-10T13:00:00"}, "meet_at"),  # without its offset it is no moment
        ({"meet_at": "2026-03-10T11:59:59+08:00"}, "meet_at"),
        ({"meet_at": "2026-04-10T13:00:00+08:00"}, "meet_at"),
        ({"need": "x"}, "need"),
        ({"note": "?"}, "note"),
    ],
)
def test_what_is_wrong_is_named(calls, scene, body, wrong, field):
    address = f"/api/v1/incidents/{numbers.write(COUNTY, scene.case.id)}/whistles"
    answer = calls(scene.county.township).post(address, body | wrong)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"].split(".")[0] == field


def test_a_stale_version_is_refused(calls, scene):
    (one,) = summoned(scene, scene.cg)
    address, sent = f"/api/v1/summonses/{COUNTY}/{one}/steps", {"step": "acknowledge"}
    desk = calls(scene.desk)
    assert desk.post(address, sent, headers={"If-Match": '"9"'}).status_code == 412
    assert desk.post(address, sent, headers={"If-Match": '"1"'}).status_code == 200


def test_a_whole_whistle_is_called_off_by_its_township_alone(calls, scene):
    one, _two = whistle(scene.case, scene.county.township, scene.cg, scene.zj)
    address, why = f"/api/v1/whistles/{COUNTY}/{one.whistle_id}/withdrawal", {"reason": "已自行解决"}
    desk, township = calls(scene.desk), calls(scene.county.township)
    assert desk.post(address, why).status_code == 403
    assert township.post(address, why).json == {"withdrawn": 2}
    assert township.post(address, why).status_code == 409


def test_the_pages_of_a_list_neither_skip_nor_repeat(calls, scene):
    made = [whistle(incidents.incident(), scene.county.township, scene.cg)[0].whistle_id for _ in range(3)]
    found, after, dispatcher = [], "", calls(scene.county.dispatcher)
    while after is not None:
        address = f"/api/v1/whistles?county={COUNTY}&side=opened&limit=2{f'&after={after}' if after else ''}"
        page = dispatcher.get(address).json
        found += [each["id"] for each in page["items"]]
        after = page["next"]
    assert found == made[::-1]


def test_the_supervisor_and_the_centre_look_on(calls, scene, number, body):
    supervisor = people.position(people.person(), Role.SUPERVISOR, scope=COUNTY)
    centre = people.position(people.person(), Role.COUNTY_DESK, scope=COUNTY)
    looks_on, opens = calls(centre), calls(supervisor)
    assert opens.post(f"/api/v1/incidents/{number}/whistles", body).status_code == 201
    (seen,) = mine(looks_on, "opened")
    assert seen["summonses"][0]["steps"] == []
    assert take(looks_on, seen["summonses"][0]["id"], step="withdraw", reason="改日再去").status_code == 403
