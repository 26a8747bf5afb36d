"""The doors of incidents, through the whole application."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import event, select, text, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from geo import datums
from geo.datums import Datum
from gridnet.base import files, http, moment
from gridnet.base.county import County
from gridnet.incidents import category_cache, numbers
from gridnet.incidents.models import Incident
from gridnet.people.models import AccessToken, Person
from gridnet.people.roles import Permission, Role
from gridnet.territory.models import Area
from tests.factories import incidents, people, territory
from tests.factories.people import AT

PLACE = territory.at(0.5, 0.5)


@pytest.fixture(autouse=True)
def _fresh_memory():
    category_cache.forget()


@pytest.fixture
def county(service):
    """A staffed county with its outline, so that a place tells its county."""
    made = incidents.staffed()
    territory.county_outline(territory.box(0, 0, 4, 4), made.county)
    return made


def body(ref="phone-0001", **given):
    return {
        "client_ref": ref,
        "category": incidents.LAMP,
        "text": "路灯不亮",
        "place": {"lng": PLACE.lng, "lat": PLACE.lat, "datum": "wgs84"},
    } | given


def place(at_, datum="wgs84", **given):
    point = territory.at(*at_)
    return {"lng": point.lng, "lat": point.lat, "datum": datum} | given


@pytest.fixture
def worker(calls, county):
    return calls(county.worker_G1)


@pytest.fixture
def desk(calls, county):
    return calls(county.township)


def reported(caller, **given):
    answer = caller.post("/api/v1/incidents", body(**given))
    assert answer.status_code == 201, answer.json
    return answer.json


# Reporting


def test_the_answer_names_both_people_and_why(worker, county):
    answer = worker.post("/api/v1/incidents", body())
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    shown = answer.json
    assert shown["number"].startswith(f"{county.county}-")
    assert (shown["grid"]["code"], shown["beat"]["code"], shown["located_by"]) == ("G1", "B1", "point")
    legs = {leg["network"]: leg for leg in shown["legs"]}
    assert (legs["community"]["position_id"], legs["community"]["why"]) == (county.worker_G1.id, "primary_on_duty")
    assert legs["police"]["position_id"] == county.officer_B1.id
    assert all(leg["person"].startswith("示例人员") for leg in legs.values())
    assert legs["community"]["steps"][0] == "accept"
    assert legs["police"]["steps"] == []  # not the worker's to take
    assert all(leg["accept_by"] > leg["assigned_at"] for leg in legs.values())
    assert [each["stage"] for each in legs["community"]["stages"]] == ["accept", "arrive", "handle"]
    assert legs["police"]["stages"][0]["due_at"] == legs["police"]["accept_by"]
    assert (shown["is_repeat"], shown["alike"]) == (False, [])


def test_the_answer_is_what_is_read_again(worker):
    answer = worker.post("/api/v1/incidents", body(address="示例路", people_count=2)).json
    again = worker.get(f"/api/v1/incidents/{answer['number']}").json
    assert {name: answer[name] for name in again} == again


def test_the_same_report_again_is_answered_with_the_same_incident(worker, session):
    first, again = worker.post("/api/v1/incidents", body()), worker.post("/api/v1/incidents", body())
    assert (again.status_code, again.json["number"], again.json["is_repeat"]) == (200, first.json["number"], True)
    assert len(session.scalars(select(Incident)).all()) == 1


def test_another_report_under_its_reference_is_refused_with_its_number(worker):
    first = reported(worker)
    answer = worker.post("/api/v1/incidents", body(text="井盖缺失"))
    assert (answer.status_code, answer.json["number"]) == (409, first["number"])


def test_likely_duplicates_are_suggested_and_nothing_is_merged(worker, session):
    first = reported(worker)
    second = reported(worker, ref="phone-0002")
    assert [each["number"] for each in second["alike"]] == [first["number"]]
    assert {row.state for row in session.scalars(select(Incident))} == {"assigned"}


@pytest.mark.parametrize(
    ("given", "most"),
    [
        ({}, 12),
        ({"names_staff": ["W-named"], "contact": {"phone": "13800000000"}, "captured_at": AT.isoformat()}, 12),
        ({"place": None, "grid_code": "G1"}, 12),
        ({"place": None, "address": "示例路 7 号"}, 12),
        ({"place": place((0.5, 4.0003))}, 12),
    ],
)
def test_a_report_takes_twelve_statements_at_most_from_the_token_to_the_answer(worker, session, given, most):
    people.person(staff_no="W-named")
    reported(worker, ref="phone-0000")  # categories are read once in a few seconds
    session.commit()
    statements, engine = [], session.get_bind().engine

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    answer = worker.post("/api/v1/incidents", body(**given))
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code in {201, 422}, answer.json
    run = [each for each in statements if not each.lstrip().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
    assert len(run) + 1 <= most, run  # and the COMMIT


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({"place": {"lng": PLACE.lat, "lat": PLACE.lng, "datum": "wgs84"}}, 422, "swapped"),
        ({"place": {"lng": PLACE.lng, "lat": PLACE.lat}}, 422, "place.datum"),
        ({"place": {"lng": PLACE.lng, "lat": PLACE.lat, "datum": "mars"}}, 422, "place.datum"),
        ({"place": {"lng": "east", "lat": PLACE.lat, "datum": "wgs84"}}, 422, "place.lng"),
        ({"place": {"lng": 491234.5, "lat": 4428000.1, "datum": "wgs84"}}, 422, "projected"),
        ({"place": {"lng": 125.0, "lat": 30.0, "datum": "wgs84"}}, 422, "lies in no county known here"),
        ({"county": "410598"}, 422, "lies in county 410599, not in 410598"),
        ({"place": None}, 422, "say where"),
        ({"place": None, "grid_code": "G9"}, 404, "no grid G9"),
        ({"category": "0499"}, 422, "no category 0499"),
        ({"category": "lamp"}, 422, "category"),
        ({"text": "   "}, 422, "text"),
        ({"text": "x" * 4001}, 422, "text"),
        ({"priority": "P0"}, 422, "priority"),
        ({"people_count": -1}, 422, "people_count"),
        ({"client_ref": "short"}, 422, "client_ref"),
        ({"occurred_at": "2026-03-10T12:00:00"}, 422, "occurred_at"),  # no offset: whose noon?
        ({"occurred_at": "2026-03-11T12:00:00+08:00"}, 422, "ahead of the server's clock"),
        ({"occurred_at": "0001-01-01T00:00:00+08:00"}, 422, "in the year 1"),
        ({"captured_at": "9999-12-31T23:59:59-12:00"}, 422, "captured_at"),
        ({"names_staff": ["nobody"]}, 422, "no member of staff has the number nobody"),
        ({"contact": {"phone": "call me"}}, 422, "contact.phone"),
        ({"severity": "high"}, 422, "severity"),
        ({"category": incidents.FIGHT, "handled_on_the_spot": "劝开"}, 422, "police matter"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(worker, session, given, status, told):
    answer = worker.post("/api/v1/incidents", body(**given))
    assert (answer.status_code, answer.mimetype) == (status, http.PROBLEM)
    assert told in answer.json["detail"]
    assert session.scalar(text("SELECT count(*) FROM intake_receipt")) == 0
    assert session.scalar(text("SELECT count(*) FROM incident")) == 0


def test_a_body_that_is_far_too_large_is_refused(worker):
    answer = worker.post("/api/v1/incidents", body(text="x" * 300_000))
    assert answer.status_code == 413


def test_a_point_of_another_datum_is_converted(worker):
    sent = datums.point_from_wgs84(PLACE, Datum.GCJ02)
    shown = reported(worker, place={"lng": sent.lng, "lat": sent.lat, "datum": "gcj02"})
    assert (shown["place"]["lng"], shown["place"]["lat"]) == pytest.approx(tuple(PLACE), abs=1e-8)


@pytest.mark.parametrize(
    ("sent", "near_edge"),
    [
        (place((1.0, 1.0)), False),
        (place((1.0, 0.01)), True),  # 11 m from the edge
        (place((1.0, 0.05)), False),  # 56 m
        (place((1.0, 0.05), accuracy_m=80), True),  # less than the device is sure of
    ],
)
def test_a_place_near_an_edge_is_worth_confirming(worker, sent, near_edge):
    """A point of GCJ-02 declared as WGS-84 cannot be told; some hundred metres off, it is what the edge shows."""
    assert reported(worker, place=sent)["grid"]["near_edge"] is near_edge


def test_the_place_tells_the_county_and_the_sender_keeps_theirs(calls, county):
    """A worker of the neighbouring county sees something on the far side of the border."""
    territory.county_outline(territory.box(4, 0, 8, 4), County("410598"))
    neighbour = people.position(people.person(County("410598")), Role.DISPATCHER, scope="4105")
    shown = reported(calls(neighbour))
    assert shown["county"] == county.county


def test_who_may_not_report_in_a_county_is_refused_there(calls, county, session):
    territory.county_outline(territory.box(4, 0, 8, 4), County("410598"))
    answer = calls(county.worker_G1).post("/api/v1/incidents", body(place=place((5.5, 0.5))))
    assert (answer.status_code, session.scalar(text("SELECT count(*) FROM intake_receipt"))) == (403, 0)


def test_what_was_handled_on_the_spot_has_its_worker(worker, county):
    shown = reported(worker, handled_on_the_spot="清运完毕")
    lead = next(leg for leg in shown["legs"] if leg["network"] == "community")
    assert (shown["state"], lead["state"], lead["position_id"]) == ("handled", "handled", county.worker_G1.id)


def test_the_police_do_not_hold_the_community_leg_by_handling_it_on_the_spot(calls, county):
    answer = calls(county.officer_B1).post("/api/v1/incidents", body(handled_on_the_spot="清运完毕"))
    assert (answer.status_code, "handled_on_the_spot" in str(answer.json["errors"])) == (422, True)


def test_a_contact_is_sealed_and_told_to_nobody(worker, session):
    shown = worker.post("/api/v1/incidents", body(contact={"name": "张三", "phone": "13800000000"}))
    assert "13800000000" not in shown.text
    everything = session.execute(text("SELECT incident::text, contact_sealed FROM incident")).one()
    assert "13800000000" not in everything[0]
    assert "张三".encode() not in bytes(everything[1])


# Reading


def test_an_incident_is_not_sent_again_while_it_stands(worker):
    shown = reported(worker)
    answer = worker.get(f"/api/v1/incidents/{shown['number']}", headers={"If-None-Match": '"1"'})
    assert answer.status_code == 304


def test_a_number_with_a_slip_is_told_before_anything_is_looked_up(worker):
    answer = worker.get("/api/v1/incidents/410599-00000001-1")
    assert (answer.status_code, "slip" in answer.json["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("who", "category", "masked"),
    [
        ("worker_G1", incidents.LAMP, []),
        ("worker_G2", incidents.LAMP, None),  # another grid
        ("officer_B1", incidents.LAMP, ["contact"]),
        ("officer_B2", incidents.LAMP, None),
        ("village", incidents.LAMP, ["contact"]),
        ("township", incidents.LAMP, []),
        ("dispatcher", incidents.LAMP, []),
        ("worker_G1", incidents.FIGHT, ["text", "address", "people_count", "contact"]),  # place, time and state
        ("officer_B1", incidents.FIGHT, []),
        ("village", incidents.FIGHT, None),
        ("worker_G1", incidents.COMPLAINT, None),  # it may be about them
        ("officer_B1", incidents.COMPLAINT, None),
        ("township", incidents.COMPLAINT, []),
    ],
)
def test_everybody_sees_what_their_part_in_it_lets_them(calls, county, who, category, masked):
    shown = reported(calls(county.dispatcher), category=category, address="示例路", people_count=3)
    answer = calls(county.positions[who]).get(f"/api/v1/incidents/{shown['number']}")
    assert answer.status_code == (404 if masked is None else 200)
    if masked is not None:
        assert answer.json["masked"] == masked
        assert (answer.json["text"] is None) == ("text" in masked)
        assert (answer.json["address"] is None) == ("address" in masked)


@pytest.mark.parametrize("who", ["worker_G1", "officer_B1", "village", "township", "dispatcher", "auxiliary_B1"])
def test_a_list_shows_exactly_what_may_be_opened(calls, county, who):
    dispatcher, caller = calls(county.dispatcher), calls(county.positions[who])
    numbers = [
        reported(dispatcher, ref=f"report-{category}-{column}", category=category, place=place((column, 0.5)))["number"]
        for category in (incidents.LAMP, incidents.FIGHT, incidents.COMPLAINT)
        for column in (0.5, 2.5)
    ]
    opened = {number for number in numbers if caller.get(f"/api/v1/incidents/{number}").status_code == 200}
    answer = caller.get(f"/api/v1/incidents?county={county.county}")
    assert {each["number"] for each in answer.json["items"]} == opened


def test_whoever_is_named_can_neither_open_it_nor_find_it_nor_act_on_it(calls, county, session):
    officer = session.get(Person, (county.county, county.officer_B1.person_id))
    shown = reported(calls(county.dispatcher), category=incidents.FIGHT, names_staff=[officer.staff_no])
    caller, number = calls(county.officer_B1), shown["number"]
    assert officer.name not in {leg["person"] for leg in shown["legs"]}
    for path in ("", "/timeline", "/why", "/attachments", "/live"):
        assert caller.get(f"/api/v1/incidents/{number}{path}").status_code == 404
    assert caller.post(f"/api/v1/incidents/{number}/steps", {"step": "accept"}).status_code == 404
    assert caller.get(f"/api/v1/incidents?county={county.county}").json["items"] == []
    assert caller.get("/api/v1/assignments/mine").json["items"] == []
    nearby = caller.post("/api/v1/incidents", body(ref="phone-0009", category=incidents.FIGHT)).json
    assert nearby["alike"] == []


def test_another_county_is_refused(calls, county, worker):
    there = people.position(people.person(County("410598")), Role.DISPATCHER)
    number = reported(worker)["number"]
    stranger = calls(there)
    assert stranger.get(f"/api/v1/incidents/{number}").status_code == 404
    assert stranger.get(f"/api/v1/incidents?county={county.county}").status_code == 404
    assert stranger.post(f"/api/v1/incidents/{number}/steps", {"step": "reject", "reason": "x"}).status_code == 404


def test_pages_of_a_list_follow_each_other_though_more_comes_in(worker, county):
    before = [reported(worker, ref=f"phone-{number:04}")["number"] for number in range(5)]
    seen, after, count = [], "", 0
    while True:
        page = worker.get(f"/api/v1/incidents?county={county.county}&limit=2{after}").json
        seen += [each["number"] for each in page["items"]]
        reported(worker, ref=f"later-{(count := count + 1):04}")
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == before[::-1]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),  # which county?
        ("county=41059", 422),
        ("county=410599&limit=0", 422),
        ("county=410599&after=nonsense", 422),
        ("county=410599&state=lost", 422),
        ("county=410599&since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z", 422),
        ("county=410599&grid=G9", 404),
        ("county=410599&grid=G1", 200),
        ("county=410599&state=assigned&priority=P3&open=true&unlocated=false", 200),
        ("county=410599&since=0001-01-01T00:00:00%2B14:00&until=9999-12-31T23:59:59-12:00", 200),
    ],
)
def test_a_list_says_what_it_cannot_do(worker, query, status):
    assert worker.get(f"/api/v1/incidents?{query}").status_code == status


def test_mine_shows_my_legs_with_the_steps_i_may_take(worker, county):
    number = reported(worker)["number"]
    (item,) = worker.get("/api/v1/assignments/mine").json["items"]
    assert (item["incident"]["number"], item["network"], item["steps"][:2]) == (
        number, "community", ["accept", "decline"],
    )  # fmt: skip


def test_categories_are_those_of_the_county(worker, session):
    found = worker.get("/api/v1/categories?county=410599").json["items"]
    assert len(found) == 52
    assert found[0]["name_zh"] == "邻里纠纷"


@pytest.mark.parametrize(
    ("scope", "area", "sees"),
    [
        (incidents.VILLAGE, None, True),  # the village it lies in
        (incidents.OTHER_VILLAGE, None, False),
        (incidents.VILLAGE, "G2", False),  # a leader of one grid of the village
        (incidents.VILLAGE, "G1", True),
    ],
)
def test_a_grid_leader_sees_the_cases_of_the_village_or_grid_they_lead(calls, county, session, scope, area, sees):  # noqa: PLR0917 - fixtures
    row = incidents.incident()
    keeps = {"area": session.get(Area, (county.county, county.areas[area]))} if area else {}
    leader = calls(people.position(role=Role.GRID_LEADER, scope=scope, **keeps))
    number = numbers.write(row.county, row.id)
    assert leader.get(f"/api/v1/incidents/{number}").status_code == (200 if sees else 404)
    listed = leader.get("/api/v1/incidents", query_string={"county": county.county}).json["items"]
    assert [each["number"] for each in listed] == ([number] if sees else [])


# Acting


def take(caller, number, step, status=200, *, headers=None, **given):
    answer = caller.post(f"/api/v1/incidents/{number}/steps", {"step": step} | given, headers=headers)
    assert answer.status_code == status, answer.json
    return answer


def test_a_case_lives_from_acceptance_to_closing(worker, desk):
    number = reported(worker)["number"]
    take(worker, number, "accept")
    take(worker, number, "arrive")
    assert take(worker, number, "handle", reason="已更换").json["state"] == "handled"
    answer = take(desk, number, "close")
    assert (answer.json["state"], answer.json["steps"]) == ("closed", ["follow_up", "reopen"])
    assert answer.headers["ETag"] == '"5"'
    told = worker.get(f"/api/v1/incidents/{number}/timeline").json["items"]
    assert [each["step"] for each in told] == ["report", "assign", "assign", "accept", "arrive", "handle", "close"]


@pytest.mark.parametrize(
    ("who", "wish", "status"),
    [
        ("worker_G1", {"step": "arrive"}, 409),  # not accepted yet
        ("worker_G1", {"step": "decline"}, 422),  # why?
        ("worker_G1", {"step": "close"}, 409),
        ("worker_G1", {"step": "vanish"}, 422),
        ("worker_G1", {"step": "accept", "network": "police"}, 403),
        ("worker_G2", {"step": "accept"}, 404),
        ("deputy_G1", {"step": "accept"}, 403),  # keeps the grid, but it is not hers to accept
        ("worker_G1", {"step": "accept", "occurred_at": "2026-03-11T12:00:00+08:00"}, 422),
        ("worker_G1", {"step": "accept", "occurred_at": "0001-01-01T00:00:00+08:00"}, 422),
        ("worker_G1", {"step": "hand_over", "reason": "休假", "to_position": 999_999}, 404),
        ("township", {"step": "duplicate", "reason": "重复", "duplicate_of": "410599-00000001-1"}, 404),
        ("township", {"step": "duplicate", "reason": "重复"}, 422),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused_and_changes_nothing(calls, county, who, wish, status):
    number = reported(calls(county.dispatcher))["number"]
    take(calls(county.positions[who]), number, status=status, **wish)
    assert calls(county.township).get(f"/api/v1/incidents/{number}").json["version"] == 1


def test_whoever_read_an_older_version_is_told_to_read_again(worker):
    number = reported(worker)["number"]
    take(worker, number, "accept", headers={"If-Match": '"1"'})
    take(worker, number, "arrive", 412, headers={"If-Match": '"1"'})
    take(worker, number, "arrive", headers={"If-Match": '"2"'})


def test_a_step_sent_twice_is_taken_once_and_only_there(worker):
    first, second = reported(worker)["number"], reported(worker, ref="phone-0002")["number"]
    once = {"client_ref": "step-0001"}
    assert take(worker, first, "accept", **once).json["version"] == 2
    assert take(worker, first, "accept", **once).json["version"] == 2
    take(worker, second, "accept", 409, **once)


def test_an_act_of_a_dead_zone_is_marked_late(worker):
    number = reported(worker)["number"]
    take(worker, number, "accept", occurred_at=(AT - timedelta(minutes=30)).isoformat())
    assert worker.get(f"/api/v1/incidents/{number}/timeline").json["items"][-1]["is_late"] is True


def test_of_a_police_matter_the_community_side_reads_acts_and_no_words(calls, county):
    number = reported(calls(county.dispatcher), category=incidents.FIGHT)["number"]
    officer, worker = calls(county.officer_B1), calls(county.worker_G1)
    take(officer, number, "accept")
    take(officer, number, "handle", reason="双方已带回所内调解", note="张三先动手")
    mine = officer.get(f"/api/v1/incidents/{number}/timeline")
    theirs = worker.get(f"/api/v1/incidents/{number}/timeline")
    assert "张三" in mine.text
    assert [each["step"] for each in theirs.json["items"]] == [each["step"] for each in mine.json["items"]]
    assert "张三" not in theirs.text
    assert "带回" not in theirs.text


def test_a_case_without_a_place_is_given_one(desk, worker, county):
    number = reported(worker, place=None, address="示例路", division_code="410599001002")["number"]
    answer = desk.post(f"/api/v1/incidents/{number}/place", {"place": place((3.2, 3.2))})
    assert (answer.status_code, answer.json["grid"]["code"], answer.json["beat"]["code"]) == (200, "P1", "B2")
    live = {leg["network"]: leg["position_id"] for leg in answer.json["legs"] if leg["ended_at"] is None}
    assert live == {"community": county.worker_P1.id, "police": county.officer_B2.id}


def test_only_a_desk_gives_a_place(worker):
    number = reported(worker, place=None, address="示例路")["number"]
    answer = worker.post(f"/api/v1/incidents/{number}/place", {"place": place((3.2, 3.2))})
    assert answer.status_code == 403


# Photos


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_root", tmp_path / "files")


def photo(kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (200, 0, 0)).save(out, format=kind)
    return out.getvalue()


def add(caller, number, content=None, name="photo.jpg"):
    file = FileStorage(io.BytesIO(photo() if content is None else content), name)
    boundary, data = encode_multipart({"file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return caller.call("POST", f"/api/v1/incidents/{number}/attachments", data=data, content_type=kind)


def test_a_photo_is_added_listed_and_served(worker):
    number = reported(worker)["number"]
    added = add(worker, number)
    assert added.status_code == 201
    (listed,) = worker.get(f"/api/v1/incidents/{number}/attachments").json["items"]
    assert listed == added.json
    with worker.get(listed["url"]) as served:
        assert (served.status_code, served.mimetype) == (200, "image/jpeg")
        assert served.data.startswith(b"\xff\xd8")
        assert "immutable" in served.headers["Cache-Control"]
        assert served.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "status"), [(b"text named photo.jpg", 422), (b"", 422), (photo()[:200], 422), (b"x" * 16 * 2**20, 413)]
)
def test_what_is_no_photo_is_refused(worker, session, content, status):
    number = reported(worker)["number"]
    assert add(worker, number, content).status_code == status
    assert worker.get(f"/api/v1/incidents/{number}/attachments").json["items"] == []


def test_a_form_without_a_photo_is_refused(worker):
    number = reported(worker)["number"]
    assert worker.post(f"/api/v1/incidents/{number}/attachments", {}).status_code == 422


def test_photos_of_a_police_matter_are_part_of_its_story(calls, county):
    number = reported(calls(county.dispatcher), category=incidents.FIGHT)["number"]
    url = add(calls(county.officer_B1), number).json["url"]
    for who, status in (("officer_B1", 200), ("worker_G1", 403), ("worker_G2", 404), ("village", 404)):
        for path in (f"/api/v1/incidents/{number}/attachments", url):
            with calls(county.positions[who]).get(path) as answer:
                assert answer.status_code == status, who


# Credentials


def test_without_a_token_nothing_is_open(calls, county):
    stranger = calls()
    for path in ("/api/v1/incidents?county=410599", "/api/v1/assignments/mine", "/api/v1/categories?county=410599"):
        assert stranger.get(path).status_code == 401
    assert stranger.post("/api/v1/incidents", body()).status_code == 401


def test_a_revoked_token_is_good_no_more(worker, session):
    reported(worker)
    session.execute(update(AccessToken).values(revoked_at=AT))
    assert worker.post("/api/v1/incidents", body(ref="phone-0002")).status_code == 401


def test_an_expired_token_is_good_no_more(worker, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: AT + timedelta(days=31))
    assert worker.get("/api/v1/assignments/mine").status_code == 401


def test_a_token_does_what_it_was_made_for(calls, county):
    gateway = calls(county.worker_G1, permissions=[Permission.INCIDENT_REPORT])
    shown = gateway.post("/api/v1/incidents", body())
    assert shown.status_code == 201, shown.json
    assert gateway.get("/api/v1/assignments/mine").status_code == 403


def test_whoever_acts_names_the_position_they_act_as(calls, county):
    second = people.position(people.person(), Role.GRID_WORKER, area=None, scope=county.county)
    answer = calls(county.worker_G1).get("/api/v1/assignments/mine", headers={"X-Position": str(second.id)})
    assert answer.status_code == 403


def test_a_clock_that_jumps_back_loses_nothing(worker, monkeypatch, session):
    first = reported(worker)
    monkeypatch.setattr(moment, "now", lambda: AT - timedelta(hours=6))
    second = reported(worker, ref="phone-0002")
    take(worker, first["number"], "accept")
    take(worker, second["number"], "accept")
    assert worker.post("/api/v1/incidents", body()).json["is_repeat"] is True
    listed = worker.get("/api/v1/incidents?county=410599").json["items"]
    assert [each["number"] for each in listed] == [second["number"], first["number"]]
    told = worker.get(f"/api/v1/incidents/{first['number']}/timeline").json["items"]
    assert [each["step"] for each in told] == ["report", "assign", "assign", "accept"]  # in the order they came
