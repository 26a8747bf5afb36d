"""A boundary file read and checked beside the request that asked for it: how far it is, what came of it, whose it is.

A large file takes minutes, longer than any request may. So a thread of the web process does it, and tells how far it
is in a file beside the upload, which every web process can read: whoever leaves comes back to it for a day. A thread
that dies with its process leaves a file that nobody touches any more, and the page says so.
"""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.base.errors import NotFound, Refusal
from gridnet.web.admin import uploads

SUFFIX = ".job"
BEAT_S = 2
#: A job that has not been touched for so long has died with its process.
DEAD = timedelta(seconds=30)

log = structlog.get_logger()


class Stage(StrEnum):
    """What is being done, or how it ended."""

    READING = "reading"
    CHECKING = "checking"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


ENDED = frozenset({Stage.DONE, Stage.REFUSED, Stage.FAILED})


@dataclass(frozen=True, slots=True)
class Job:
    """A check: of which file as the form described it, how far it is, and the draft or the refusal it ended with."""

    token: str
    typed: Mapping[str, str]
    person_id: int
    touched_at: str
    stage: Stage = Stage.READING
    done: int = 0
    whole: int = 0
    draft_id: int | None = None
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more comes."""
        return self.stage in ENDED

    def is_dead(self, at: datetime) -> bool:
        """Whether it stopped without an end."""
        return not self.has_ended and at - datetime.fromisoformat(self.touched_at) > DEAD


#: Does the work, telling how many rows of how many are read (0 of 0: all are read, now checked); the draft's id.
Work = Callable[[Callable[[int, int], None]], int]


class Running:
    """A job and the file it is told in; only its own thread and its beat write there."""

    def __init__(self, county: County, job: Job) -> None:
        self._path, self._job, self._lock = uploads.place(county, job.token), job, threading.Lock()

    def tell(self, **changes: Any) -> None:
        """Note how far it is."""
        with self._lock:
            self._job = replace(self._job, touched_at=moment.now().isoformat(), **changes)
            uploads.rewrite(self._path, json.dumps(asdict(self._job), ensure_ascii=False))

    def progress(self, done: int, whole: int) -> None:
        """Note how many rows are read; when all are, they are checked."""
        self.tell(done=done, whole=whole, stage=Stage.CHECKING if done >= whole else Stage.READING)


def begin(county: County, typed: Mapping[str, str], person_id: int, work: Work, *, at: datetime) -> str:
    """Begin a check in a thread of its own; returns the token it is found by."""
    token = uploads.new_token(SUFFIX)
    running = Running(county, Job(token, dict(typed), person_id, at.isoformat()))
    running.tell()
    threading.Thread(target=_beat, args=[running, work], daemon=True, name=f"check {token[:8]}").start()
    return token


def _beat(running: Running, work: Work) -> None:
    """Do the work in a thread, and let the file show meanwhile that somebody is at it."""
    worker = threading.Thread(target=run, args=[running, work], daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(BEAT_S)
        if worker.is_alive():
            running.tell()


def run(running: Running, work: Work) -> None:
    """The work in a transaction of its own, and what came of it."""
    try:
        with db.transaction():
            draft_id = work(running.progress)
        running.tell(stage=Stage.DONE, draft_id=draft_id)
    except Refusal as error:
        faults = {str(each.get("field", "")): str(each.get("message", "")) for each in error.errors}
        running.tell(stage=Stage.REFUSED, fault=str(error), faults=faults)
    except Exception:
        log.exception("check_failed")
        running.tell(stage=Stage.FAILED)
    finally:
        db.session.remove()


def find(county: County, token: str) -> Job:
    """The job; raises `NotFound` where it is gone, or the token is another file's."""
    if not token.endswith(SUFFIX):
        raise NotFound("there is no such check")
    kept = json.loads(uploads.find(county, token).read_text(encoding="utf-8"))
    return Job(**kept | {"stage": Stage(kept["stage"])})


def list_open(county: County) -> list[Job]:
    """The checks of a county that have not led on to a draft, the latest first."""
    found = []
    for token in uploads.tokens(county, SUFFIX):
        with suppress(NotFound):  # whoever looked at it has just been led on
            found.append(find(county, token))
    return sorted((job for job in found if job.stage is not Stage.DONE), key=lambda job: job.touched_at, reverse=True)


def forget(county: County, token: str) -> None:
    """Drop what is told of a check that is over."""
    uploads.forget(county, token)
