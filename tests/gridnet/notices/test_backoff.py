"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

from gridnet.notices import backoff

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)


def test_the_waits_grow_and_then_it_is_given_up():
    waits = [backoff.next_try(tries, AT) for tries in range(1, backoff.TRIES + 1)]
    assert waits[0] == AT + timedelta(seconds=30)
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])


def test_it_goes_on_for_most_of_a_day_so_that_a_night_without_a_mail_server_loses_nothing():
    assert sum(backoff.WAITS, timedelta()) > timedelta(hours=12)


def test_beyond_the_last_try_there_is_none():
    assert backoff.next_try(backoff.TRIES + 5, AT) is None
