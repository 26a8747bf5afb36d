"""The doors of reports by mail."""

import pytest

from gridnet.base import db, moment
from gridnet.people.roles import Role
from gridnet.reports.exporting import xlsx_file
from gridnet.reports.mailing import overview
from tests.factories import notices, people, report_mail
from tests.factories.report_mail import READY, SUBSCRIBED, tick
from tests.factories.reports import COUNTY

ROOT = "/api/v1/reports"
WISH = {"scope": COUNTY, "cadence": "monthly", "format": "xlsx"}


@pytest.fixture(autouse=True)
def _then(service, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: SUBSCRIBED)


@pytest.fixture
def reader(calls):
    return calls(report_mail.supervisor())


def test_a_report_is_asked_for_listed_and_cancelled(reader):
    made = reader.post(f"{ROOT}/subscriptions", WISH | {"language": "en"})
    assert (made.status_code, made.get_json()["is_mailed"]) == (201, False)
    id_ = made.get_json()["id"]
    assert [each["id"] for each in reader.get(f"{ROOT}/subscriptions").get_json()["items"]] == [id_]
    assert reader.call("DELETE", f"{ROOT}/subscriptions/{id_}").status_code == 204
    assert reader.get(f"{ROOT}/subscriptions").get_json()["items"] == []
    assert reader.post(f"{ROOT}/subscriptions", WISH).status_code == 201, "it can be asked for again"


def test_it_says_whether_it_will_be_mailed(calls):
    position = report_mail.supervisor()
    notices.channel(db.session.get_one(people.Person, (position.county, position.person_id)))
    assert calls(position).post(f"{ROOT}/subscriptions", WISH).get_json()["is_mailed"]


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"scope": "410100"}, 404),
        ({"scope": "41"}, 404),
        ({"cadence": "hourly"}, 422),
        ({"format": "csv"}, 422),
        ({"scope": "41059"}, 422),
    ],
)
def test_what_cannot_be_had_is_refused(reader, wish, status):
    assert reader.post(f"{ROOT}/subscriptions", WISH | wish).status_code == status


def test_the_same_report_twice_is_refused(reader):
    reader.post(f"{ROOT}/subscriptions", WISH)
    said = reader.post(f"{ROOT}/subscriptions", WISH)
    assert (said.status_code, said.get_json()["detail"]) == (409, "you have the monthly report on 410599 already")


def test_a_report_can_be_had_again_as_it_was_sent_by_its_reader_alone(reader, calls):
    reader.post(f"{ROOT}/subscriptions", WISH)
    tick()
    (issue,) = reader.get(f"{ROOT}/issues").get_json()["items"]
    assert (issue["state"], issue["first_day"], issue["last_day"]) == ("made", "2026-03-01", "2026-03-31")
    file = reader.get(f"{ROOT}/issues/{issue['id']}/file")
    assert (file.status_code, file.content_type, file.data[:5]) == (200, xlsx_file.MEDIA, b"PK\x03\x04\x14")
    other = calls(report_mail.supervisor())
    assert other.get(f"{ROOT}/issues").get_json()["items"] == []
    assert other.get(f"{ROOT}/issues/{issue['id']}/file").status_code == 404
    assert other.call("DELETE", f"{ROOT}/subscriptions/{issue['subscription_id']}").status_code == 404


def test_what_failed_is_seen_by_its_reader_and_the_administrators_and_made_again(reader, calls, monkeypatch):
    reader.post(f"{ROOT}/subscriptions", WISH)
    with monkeypatch.context() as broken:
        broken.setattr(overview, "make", lambda *_, **__: 1 / 0)
        tick()
    (mine,) = reader.get(f"{ROOT}/issues").get_json()["items"]
    assert (mine["state"], "division by zero" in mine["last_error"]) == ("failed", True)
    assert reader.get(f"{ROOT}/issues/{mine['id']}/file").status_code == 404
    admin = calls(people.position(role=Role.SYSTEM_ADMIN))
    (theirs,) = admin.get(f"{ROOT}/issues/failed", query_string={"county": COUNTY}).get_json()["items"]
    assert theirs == mine
    assert reader.get(f"{ROOT}/issues/failed", query_string={"county": COUNTY}).status_code == 403
    monkeypatch.setattr(moment, "now", lambda: READY)
    assert admin.post(f"{ROOT}/issues/{COUNTY}/{mine['id']}/retry").status_code == 204
    tick()
    assert reader.get(f"{ROOT}/issues").get_json()["items"][0]["state"] == "made"
    assert reader.post(f"{ROOT}/issues/{mine['id']}/retry").status_code == 409
