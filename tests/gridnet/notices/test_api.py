"""The doors of notices, knocked at as the people they are for."""

import re
from datetime import timedelta

import pytest

from gridnet.base.settings import Settings
from gridnet.notices import delivery, live, routing, services
from gridnet.people.models import WebSession
from gridnet.people.roles import Role
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY, TOWNSHIP
from tests.gridnet.notices import receivers

API = "/api/v1/notices"


@pytest.fixture
def worker(session):
    return people.position(role=Role.GRID_WORKER)


@pytest.fixture
def person(worker):
    return people.person_of(worker)


@pytest.fixture
def caller(calls, worker):
    return calls(worker)


@pytest.fixture
def admin(calls, session):
    return calls(people.position(role=Role.SYSTEM_ADMIN))


@pytest.fixture
def mailbox(service, monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    with receivers.mail_server() as (mailbox, url):
        services.configure(Settings(mail_url=url, notice_schemes="json"))
        yield mailbox


def send():
    routing.route(AT)
    delivery.deliver(AT, now=lambda: AT)


def test_one_reads_ones_notices_in_ones_language_page_by_page(caller, person):
    for _ in range(3):
        notices.promise(person, params=notices.CASE | {"role": "lead"}, network="police")
    notices.promise(people.person())
    first = caller.get(f"{API}?limit=2").json
    assert [each["title"] for each in first["items"]] == ["新派单：410599-00000012-3"] * 2
    second = caller.get(f"{API}?limit=2&language=en&after={first['next']}").json
    assert [each["title"] for each in second["items"]] == ["Assigned to you: 410599-00000012-3"]
    assert second["next"] is None
    assert second["items"][0]["number"] == "410599-00000012-3"
    assert second["items"][0]["network"] == "police"


def test_one_marks_what_one_has_seen(caller, person):
    first, second = notices.promise(person), notices.promise(person)
    assert caller.get(f"{API}/unseen").json == {"unseen": 2, "newest": second.id}
    assert caller.post(f"{API}/seen", {"ids": [first.id]}).json == {"marked": 1, "unseen": 1, "newest": second.id}
    assert [each["id"] for each in caller.get(f"{API}?unseen=true").json["items"]] == [second.id]
    assert caller.post(f"{API}/seen", {"up_to": second.id}).json["unseen"] == 0


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": [1], "up_to": 1}, {"ids": ["x"]}, {"ids": list(range(1, 300))}, {"up_to": 0}]
)
def test_what_was_seen_is_said_in_one_way(caller, body):
    assert caller.post(f"{API}/seen", body).status_code == 422


@pytest.mark.parametrize("query", ["language=fr", "limit=0", "limit=9999", "after=x", "nonsense=1", "unseen=perhaps"])
def test_a_list_refuses_what_it_does_not_know(caller, query):
    assert caller.get(f"{API}?{query}").status_code == 422


def test_without_signing_in_there_is_nothing(calls):
    for path in ("", "/unseen", "/live", "/channels", "/robots?county=410599", "/deliveries?county=410599"):
        assert calls().get(f"{API}{path}").status_code == 401


def test_a_channel_from_its_wish_to_its_first_notice(caller, person, mailbox):
    answer = caller.post(f"{API}/channels", {"service": "mail", "address": "worker@example.cn", "language": "en"})
    assert answer.status_code == 201
    assert (answer.json["shown"], answer.json["verified"]) == ("w***@example.cn", False)
    send()
    (code,) = re.findall(r"Code: (\d{6})", mailbox.texts()[0])
    path = f"{API}/channels/{answer.json['id']}"
    assert caller.post(f"{path}/proof", {"code": code}).json["verified"] is True
    notices.promise(person)
    send()
    assert "Ref 410599-" in mailbox.texts()[-1]
    assert [each["id"] for each in caller.get(f"{API}/channels").json["items"]] == [answer.json["id"]]
    assert caller.call("DELETE", path).status_code == 204
    assert caller.get(f"{API}/channels").json["items"] == []


def test_a_wrong_code_counts_although_it_is_refused(caller, mailbox):
    made = caller.post(f"{API}/channels", {"service": "mail", "address": "worker@example.cn"}).json
    answers = [caller.post(f"{API}/channels/{made['id']}/proof", {"code": "000000"}) for _ in range(6)]
    assert [each.status_code for each in answers] in ([422] * 5 + [409], [200] * 6)  # one in a million: it was right
    assert "4 tries are left" in answers[0].json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"service": "mail", "address": "nonsense"},
        {"service": "url", "address": "json://127.0.0.1:5432/"},  # URLs are for administrators
        {"service": "mail", "address": "a@example.cn", "language": "fr"},
        {"service": "mail"},
        {"service": "carrier-pigeon", "address": "a@example.cn"},
    ],
)
def test_an_address_that_cannot_be_used_is_refused(caller, mailbox, body):
    assert caller.post(f"{API}/channels", body).status_code == 422


