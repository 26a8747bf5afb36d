"""Telling open pages that something is new: one listening connection a process, fanned out to those it concerns.

A page learns that it should look, and how much there is; the notices themselves it reads through the inbox, and a board
what it shows of its county. So a ring that is lost loses nothing: whoever connects is told first how things stand.

An open page costs a thread that sleeps (some 50 KB) and no connection to the database.
"""

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic, sleep
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
import structlog
from sqlalchemy import Engine
from werkzeug.exceptions import ServiceUnavailable

from gridnet.base import db
from gridnet.base.county import County
from gridnet.notices import inbox
from gridnet.notices.inbox import Standing
from gridnet.notices.routing import BELL

#: Who has heard us to the end connects again so soon.
NEXT_MS = 200
#: After so long a page connects anew, and so shows anew that it may.
LASTS_S = 120.0
#: A line so often, for proxies that cut what is silent and to notice pages that are gone.
BEAT_S = 15.0
IDLE_S = 5.0
RETRY_S = 30
LOST_S = 1.0
#: Pages of one person that hear at once. A page that was left is noticed only at its beat, so the newest goes before.
PER_PERSON = 4
#: Rung by the worker when something in a county has changed; see `gridnet.incidents.ringing`.
BOARD_BELL = "gridnet_boards"
#: Rung beside it for each of the cases that have changed: the county, and their ids.
CASE_BELL = "gridnet_cases"

log = structlog.get_logger()


class Ring(StrEnum):
    """What a bell is for."""

    NOTICES = "notices"
    BOARD = "board"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a board shows: a county, or the divisions of it whose codes begin so."""

    county: str
    prefixes: tuple[str, ...]

    def touches(self, county: str, codes: Iterable[str]) -> bool:
        """Whether something changed here, in the divisions `codes` (in the county somewhere, where none is named)."""
        if county != self.county:
            return False
        named = list(codes) or [county]
        return any(code.startswith(own) or own.startswith(code) for code in named for own in self.prefixes)


@dataclass(frozen=True, slots=True)
class Shown:
    """What an open page shows beside one's notices: a board, or one case (its county and id)."""

    ground: Ground | None = None
    case: tuple[str, int] | None = None


NOTHING = Shown()


class Ear:
    """One open page, waiting for its bells; of a board or a case it hears where it shows one."""

    def __init__(self, county: County, person_id: int, shown: Shown = NOTHING) -> None:
        self.key, self.ground, self.case = (str(county), person_id), shown.ground, shown.case
        self._rung = threading.Event()
        self._rings: set[Ring] = set()
        self.is_over = False

    def hang_up(self) -> None:
        """Let the page go; it connects anew after a while."""
        self.is_over = True
        self._rung.set()

    def ring(self, ring: Ring) -> None:
        """Something is new."""
        self._rings.add(ring)
        self._rung.set()

    def wait(self, seconds: float) -> frozenset[Ring]:
        """What rang within so long; however often it did, that is once."""
        self._rung.wait(seconds)
        self._rung.clear()
        return frozenset(self._take())

    def _take(self) -> Iterator[Ring]:
        """What has rung, each taken at once: one that rings meanwhile sets the event again."""
        for ring in Ring:
            if ring in self._rings:
                self._rings.discard(ring)
                yield ring


