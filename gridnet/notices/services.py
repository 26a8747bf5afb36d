"""By what people and groups can be reached: which addresses are taken, how they are shown, and their Apprise URLs.

A person gives an address and no URL, so that nobody can make the service call hosts of their choosing: the mail
server is the installation's, and the robots' hosts are fixed by Apprise. A whole URL is for administrators, and only
of the services that the installation allows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from gridnet.base.errors import Invalid
from gridnet.base.settings import Settings


class Service(StrEnum):
    """By what somebody is reached."""

    MAIL = "mail"
    WECOM = "wecombot"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    URL = "url"


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    example: str


_FORMS: Mapping[Service, _Form] = {
    Service.MAIL: _Form(
        re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}", re.ASCII), "name@example.cn"
    ),
    Service.WECOM: _Form(re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII), "the key in the robot's webhook address"),
    Service.DINGTALK: _Form(
        re.compile(r"(?:SEC[A-Za-z0-9]{16,80}@)?[A-Za-z0-9]{16,80}", re.ASCII), "access_token, or SEC…@access_token"
    ),
    Service.FEISHU: _Form(re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII), "the last part of the robot's webhook address"),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation sends by."""

    mail_url: str = ""
    schemes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        """As the settings say."""
        return cls(settings.mail_url, frozenset(filter(None, settings.notice_schemes.replace(" ", "").split(","))))


_rules = [Rules()]


def configure(settings: Settings) -> None:
    """Take what the installation sends by; once, at start."""
    _rules[:] = [Rules.of(settings)]


def check(service: Service, address: str) -> str:
    """The address as it is kept; raises `Invalid` for one that cannot be used here."""
    address = address.strip()
    if service is Service.URL:
        return _check_url(address)
    form = _FORMS[service]
    if not form.pattern.fullmatch(address):
        raise Invalid(f"that is no address for {service}; it takes: {form.example}")
    if service is Service.MAIL and not _rules[0].mail_url:
        raise Invalid("no mail server is set here (GRIDNET_MAIL_URL); choose another service")
    return address


def _check_url(address: str) -> str:
    scheme = urlsplit(address).scheme.lower()
    if scheme not in _rules[0].schemes:
        allowed = ", ".join(sorted(_rules[0].schemes))
        raise Invalid(f"{scheme or 'that'}:// is not allowed here (GRIDNET_NOTICE_SCHEMES); allowed are: {allowed}")
    return address


def url(service: Service, address: str) -> str:
    """The Apprise URL of an address; raises `Invalid` when the installation no longer sends by that service."""
    check(service, address)
    if service is Service.URL:
        return address
    if service is Service.MAIL:
        base = _rules[0].mail_url
        return f"{base}{'&' if '?' in base else '?'}to={quote(address, safe='')}"
    return f"{service}://{address}/"


def show(service: Service, address: str) -> str:
    """An address as lists show it: enough for its owner to know it by."""
    if service is Service.MAIL:
        name, _, domain = address.partition("@")
        return f"{name[:1]}***@{domain}"
    if service is Service.URL:
        parts = urlsplit(address)
        return f"{parts.scheme}://…" if parts.scheme not in {"json", "jsons"} else f"{parts.scheme}://{parts.hostname}"
    return f"{service} …{address[-4:]}"
