"""The page of an incident, through the application."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from gridnet.base import moment
from gridnet.incidents import numbers
from gridnet.incidents.lifecycle import LegState
from tests.factories import incidents

ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true", "HX-Target": "story"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def worker(calls, county):
    return calls(county.worker_G1)


@pytest.fixture
def made(county):
    return incidents.incident(at=moment.now(), text="路灯不亮", category=incidents.DISPUTE)


@pytest.fixture
def here(made):
    return f"/incidents/{numbers.write(made.county, made.id)}"


def step(caller, here, headers=ENGLISH, **form):
    return caller.call("POST", f"{here}/steps", data=form, headers=headers)


def test_the_story_is_a_page_and_a_part_of_another(worker, here):
    page, part = worker.get(here, headers=ENGLISH).text, worker.get(here, headers=PART).text
    assert "<html" in page
    assert "<html" not in part
    assert all("路灯不亮" in each for each in (page, part))


def test_a_step_leads_back_to_the_page_or_is_answered_with_the_part(worker, here, made):
    answer = step(worker, here, step="accept", network="community")
    assert (answer.status_code, answer.location) == (303, here)
    answer = step(worker, here, PART, step="depart", network="community")
    assert (answer.status_code, 'value="arrive"' in answer.text) == (200, True)
    assert incidents.legs_of(made)["community"].state == LegState.DEPARTED


def test_a_step_without_its_reason_comes_back_with_its_sheet_open(worker, here):
    step(worker, here, step="accept", network="community")
    answer = step(worker, here, PART, step="handle", network="community", note="x")
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert 'id="step-handle-community" aria-labelledby="step-handle-community-title" data-open-now' in answer.text


def test_whoever_comes_second_sees_both_how_it_stands_and_what_they_wrote(worker, calls, county, here, made):
    step(worker, here, step="accept", network="community")
    step(worker, here, step="handle", network="community", reason="已换灯泡")
    answer = step(worker, here, PART, step="handle", network="community", reason="灯泡已由我更换")
    assert answer.status_code == 409
    assert "已换灯泡" in answer.text
    assert "灯泡已由我更换" in answer.text
    assert "What you wrote" in answer.text


def test_a_refused_step_leaves_nothing_behind(worker, here, made):
    before = len(incidents.entries_of(made))
    step(worker, here, step="handle", network="community", reason="做完了")
    assert len(incidents.entries_of(made)) == before


def test_a_form_sent_twice_is_one_step(worker, here, made):
    form = {"step": "accept", "network": "community", "client_ref": "form-000001"}
    assert [step(worker, here, **form).status_code for _ in range(2)] == [303, 303]
    assert [entry.step for entry in incidents.entries_of(made)].count("accept") == 1


def test_a_step_done_without_network_shows_both_times(worker, here):
    done = moment.now() - timedelta(minutes=30)
    step(worker, here, step="accept", network="community", occurred_at=done.isoformat())
    assert "heard of" in worker.get(here, headers=ENGLISH).text


def test_a_page_that_is_up_to_date_is_answered_with_nothing(worker, here):
    assert worker.get(f"{here}?version=1", headers=PART).status_code == 204
    step(worker, here, step="accept", network="community")
    assert worker.get(f"{here}?version=1", headers=PART).status_code == 200


def test_whoever_may_not_see_it_is_told_there_is_none(calls, county, here):
    stranger = calls(county.worker_G4)
    assert stranger.get(here, headers=ENGLISH).status_code == 404
    assert stranger.get(f"{here}?version=1", headers=PART).status_code == 404


def test_the_police_see_a_community_matter_without_a_way_to_its_steps(calls, county, here):
    page = calls(county.officer_B1).get(here, headers=ENGLISH).text
    assert 'name="network" value="community"' not in page
    assert 'name="network" value="police"' in page


def test_photos_are_added_all_or_none(worker, here):
    def picture(colour):
        content = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(content, "JPEG")
        return content.getvalue()

    def send(*contents):
        files = [(io.BytesIO(content), f"{number}.jpg") for number, content in enumerate(contents)]
        return worker.call("POST", f"{here}/photos", data={"file": files}, headers=PART)

    assert send(picture("red"), b"no picture").status_code == 422
    assert "data-photo" not in worker.get(here, headers=ENGLISH).text
    assert send(picture("red"), picture("blue")).text.count("data-photo") == 2


def test_why_these_people_is_told_in_sentences(worker, here):
    assert "was on duty" in worker.get(f"{here}/why", headers=ENGLISH).text


def test_the_page_asks_for_few_statements(worker, here, statements):
    with statements() as seen:
        worker.get(here)
    assert len(seen) <= 14, seen
