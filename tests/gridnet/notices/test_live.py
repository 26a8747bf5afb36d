"""Open pages hear of what is new: through a real listening connection, and no more pages than there may be."""

import json
import time

import pytest
from sqlalchemy import text
from werkzeug.exceptions import ServiceUnavailable

from gridnet.base import db
from gridnet.notices import inbox, live, routing
from gridnet.notices.live import BOARD_BELL, CASE_BELL, Ground, Ring, Shown, Switchboard
from tests.factories import notices, people
from tests.factories.people import AT

SOON = 20  # seconds until which something must have happened; ordinarily a few milliseconds


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(live, "IDLE_S", 0.05)


@pytest.fixture
def board(committing):
    board = Switchboard(committing, 4)
    yield board
    for ear in list(board._ears):
        board.leave(ear)
    assert eventually(lambda: board._thread is None), "the thread ends when nobody is left"


def eventually(is_so):
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.01)
    return False


def listening(board, *ears):
    """All have heard the first ring, which says that the connection listens."""
    assert all(ear.wait(SOON) for ear in ears)


def told(county, **given):
    with db.transaction():
        person = people.person(county=county)
        notices.promise(person, **given)
        return person.id


def add_notice(county, person_id, key):
    with db.transaction():
        notices.promise(None, county=county, person_id=person_id, key=key)
    routing.route(AT)


def test_a_ring_reaches_the_pages_of_its_person_and_no_other(board, fresh):
    one, other = told(fresh, key=f"one {fresh}"), told(fresh, key=f"other {fresh}")
    routing.route(AT)
    first, second = board.join(fresh, one), board.join(fresh, one)
    stranger = board.join(fresh, other)
    listening(board, first, second, stranger)
    add_notice(fresh, one, f"new {fresh}")
    assert first.wait(SOON)
    assert second.wait(SOON)
    assert not stranger.wait(0.2)


def test_the_same_person_id_in_another_county_hears_nothing(board, fresh):
    person = told(fresh, key=f"x {fresh}")
    routing.route(AT)
    here, there = board.join(fresh, person), board.join("999999", person)
    listening(board, here, there)
    add_notice(fresh, person, f"new {fresh}")
    assert here.wait(SOON)
    assert not there.wait(0.2)


def test_there_are_no_more_pages_than_there_may_be(board, fresh):
    ears = [board.join(fresh, number) for number in range(4)]
    with pytest.raises(ServiceUnavailable) as full:
        board.join(fresh, 5)
    assert full.value.retry_after == live.RETRY_S
    board.leave(ears[0])
    board.join(fresh, 5)
    assert board.count == 4


def test_nobody_takes_all_the_places_and_their_newest_page_goes_before_their_oldest(board, fresh):
    theirs = [board.join(fresh, 1) for _ in range(live.PER_PERSON + 1)]
    assert [ear.is_over for ear in theirs] == [True] + [False] * live.PER_PERSON
    assert board.count == live.PER_PERSON


def test_one_connection_serves_them_all_and_is_given_back(board, fresh, apart_url):
    ears = [board.join(fresh, number) for number in range(4)]
    listening(board, *ears)
    owner = db.connect(apart_url)
    query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = 'apart' AND query LIKE 'LISTEN %'")

    def connections():
        with owner.connect() as connection:
            return connection.scalar(query)

    assert connections() == 1
    for ear in ears:
        board.leave(ear)
    assert eventually(lambda: connections() == 0)
    again = board.join(fresh, 1)
    listening(board, again)
    owner.dispose()


def test_when_the_connection_is_lost_it_listens_anew_and_everybody_looks(board, fresh, apart_url):
    person = told(fresh, key=f"lost {fresh}")
    routing.route(AT)
    ear = board.join(fresh, person)
    listening(board, ear)
    owner = db.connect(apart_url)
    with owner.connect() as connection:
        killed = connection.scalar(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = 'apart' AND query LIKE 'LISTEN %'"
            )
        )
    owner.dispose()
    assert killed == 1
    assert ear.wait(SOON), "whatever rang meanwhile may have been missed"
    add_notice(fresh, person, f"after {fresh}")
    assert ear.wait(SOON)


