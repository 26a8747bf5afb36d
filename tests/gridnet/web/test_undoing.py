"""What is offered after a step to take it back."""

import json

import pytest

from gridnet.base import moment
from gridnet.incidents import numbers
from tests.factories import incidents

PART = {"Accept-Language": "en", "HX-Request": "true", "HX-Target": "story"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def here(county):
    made = incidents.incident(at=moment.now(), text="路灯不亮", category=incidents.DISPUTE)
    return f"/incidents/{numbers.write(made.county, made.id)}"


@pytest.fixture
def step(calls, county, here):
    worker = calls(county.worker_G1)

    def taken(headers=PART, **form):
        answer = worker.call("POST", f"{here}/steps", data={"network": "community"} | form, headers=headers)
        return json.loads(answer.headers.get("HX-Trigger-After-Settle", "{}")).get("step-done", {})

    return taken


def test_what_was_accepted_can_be_handed_over(step, here):
    said = step(step="accept")
    assert said["told"] == "Accepted"
    assert (said["undo"]["label"], said["undo"]["step"]) == ("Hand over", "hand_over")
    assert said["undo"]["href"] == f"{here}#step-hand_over-community"


def test_what_was_suspended_is_taken_up_again_at_once(step):
    step(step="accept")
    said = step(step="suspend", reason="waiting_for_resident", note="等待街道提供材料")
    assert (said["undo"]["label"], said["undo"]["step"]) == ("Undo", "resume")


def test_what_nothing_takes_back_is_only_said(step):
    step(step="accept")
    assert step(step="depart") == {"told": "Set out"}


def test_a_page_without_script_and_a_refusal_say_nothing(step):
    assert step(headers={"Accept-Language": "en"}, step="accept") == {}
    assert step(step="accept") == {}  # accepted already
