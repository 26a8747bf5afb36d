"""The door that answers "why me?"."""

import pytest

from gridnet.people.models import Person
from tests.factories import incidents, territory


@pytest.fixture
def county(service):
    made = incidents.staffed()
    territory.county_outline(territory.box(0, 0, 4, 4), made.county)
    return made


def report(caller, **given):
    place = territory.at(0.5, 0.5)
    body = {
        "client_ref": "phone-0001",
        "category": incidents.LAMP,
        "text": "路灯不亮",
        "place": {"lng": place.lng, "lat": place.lat, "datum": "wgs84"},
    }
    return caller.post("/api/v1/incidents", body | given).json["number"]


def test_both_decisions_are_told_in_two_languages(calls, county):
    worker = calls(county.worker_G1)
    told = worker.get(f"/api/v1/incidents/{report(worker)}/why").json["items"]
    assert [(each["network"], each["why"]) for each in told] == [
        ("community", "primary_on_duty"),
        ("police", "primary_on_duty"),
    ]
    assert told[0]["told_en"][1] == "keeps 示例 G1 and was on duty"
    assert told[0]["told_zh"][1] == "示例 G1的责任人，当时在岗"
    assert told[0]["record"]["choice"]["position"] == county.worker_G1.id


def test_every_assignment_there_ever_was_is_told(calls, county):
    worker = calls(county.worker_G1)
    number = report(worker)
    assert (
        worker.post(f"/api/v1/incidents/{number}/steps", {"step": "decline", "reason": "不在辖区"}).status_code == 200
    )
    told = worker.get(f"/api/v1/incidents/{number}/why").json["items"]
    assert [(each["network"], each["state"], each["why"]) for each in told] == [
        ("community", "released", "primary_on_duty"),
        ("police", "assigned", "primary_on_duty"),
        ("community", "assigned", "deputy_on_duty"),
    ]
    assert f"#{county.worker_G1.id}: declined it before" in told[2]["told_en"]


@pytest.mark.parametrize(
    ("who", "category", "status"),
    [
        ("officer_B1", incidents.LAMP, 200),
        ("worker_G2", incidents.LAMP, 404),
        ("worker_G1", incidents.COMPLAINT, 404),
        ("township", incidents.COMPLAINT, 200),
    ],
)
def test_why_is_told_to_whoever_may_read_the_case(calls, county, who, category, status):
    number = report(calls(county.dispatcher), category=category)
    assert calls(county.positions[who]).get(f"/api/v1/incidents/{number}/why").status_code == status


def test_nobody_learns_from_it_whom_a_case_names(calls, county, session):
    """Whoever sees only place and state of a police matter is not told whom of the staff it is about."""
    station = session.get(Person, (county.county, county.station.person_id))
    number = report(calls(county.dispatcher), category=incidents.FIGHT, names_staff=[station.staff_no])
    told = calls(county.worker_G1).get(f"/api/v1/incidents/{number}/why")
    assert told.status_code == 200
    for each in told.json["items"]:
        assert each["record"]["need"]["named"] == []
        assert "named_in_incident" not in str(each["record"]["candidates"])
        assert "interest" not in str(each["told_en"])
