"""Who hears of a card: by day, at night, when nobody is there, and whom the matter itself names."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from gridnet.base.network import Network
from gridnet.clocks import calendars, hearing
from gridnet.clocks.hearing import Holder, Hours, Officer, Standing, Wanted
from gridnet.clocks.ladder import Tell
from gridnet.people.roles import Role

COUNTY, TOWNSHIP, VILLAGE = "410599", "410599001", "410599001001"
NIGHT = datetime(2026, 3, 10, 15, tzinfo=UTC)
OPENS = datetime(2026, 3, 11, 0, 30, tzinfo=UTC)
DAY = Hours(is_open=True, opens_at=NIGHT)
SHUT = Hours(is_open=False, opens_at=OPENS)
WORKER = Holder(Network.COMMUNITY, 1, 1, Role.GRID_WORKER, 7, None, VILLAGE)
OFFICER = Holder(Network.POLICE, 2, 2, Role.OFFICER, 8, "S1", TOWNSHIP)


def officer(id_, role, *, scope=COUNTY, area=None, station=None, on=True, away=False, network=None):
    reason = "always" if on else "on_leave" if away else "no_shift"
    return Officer(id_, id_, role, network, area, scope, station, on and not away, away, reason)


CREW = (
    officer(1, Role.GRID_WORKER, area=7),
    officer(2, Role.OFFICER, area=8),
    officer(3, Role.GRID_WORKER, area=7),
    officer(4, Role.GRID_LEADER, scope=VILLAGE),
    officer(5, Role.VILLAGE_DESK, scope=VILLAGE),
    officer(6, Role.TOWNSHIP_DESK, scope=TOWNSHIP),
    officer(7, Role.STATION_DUTY, station="S1"),
    officer(8, Role.SUPERVISOR),
    officer(9, Role.DISPATCHER),
    officer(10, Role.GRID_LEADER, scope="410599001002"),  # of another village
    officer(11, Role.STATION_DUTY, station="S2"),
    officer(12, Role.SYSTEM_ADMIN),
    officer(13, Role.AUXILIARY, area=8),
)


def crew(**changed):
    """The crew, with some of them `off` (not on duty) or `away` (on leave), or `without` some."""
    off, away, without = (set(changed.get(name, ())) for name in ("off", "away", "without"))
    kept = [each for each in CREW if each.person_id not in without]
    return [
        officer(
            each.person_id,
            each.role,
            scope=each.scope,
            area=each.area_id,
            station=each.station_code,
            on=each.person_id not in off | away,
            away=each.person_id in away,
        )
        for each in kept
    ]


def hear(tells, holder=WORKER, officers=CREW, hours=DAY, **given):
    found = hearing.hear(holder, Wanted(frozenset(tells), **given), officers, hours)
    return {each.tell: each.officer.person_id for each in found}


ALL = list(Tell)


def test_one_of_each_rung_hears():
    assert hear(ALL) == {Tell.ASSIGNEE: 1, Tell.HEAD: 4, Tell.SUPERVISOR: 6, Tell.LEADER: 8}


def test_police_climb_by_the_station_and_then_the_county():
    assert hear(ALL, OFFICER) == {Tell.ASSIGNEE: 2, Tell.HEAD: 7, Tell.SUPERVISOR: 8, Tell.LEADER: 9}


@pytest.mark.parametrize(
    ("holder", "head"),
    [
        (Holder(Network.COMMUNITY, 5, 5, Role.VILLAGE_DESK, None, None, VILLAGE), 6),
        (Holder(Network.COMMUNITY, 6, 6, Role.TOWNSHIP_DESK, None, None, TOWNSHIP), 8),
        (Holder(Network.POLICE, 7, 7, Role.STATION_DUTY, None, "S1", TOWNSHIP), 8),
        (Holder(Network.COMMUNITY, None, None, None, None, None, VILLAGE), 6),  # a queue of the village
        (Holder(None, 9, 9, Role.DISPATCHER, None, None, COUNTY), 8),
    ],
)
def test_the_head_stands_one_rung_above_whoever_has_the_case(holder, head):
    assert hear([Tell.HEAD], holder) == {Tell.HEAD: head}


def test_a_rung_without_anybody_is_passed():
    assert hear([Tell.HEAD], officers=crew(without={4, 5})) == {Tell.HEAD: 6}
    assert hear([Tell.HEAD], officers=[]) == {}


def test_by_day_whoever_is_on_duty_on_the_rung_comes_first():
    assert hear([Tell.HEAD], officers=crew(off={4})) == {Tell.HEAD: 5}
    assert hear([Tell.HEAD], officers=crew(off={4, 5})) == {Tell.HEAD: 4}, "nobody: the leader, who reads it in the day"


def test_by_day_a_rung_that_is_wholly_on_leave_is_passed():
    assert hear([Tell.HEAD], officers=crew(away={4, 5})) == {Tell.HEAD: 6}
    assert hear([Tell.ASSIGNEE], officers=crew(away={1})) == {Tell.ASSIGNEE: 3}, "the deputy stands in"


def test_the_assignee_is_told_by_day_even_off_duty():
    assert hear([Tell.ASSIGNEE], officers=crew(off={1})) == {Tell.ASSIGNEE: 1}


def test_at_night_it_goes_to_whoever_is_on_duty_if_need_be_further_up():
    """Zammad #4432 mails at midnight; here whoever sleeps is let sleep, and whoever is up hears."""
    assert hear([Tell.ASSIGNEE], officers=crew(off={1}), hours=SHUT) == {Tell.ASSIGNEE: 3}
    assert hear([Tell.HEAD], officers=crew(off={4, 5}), hours=SHUT) == {Tell.HEAD: 6}


