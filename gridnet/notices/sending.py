"""Handing one message to one channel through Apprise: the only place that calls the world. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import apprise
from apprise import Apprise, AppriseAsset, AppriseResultStatus
from apprise.attachment.memory import AttachMemory

from gridnet.notices.attachments import File
from gridnet.notices.wording import Message

TIMEOUT_S = 20
REF_HEADER = "X-Gridnet-Ref"
LONGEST_ERROR = 300


class Outcome(StrEnum):
    """What became of a try."""

    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"  # it took too long; it may have arrived
    HOPELESS = "hopeless"  # trying again would change nothing


@dataclass(frozen=True, slots=True)
class Try:
    """A try and what the service said."""

    outcome: Outcome
    error: str | None = None


@cache
def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="gridnet",
        app_desc="gridnet",
        app_url="",
        async_mode=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        http_redirects=False,  # the address that was proven, and no other
        service_timeout=TIMEOUT_S,
        allow_templates=False,
    )


def is_known(url: str) -> bool:
    """Whether Apprise can make a service of the URL."""
    return _service(url) is not None


def send(url: str, message: Message, ref: str, files: Sequence[File] = ()) -> Try:
    """Send a message once; `ref` goes along as a header where the service has headers."""
    service = _service(url)
    if service is None:
        return Try(Outcome.HOPELESS, "the address is not one that Apprise can send to")
    if isinstance(getattr(service, "headers", None), dict):
        service.headers[REF_HEADER] = ref
    carrier = Apprise(asset=_asset())
    carrier.add(service)
    made: Any = AttachMemory  # which has no types
    attached = [made(each.content, name=each.name, mimetype=each.media_type) for each in files]
    result = carrier.notify(
        title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT, attach=attached or None
    )
    if result:
        return Try(Outcome.SENT)
    outcome = Outcome.UNSURE if result.status is AppriseResultStatus.TIMEOUT else Outcome.FAILED
    said = "; ".join(entry.message for entry in result.logs()) or result.status.name.lower()
    return Try(outcome, said[:LONGEST_ERROR])


def _service(url: str) -> Any:
    return Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)
