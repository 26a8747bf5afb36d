"""The report page through the application, as it works without script."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import func, select

from gridnet.base import db
from gridnet.incidents import category_cache
from gridnet.incidents.models import Attachment, Incident
from tests.factories import incidents, territory

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def county(service):
    category_cache.forget()
    made = incidents.staffed()
    territory.county_outline(territory.box(0, 0, 4, 4), made.county)
    return made


@pytest.fixture
def worker(calls, county):
    return calls(county.worker_G1)


def typed(**given):
    place = territory.at(0.5, 0.5)
    whole = {"client_ref": "page-0001", "category": incidents.LAMP, "text": "路灯不亮", "where": "place"}
    return whole | {"lng": str(place.lng), "lat": str(place.lat)} | given


def send(worker, **given):
    return worker.post("/report", data=typed(**given), headers=ENGLISH)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    out.seek(0)
    return out


def test_the_page_offers_kinds_and_the_workers_own_grid(worker):
    page = worker.get("/report", headers=ENGLISH).text
    assert 'id="all-0402"' in page
    assert re.search(r'id="grid_code"[^>]*value="G1"', page)


def test_a_report_leads_to_who_is_responsible(worker):
    answer = send(worker)
    assert (answer.status_code, answer.location.rpartition("/")[0]) == (303, "/report/sent")
    shown = worker.get(answer.location, headers=ENGLISH).text
    assert "Community · leading" in shown
    assert "Police · to be informed" in shown
    assert "To be accepted by" in shown


def test_the_same_form_sent_twice_is_one_incident(worker):
    assert send(worker).location == send(worker).location
    assert count(Incident) == 1


def test_photos_are_kept_and_those_that_are_none_are_told(worker):
    answer = send(worker, photos=[(picture(), "a.jpg"), (io.BytesIO(b"no picture"), "b.jpg")])
    assert (count(Attachment), answer.location.rpartition("?")[2]) == (1, "refused=1")
    assert "1 photo could not be read" in worker.get(answer.location, headers=ENGLISH).text


def test_all_that_was_typed_is_still_there_after_a_fault(worker):
    page = send(worker, where="address", address="", text="路灯不亮 <b>")
    assert page.status_code == 422
    assert "路灯不亮 &lt;b&gt;" in page.text
    assert re.search(r'value="0402"[^>]*checked', page.text)
    assert "Type the address." in page.text
    assert count(Incident) == 0


def test_what_the_service_refuses_is_told_in_the_form_and_nothing_is_kept(worker):
    page = send(worker, where="grid", grid_code="G99")
    assert page.status_code == 404
    assert "there is no grid G99" in page.text
    assert send(worker, where="grid", grid_code="G1").status_code == 303


def test_the_spot_names_grid_and_beat_and_warns_near_an_edge(worker):
    place = territory.at(1.9999, 0.5)
    page = worker.get(f"/report/spot?lng={place.lng}&lat={place.lat}&accuracy_m=5", headers=ENGLISH).text
    assert "G1" in page
    assert "B1" in page
    assert "Close to an edge" in page


def test_the_spot_suggests_what_was_reported_there(worker):
    number = send(worker).location.rpartition("/")[2]
    place = territory.at(0.5, 0.5)
    at_spot = f"/report/spot?lng={place.lng}&lat={place.lat}&category={incidents.LAMP}"
    assert number in worker.get(at_spot, headers=ENGLISH).text


@pytest.mark.parametrize(("lng", "lat"), [(10, 10), (34.7, 113.6)])
def test_a_spot_that_cannot_be_is_told(worker, lng, lat):
    page = worker.get(f"/report/spot?lng={lng}&lat={lat}", headers=ENGLISH)
    assert (page.status_code, "notice warn" in page.text) == (200, True)


def test_the_ground_is_given_for_the_small_map(worker):
    place = territory.at(1, 1)
    ground = worker.get(f"/report/ground?lng={place.lng}&lat={place.lat}&reach_m=100").json
    assert [each["code"] for each in ground["areas"]] == ["G1", "B1"]
    assert ground["base"] is None


def test_whoever_has_not_signed_in_is_shown_where(calls, county):
    assert calls().get("/report").status_code == 302