def test_a_page_is_told_how_things_stand_then_what_is_new_then_asked_to_come_again(board, fresh, monkeypatch):
    person = told(fresh, key=f"page {fresh}")
    routing.route(AT)
    ear = board.join(fresh, person)
    listening(board, ear)
    monkeypatch.setattr(live, "LASTS_S", 1.0)
    monkeypatch.setattr(live, "BEAT_S", 0.2)
    lines = live.stream(ear, inbox.standing(fresh, person))
    assert next(lines).startswith("retry: ")
    assert read(next(lines))["unseen"] == 1
    add_notice(fresh, person, f"news {fresh}")
    assert read(next(lines))["unseen"] == 2
    *rest, last = lines
    assert set(rest) == {": beat\n\n"}
    assert last == "retry: 200\n\n", "and then it ends, to be asked for again at once"


def test_a_process_that_is_to_end_lets_its_pages_go(board, fresh, monkeypatch):
    monkeypatch.setattr(live, "_boards", {"one": board})
    ear = board.join(fresh, 1)
    listening(board, ear)
    lines = live.stream(ear, inbox.Standing(0, None))
    assert next(lines).startswith("retry")
    next(lines)
    live.hang_up()
    assert list(lines) == []


def read(event):
    kind, data = event.strip().split("\n")
    assert kind == "event: notices"
    return json.loads(data.removeprefix("data: "))


def test_no_connection_is_held_while_a_page_waits(board, fresh, committing):
    ear = board.join(fresh, told(fresh, key=f"idle {fresh}"))
    listening(board, ear)
    lines = live.stream(ear, inbox.Standing(0, None))
    next(lines)
    next(lines)
    db.session.remove()
    assert committing.pool.checkedout() == 0
    lines.close()


def ring(bell, payload):
    with db.transaction():
        db.session.execute(text("SELECT pg_notify(:bell, :payload)"), {"bell": bell, "payload": payload})


def test_a_board_hears_of_its_county_and_a_page_without_one_does_not(board, fresh):
    shows, other = board.join(fresh, 1, Shown(Ground(fresh, (fresh,)))), board.join(fresh, 2)
    elsewhere = board.join(fresh, 3, Shown(Ground("999999", ("999999",))))
    listening(board, shows, other, elsewhere)
    ring(BOARD_BELL, f"{fresh} {fresh}001")
    assert shows.wait(SOON) == {Ring.BOARD}
    assert not other.wait(0.2)
    assert not elsewhere.wait(0.2)


def test_the_page_of_a_case_hears_of_that_case_and_no_other(board, fresh):
    shows, other = board.join(fresh, 7, Shown(case=(fresh, 8))), board.join(fresh, 8, Shown(case=(fresh, 80)))
    elsewhere = board.join(fresh, 3, Shown(case=("999999", 8)))
    listening(board, shows, other, elsewhere)
    ring(CASE_BELL, f"{fresh} 5 8")
    assert shows.wait(SOON) == {Ring.CASE}
    assert not other.wait(0.2), "neither another case nor the person of that number"
    assert not elsewhere.wait(0.2)


@pytest.mark.parametrize(
    ("prefixes", "codes", "hears"),
    [
        (("410599",), ["410599001"], True),
        (("410599001",), ["410599001"], True),
        (("410599001002",), ["410599001"], True),
        (("410599002",), ["410599001"], False),
        (("410599002",), ["410599001", "410599002"], True),
        (("410599002",), ["410599"], True),
        (("410599002",), [], True),
    ],
    ids=["county", "township", "a village of it", "another", "one of two", "the county's desk", "too many to name"],
)
def test_a_board_hears_of_the_divisions_it_shows(prefixes, codes, hears):
    assert Ground("410599", prefixes).touches("410599", codes) is hears
    assert not Ground("410598", prefixes).touches("410599", codes)


def test_a_page_with_a_board_is_told_of_both(board, fresh):
    ear = board.join(fresh, told(fresh, key=f"both {fresh}"), Shown(Ground(fresh, (fresh,))))
    listening(board, ear)
    lines = live.stream(ear, inbox.Standing(0, None))
    next(lines)
    next(lines)
    ear.ring(Ring.BOARD)
    assert next(lines) == "event: board\ndata: {}\n\n"
    ear.ring(Ring.CASE)
    assert next(lines) == "event: case\ndata: {}\n\n"
    lines.close()