def test_at_night_with_nobody_on_duty_it_waits_for_opening_and_says_why():
    everybody = {each.person_id for each in CREW}
    (found,) = hearing.hear(WORKER, Wanted(frozenset({Tell.HEAD})), crew(off=everybody), SHUT)
    assert (found.officer.person_id, found.not_before, found.hold_reason) == (4, OPENS, "nobody_on_duty")


def test_what_may_not_wait_is_told_at_any_hour():
    everybody = {each.person_id for each in CREW}
    found = hearing.hear(WORKER, Wanted(frozenset({Tell.ASSIGNEE}), waits=False), crew(off=everybody), SHUT)
    assert [(each.officer.person_id, each.not_before) for each in found] == [(1, None)]


def test_whoever_the_matter_names_never_hears():
    assert hear(ALL, kept_from=frozenset({4, 6})) == {
        Tell.ASSIGNEE: 1,
        Tell.HEAD: 5,
        Tell.SUPERVISOR: 8,
        Tell.LEADER: 9,
    }


def test_auxiliary_police_do_not_stand_in_for_an_officer():
    officers = crew(off={2})
    assert hear([Tell.ASSIGNEE], OFFICER, officers, SHUT) == {Tell.ASSIGNEE: 7}


def test_each_person_hears_once():
    alone = [officer(1, Role.GRID_WORKER, area=7), officer(8, Role.SUPERVISOR)]
    found = hearing.hear(WORKER, Wanted(frozenset(Tell)), alone, DAY)
    assert [each.officer.person_id for each in found] == [1, 8]


@pytest.mark.parametrize(
    ("holder", "tells", "code"),
    [
        (WORKER, {Tell.ASSIGNEE, Tell.HEAD}, None),
        (WORKER, {Tell.SUPERVISOR}, TOWNSHIP),
        (WORKER, {Tell.SUPERVISOR, Tell.LEADER}, COUNTY),
        (OFFICER, {Tell.SUPERVISOR}, COUNTY),
    ],
)
def test_on_whose_board_it_is_shown(holder, tells, code):
    assert hearing.raised_to(holder, tells) == code


def test_a_supervisor_of_a_township_stands_on_its_rung():
    assert hearing.standing_of(officer(1, Role.SUPERVISOR, scope=TOWNSHIP)) is Standing.TOWNSHIP
    assert hearing.standing_of(officer(1, Role.AUDITOR)) is None


def test_hours_of_a_calendar():
    assert hearing.hours_at(calendars.ALWAYS, NIGHT) == Hours(is_open=True, opens_at=NIGHT)


def test_a_calendar_without_working_time_is_never_shut():
    barren = SimpleNamespace(reach=_barren)
    assert hearing.hours_at(barren, NIGHT).is_open


def _barren(*_):
    raise calendars.Invalid("no working time")