def test_nobody_proves_or_removes_what_is_somebody_elses(caller):
    other = notices.channel(people.person()).id
    assert caller.post(f"{API}/channels/{other}/proof", {"code": "000000"}).status_code == 404
    assert caller.call("DELETE", f"{API}/channels/{other}").status_code == 404


def test_robots_are_for_administrators_of_the_place(caller, admin, calls, mailbox):
    body = {"division": TOWNSHIP, "service": "url", "address": "json://127.0.0.1:1/x", "kinds": ["leg_assigned"]}
    assert caller.post(f"{API}/robots", body).status_code == 403
    elsewhere = calls(people.position(role=Role.SYSTEM_ADMIN, county="410598"))
    assert elsewhere.post(f"{API}/robots", body).status_code == 404
    made = admin.post(f"{API}/robots", body)
    assert made.status_code == 201
    assert made.json["division"] == TOWNSHIP
    listed = admin.get(f"{API}/robots?county={COUNTY}").json["items"]
    assert [each["id"] for each in listed] == [made.json["id"]]
    assert elsewhere.get(f"{API}/robots?county={COUNTY}").status_code == 404
    path = f"{API}/robots/{COUNTY}/{made.json['id']}"
    assert admin.post(f"{path}/proof", {"code": "000000"}).status_code in {200, 422}
    assert elsewhere.call("DELETE", path).status_code == 404
    assert admin.call("DELETE", path).status_code == 204


@pytest.mark.parametrize(
    "wrong",
    [
        {"division": "4105"},
        {"division": "999999001"},
        {"address": "file:///etc/passwd"},
        {"address": "syslog://x"},
        {"kinds": ["nonsense"]},
    ],
)
def test_a_robot_that_cannot_be_is_refused(admin, mailbox, wrong):
    body = {"division": TOWNSHIP, "service": "url", "address": "json://127.0.0.1:1/x"} | wrong
    assert admin.post(f"{API}/robots", body).status_code in {404, 422}


def test_an_administrator_sees_what_was_given_up_and_tries_it_again(admin, caller, person, mailbox):
    notices.channel(person, service="url", address="nonsense://x")
    notices.promise(person)
    send()
    theirs = person.id
    path = f"{API}/deliveries?county={COUNTY}&state=given_up"
    assert caller.get(path).status_code == 403
    (shown,) = admin.get(path).json["items"]
    assert (shown["state"], shown["tries"], shown["person_id"]) == ("given_up", 1, theirs)
    assert "not allowed" in shown["last_error"]
    assert notices.CASE["number"] not in str(shown), "not what it said"
    retry = f"{API}/deliveries/{COUNTY}/{shown['id']}/retry"
    assert caller.post(retry).status_code == 403
    assert admin.post(retry).status_code == 204
    assert admin.post(retry).status_code == 409
    assert admin.get(path).json["items"] == []


def test_the_live_push_begins_with_how_things_stand(caller, person, monkeypatch):
    monkeypatch.setattr(live, "IDLE_S", 0.05)
    monkeypatch.setattr(live, "LASTS_S", 0.1)
    newest = notices.promise(person).id
    answer = caller.get(f"{API}/live", headers={"Accept": "text/event-stream"})
    assert answer.mimetype == "text/event-stream"
    assert f'data: {{"unseen": 1, "newest": {newest}}}' in answer.text
    assert answer.headers["X-Accel-Buffering"] == "no"
    answer.close()


def test_a_page_too_many_is_asked_to_come_again(caller, person, service, monkeypatch):
    monkeypatch.setattr(live, "switchboard", lambda most: live.Switchboard(None, 0))
    answer = caller.get(f"{API}/live")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(live.RETRY_S)
    assert answer.json["status"] == 503


def test_a_page_that_only_watches_keeps_no_session_from_idling_out(service, person, session, monkeypatch):
    monkeypatch.setattr(live, "IDLE_S", 0.05)
    monkeypatch.setattr(live, "LASTS_S", 0.05)
    cookie = people.cookie(person, at=AT - timedelta(minutes=10))
    session.commit()
    client = service.test_client()
    client.set_cookie("gridnet_session", cookie)

    def seen_at():
        session.expire_all()
        return session.query(WebSession).filter_by(person_id=person.id).one().seen_at

    began = seen_at()
    answer = client.get(f"{API}/live", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 200
    answer.close()
    assert seen_at() == began
    assert client.get(f"{API}/unseen").status_code == 200
    assert seen_at() == AT