class Switchboard:
    """The ears of a process, at most so many; its thread listens for as long as there are any."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine, self.most = engine, most
        self._lock = threading.Lock()
        self._ears: dict[Ear, None] = {}  # in the order they came
        self._thread: threading.Thread | None = None

    def join(self, county: County, person_id: int, shown: Shown = NOTHING) -> Ear:
        """An ear for this person, in place of their oldest where they have too many; raises 503 when all have."""
        ear = Ear(county, person_id, shown)
        with self._lock:
            theirs = [each for each in self._ears if each.key == ear.key]
            for oldest in theirs[: max(0, len(theirs) - PER_PERSON + 1)]:
                del self._ears[oldest]
                oldest.hang_up()
            if len(self._ears) >= self.most:
                raise ServiceUnavailable("too many pages are connected; ask again later", retry_after=RETRY_S)
            self._ears[ear] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="notices-live", daemon=True)
                self._thread.start()
        return ear

    def leave(self, ear: Ear) -> None:
        """The page is gone."""
        with self._lock:
            self._ears.pop(ear, None)

    def hang_up(self) -> None:
        """Let all pages go."""
        for ear in self._hearing():
            ear.hang_up()

    @property
    def count(self) -> int:
        """How many pages are connected."""
        return len(self._ears)

    def _listen(self) -> None:
        while not self._is_over():
            try:
                self._listen_once()
            except Exception as error:  # noqa: BLE001 - whatever it was, the pages are to hear again
                log.warning("live_connection_lost", error=type(error).__name__)
                sleep(LOST_S)

    def _listen_once(self) -> None:
        with self._engine.connect() as pooled:
            connection = cast("psycopg.Connection[Any]", pooled.connection.driver_connection)
            pooled.detach()  # for itself alone: the pool neither waits for it nor gets it back
            connection.rollback()
            connection.autocommit = True
            connection.execute(f"LISTEN {BELL}")
            connection.execute(f"LISTEN {BOARD_BELL}")
            connection.execute(f"LISTEN {CASE_BELL}")
            self._ring_all()  # what rang before this thread could hear it
            while not self._is_over():
                for note in connection.notifies(timeout=IDLE_S):
                    self._ring(note.channel, note.payload)

    def _is_over(self) -> bool:
        """Whether nobody is left to listen for; then whoever joins next starts another thread."""
        with self._lock:
            if self._ears:
                return False
            if self._thread is threading.current_thread():
                self._thread = None
            return True

    def _ring_all(self) -> None:
        for ear in self._hearing():
            ear.ring(Ring.NOTICES)
            if ear.ground is not None:
                ear.ring(Ring.BOARD)
            if ear.case is not None:
                ear.ring(Ring.CASE)

    def _ring(self, bell: str, payload: str) -> None:
        county, *named = payload.split()
        if bell == BOARD_BELL:
            for ear in self._hearing():
                if ear.ground is not None and ear.ground.touches(county, named):
                    ear.ring(Ring.BOARD)
            return
        meant = {(county, int(id_)) for id_ in named}
        for ear in self._hearing():
            if bell == CASE_BELL and ear.case in meant:
                ear.ring(Ring.CASE)
            elif bell == BELL and ear.key in meant:
                ear.ring(Ring.NOTICES)

    def _hearing(self) -> list[Ear]:
        with self._lock:
            return list(self._ears)


_boards: WeakKeyDictionary[Engine, Switchboard] = WeakKeyDictionary()
_lock = threading.Lock()


def switchboard(most: int) -> Switchboard:
    """The switchboard of this process for the database the session is bound to."""
    engine = db.session.get_bind().engine
    with _lock:
        board = _boards.get(engine)
        if board is None:
            board = _boards[engine] = Switchboard(engine, most)
        return board


def hang_up() -> None:
    """Let every open page of this process go at once, so that it can end."""
    for board in list(_boards.values()):
        board.hang_up()


def stream(ear: Ear, first: Standing) -> Iterator[str]:
    """What an open page is sent: how things stand, again with every ring, and a beat in between."""
    yield f"retry: {RETRY_S * 1000}\n\n"
    yield _event(first)
    until = monotonic() + LASTS_S
    while (left := until - monotonic()) > 0:
        rang = ear.wait(min(BEAT_S, left))
        if ear.is_over:
            return
        if not rang:
            yield ": beat\n\n"
        if Ring.NOTICES in rang:
            yield _event(_now(ear))
        if Ring.BOARD in rang:
            yield "event: board\ndata: {}\n\n"
        if Ring.CASE in rang:
            yield "event: case\ndata: {}\n\n"
    yield f"retry: {NEXT_MS}\n\n"


def _now(ear: Ear) -> Standing:
    """How things stand, in a transaction of its own: none is open while a page only waits."""
    try:
        with db.transaction():
            return inbox.standing(County(ear.key[0]), ear.key[1])
    finally:
        db.session.remove()


def _event(standing: Standing) -> str:
    data = json.dumps({"unseen": standing.unseen, "newest": standing.newest})
    return f"event: notices\ndata: {data}\n\n"
