"""How the watch is doing, at the doors."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gridnet.clocks import ladder_cache, watch
from gridnet.people.roles import Role
from tests.factories import cards, people
from tests.factories.cards import COUNTY, HOUR, NOON

MISSING = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _fresh():
    ladder_cache.forget()


def swept(at):
    watch.begin(at, MISSING)
    while watch.sweep(at).due:
        continue
    watch.finish(at)


def figures(calls):
    answer = calls().get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_the_lag_of_every_card_is_in_the_histogram(calls):
    for seconds in (0, 3, 4000):
        cards.clock(yellow_at=NOON - timedelta(seconds=seconds))
    swept(NOON)
    found = figures(calls)
    assert found["gridnet_clock_lag_seconds_count",] == 3
    assert found["gridnet_clock_lag_seconds_sum",] == 4003
    assert [found["gridnet_clock_lag_seconds_bucket", bound] for bound in ("0.5", "5.0", "3600.0", "+Inf")] == [
        1,
        2,
        2,
        3,
    ]


def test_what_waits_and_what_was_set_aside_is_counted(calls):
    cards.clock(yellow_at=NOON - HOUR)
    watch.set_aside(COUNTY, cards.clock(yellow_at=NOON + HOUR, next_check_at=NOON).id, ValueError("odd"), at=NOON)
    found = figures(calls)
    assert found["gridnet_clocks_due",] == 1
    assert found["gridnet_clocks_due_oldest_seconds",] == 3 * 3600
    assert found["gridnet_clock_faults",] == 1


def test_the_age_of_the_last_sweep(calls):
    swept(NOON - 2 * HOUR)
    found = figures(calls)
    assert (found["gridnet_sweep_age_seconds",], found["gridnet_sweeps_total",]) == (7200, 1)


@pytest.mark.parametrize(("ago", "status"), [(timedelta(0), 200), (MISSING, 200), (HOUR, 503)])
def test_the_watch_has_a_heartbeat(calls, ago, status):
    swept(NOON - ago)
    assert calls().get("/watchz").status_code == status


def test_before_the_first_sweep_it_says_so(calls):
    answer = calls().get("/watchz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (503, "no sweep has finished yet\n")


def test_a_dead_worker_is_noticed_by_whoever_asks_a_web_process(calls):
    admin = people.position(role=Role.SYSTEM_ADMIN)
    swept(NOON - HOUR)
    calls().get("/watchz")
    calls().get("/metrics")
    assert [each.person_id for each in cards.notices() if each.kind == "sweep_missing"] == [admin.person_id]
