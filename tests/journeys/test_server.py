"""The running service under a thousand posts: each report once, and whatever was promised is kept."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest
from sqlalchemy import create_engine, text

from tests.factories import people, territory
from tests.journeys.server import Server, database

pytestmark = pytest.mark.db

POSTS = 1000
AT_ONCE = 16


def report(ref, **given):
    place = territory.at(0.5, 0.5)
    body = {
        "client_ref": ref,
        "category": "0402",
        "text": "路灯不亮",
        "county": people.COUNTY,
        "place": {"lng": place.lng, "lat": place.lat, "datum": "wgs84"},
    }
    return body | given


@pytest.fixture(scope="module")
def running(owner_url, tmp_path_factory):
    with database(owner_url) as (url, token):
        server = Server(url, tmp_path_factory.mktemp("instance"))
        server.start()
        engine = create_engine(url)
        yield server, token, engine
        engine.dispose()
        server.kill()


def count(engine, table, where):
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()


def test_a_thousand_identical_posts_at_once_are_one_incident(running):
    server, token, engine = running
    body = report("identical-0001", text="一千次")

    def post(_):
        return server.call("POST", "/api/v1/incidents", body, token)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(post, range(POSTS)))
    assert Counter(status for status, _ in answers) == {201: 1, 200: POSTS - 1}
    assert len({answer["number"] for _, answer in answers}) == 1
    assert count(engine, "incident", "text = '一千次'") == 1
    assert count(engine, "assignment", "incident_id IN (SELECT id FROM incident WHERE text = '一千次')") == 2


def test_killed_in_the_middle_of_a_thousand_posts_every_promise_is_kept(running):
    server, token, engine = running
    promised, lock, killed = [], threading.Lock(), threading.Event()

    def post(number):
        try:
            status, answer = server.call("POST", "/api/v1/incidents", report(f"promise-{number:05}"), token)
        except (OSError, HTTPException):
            return None
        with lock:
            promised.append(answer["number"])
            if len(promised) == POSTS // 4 and not killed.is_set():
                killed.set()
                server.kill()
        return status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(post, range(POSTS)))
    assert killed.is_set()
    assert answers[None] > 0
    server.start()
    kept = [server.call("GET", f"/api/v1/incidents/{number}", token=token)[0] for number in promised[:50]]
    assert set(kept) == {200}
    assert count(engine, "incident", "text = '路灯不亮'") >= len(promised)

    again = [server.call("POST", "/api/v1/incidents", report(f"promise-{number:05}"), token)[0] for number in range(60)]
    assert set(again) <= {200, 201}
    whole = "SELECT incident_id FROM assignment GROUP BY incident_id HAVING count(*) = 2"
    assert count(engine, "incident", f"id NOT IN ({whole})") == 0


def test_every_promised_number_is_in_the_database(running):
    _, _, engine = running
    receipts = "SELECT incident_id FROM intake_receipt"
    assert count(engine, "incident", f"id NOT IN ({receipts})") == 0
    assert count(engine, "intake_receipt", "incident_id NOT IN (SELECT id FROM incident)") == 0


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({"place": {"lng": 40.005, "lat": 116.005, "datum": "wgs84"}}, 422, "look swapped"),
        ({"place": {"lng": 116.005, "lat": 40.005, "datum": "mars"}}, 422, "datum"),
        ({"place": {"lng": 125.0, "lat": 30.0, "datum": "wgs84"}, "county": None}, 422, "in no county"),  # the sea
        ({"place": {"lng": "east", "lat": 40.005, "datum": "wgs84"}}, 422, "lng"),
        ({"place": None}, 422, "say where"),
        ({"text": ""}, 422, "text"),
        ({"category": "0499"}, 422, "no category"),
        ({"occurred_at": "2999-01-01T00:00:00+08:00"}, 422, "ahead"),
        ({"occurred_at": "2026-01-01T00:00:00"}, 422, "occurred_at"),  # no offset: whose noon?
        ({"priority": "P0"}, 422, "priority"),
        ({"grid": "G1"}, 422, "grid"),  # misspelt: it is grid_code
        ({"county": "990000"}, 403, "990000"),
    ],
)
def test_bad_input_is_told_what_was_wrong_and_nothing_is_kept(running, given, status, told):
    server, token, engine = running
    before = count(engine, "intake_receipt", "true")
    answer = server.call("POST", "/api/v1/incidents", report("bad-input-1", **given), token)
    assert answer[0] == status, answer
    assert told in answer[1]["detail"]
    assert count(engine, "intake_receipt", "true") == before


def test_a_token_that_is_not_ours_opens_nothing(running):
    server, _, _ = running
    assert server.call("GET", f"/api/v1/incidents?county={people.COUNTY}", token="gn_410599_1_" + "x" * 43)[0] == 401
