"""What makes the pages an app, through the application."""

import json
import re

import pytest

from gridnet.web.offline import shell
from tests.factories import incidents


@pytest.fixture
def client(whole):
    return whole.test_client()


def status(client, path):
    with client.get(path) as answer:
        return answer.status_code


@pytest.mark.parametrize(("language", "name"), [("zh", "网格通"), ("en", "gridnet")])
def test_the_app_has_its_name_in_both_languages(client, language, name):
    document = json.loads(client.get("/manifest.webmanifest", headers={"Accept-Language": language}).text)
    assert (document["name"], document["start_url"], document["display"]) == (name, "/", "standalone")


def test_the_icons_are_there_and_one_may_be_cut_to_any_shape(client):
    icons = json.loads(client.get("/manifest.webmanifest").text)["icons"]
    assert {status(client, each["src"]) for each in icons} == {200}
    assert "maskable" in {each["purpose"] for each in icons}


def test_the_worker_is_begun_with_files_that_are_all_there(client):
    script = client.get("/sw.js")
    named = re.findall(r'"(/(?:static|lib)/[^"]+)"', script.text)
    assert script.headers["Cache-Control"] == "no-cache"
    assert len(named) > 20
    assert [path for path in named if status(client, path) != 200] == []


def test_the_page_for_no_network_is_nobodys(client):
    page = client.get("/offline")
    assert (page.status_code, "data-viewer" in page.text, "X-Viewer" in page.headers) == (200, False, False)


def test_a_page_says_whom_it_was_made_for(calls, service):
    worker = incidents.staffed().worker_G1
    page = calls(worker).get("/outbox")
    whose = f"{worker.county}-{worker.person_id}"
    assert page.headers["X-Viewer"] == whose
    assert f'data-viewer="{whose}"' in page.text


def test_a_kept_report_is_not_sent_as_somebody_else(calls, service):
    county = incidents.staffed()
    whose = f"{county.worker_G1.county}-{county.worker_G1.person_id}"
    answers = [
        calls(each).get("/api/v1/me", headers={"X-Person": whose}).status_code
        for each in (county.worker_G1, county.worker_G2)
    ]
    assert answers == [200, 401]


def test_what_desks_alone_need_is_not_kept_on_phones():
    assert not [path for path in shell.paths() if "maplibre" in path or "echarts" in path or "/board/" in path]
