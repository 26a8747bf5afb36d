"""Which addresses are taken, and what becomes of them."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.base.settings import Settings
from gridnet.notices import sending, services
from gridnet.notices.services import Service

MAIL = "mailto://127.0.0.1:25?from=notice@example.cn&mode=insecure"


@pytest.fixture(autouse=True)
def _rules(monkeypatch):
    monkeypatch.setattr(services, "_rules", [])
    services.configure(Settings(mail_url=MAIL, notice_schemes="wecombot, jsons"))


@pytest.mark.parametrize(
    ("service", "address", "url"),
    [
        (Service.MAIL, " worker@example.cn ", f"{MAIL}&to=worker%40example.cn"),
        (Service.WECOM, "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa/"),
        (Service.DINGTALK, "a" * 64, f"dingtalk://{'a' * 64}/"),
        (Service.DINGTALK, f"SEC{'b' * 32}@{'a' * 64}", f"dingtalk://SEC{'b' * 32}@{'a' * 64}/"),
        (Service.FEISHU, "abcd-1234-efgh", "feishu://abcd-1234-efgh/"),
        (Service.URL, "jsons://hooks.example.cn/x?verify=yes", "jsons://hooks.example.cn/x?verify=yes"),
    ],
)
def test_an_address_becomes_a_url_that_apprise_knows(service, address, url):
    assert services.url(service, services.check(service, address)) == url
    assert sending.is_known(url)


@pytest.mark.parametrize(
    ("service", "address"),
    [
        (Service.MAIL, "worker"),
        (Service.MAIL, "worker@localhost"),
        (Service.MAIL, "a@example.cn,b@example.cn"),
        (Service.MAIL, "a@example.cn&smtp=evil.example"),
        (Service.MAIL, "a@example.cn\nBcc: b@example.cn"),
        (Service.MAIL, "a@example.cn?x=1"),
        (Service.WECOM, "key/../../x"),
        (Service.WECOM, ""),
        (Service.DINGTALK, "x@y@z"),
        (Service.FEISHU, "token?x=y"),
        (Service.URL, "json://127.0.0.1:5432/"),  # not on the list here
        (Service.URL, "file:///etc/passwd"),
        (Service.URL, "syslog://"),
        (Service.URL, "nonsense"),
        (Service.URL, ""),
    ],
)
def test_what_could_lead_anywhere_else_is_refused(service, address):
    with pytest.raises(Invalid):
        services.check(service, address)


def test_without_a_mail_server_nobody_is_reached_by_mail():
    services.configure(Settings())
    with pytest.raises(Invalid, match="GRIDNET_MAIL_URL"):
        services.check(Service.MAIL, "worker@example.cn")


def test_a_mail_url_without_a_query_takes_a_recipient_too():
    services.configure(Settings(mail_url="mailtos://user:secret@smtp.example.cn"))
    assert services.url(Service.MAIL, "a@example.cn").endswith("smtp.example.cn?to=a%40example.cn")


@pytest.mark.parametrize(
    ("service", "address", "shown"),
    [
        (Service.MAIL, "worker@example.cn", "w***@example.cn"),
        (Service.WECOM, "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "wecombot …5aaa"),
        (Service.URL, "jsons://user:secret@hooks.example.cn/token", "jsons://hooks.example.cn"),
        (Service.URL, "wecombot://693a91f6", "wecombot://…"),
    ],
)
def test_lists_show_enough_to_know_it_by_and_no_secret(service, address, shown):
    assert services.show(service, address) == shown
