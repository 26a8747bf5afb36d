"""Who answers for an area, and in which order the search goes."""

import pytest

from gridnet.base.errors import Conflict, Invalid
from gridnet.base.network import Network
from gridnet.people import duty
from gridnet.people.duty import Candidate, Keeps, Post, Reason, Rule, Rung, Seat
from gridnet.people.roles import Role

COMMUNITY, POLICE = Network.COMMUNITY, Network.POLICE


def candidate(position_id=1, rung=Rung.PRIMARY, network=COMMUNITY, **given):
    defaults = {
        "person_id": position_id,
        "name": "示例网格员",
        "staff_no": "W1",
        "role": Role.GRID_WORKER,
        "sworn": True,
        "on_duty": True,
        "duty_reason": Reason.ALWAYS,
        "shift_id": None,
        "leave_id": None,
    }
    return Candidate(network=network, rung=rung, position_id=position_id, **(defaults | given))


@pytest.mark.parametrize(
    ("role", "keeps", "rung"),
    [
        (Role.GRID_WORKER, Keeps.PRIMARY, Rung.PRIMARY),
        (Role.GRID_WORKER, Keeps.DEPUTY, Rung.DEPUTY),
        (Role.OFFICER, Keeps.PRIMARY, Rung.PRIMARY),
        (Role.AUXILIARY, Keeps.DEPUTY, Rung.DEPUTY),  # a candidate who is passed over, so that the record says why
        (Role.GRID_LEADER, None, Rung.LEADER),
        (Role.STATION_DUTY, None, Rung.LEADER),
        (Role.VILLAGE_DESK, None, Rung.VILLAGE_DESK),
        (Role.TOWNSHIP_DESK, None, Rung.TOWNSHIP_DESK),
        (Role.GRID_WORKER, None, None),  # keeps nothing
        (Role.SUPERVISOR, None, None),  # watches, does not answer
    ],
)
def test_a_position_stands_on_its_rung(role, keeps, rung):
    assert duty.rung_of(role, keeps) is rung


@pytest.mark.parametrize(
    ("rule", "has_shift", "has_leave", "reason", "on"),
    [
        (Rule.ALWAYS, False, False, Reason.ALWAYS, True),
        (Rule.ALWAYS, True, False, Reason.ALWAYS, True),  # a shift adds nothing
        (Rule.ROSTERED, True, False, Reason.ON_SHIFT, True),
        (Rule.ROSTERED, False, False, Reason.NO_SHIFT, False),
        (Rule.ROSTERED, True, True, Reason.ON_LEAVE, False),  # leave beats the roster
        (Rule.ALWAYS, False, True, Reason.ON_LEAVE, False),  # and beats always
    ],
)
def test_duty_follows_rule_shift_and_leave(rule, has_shift, has_leave, reason, on):
    found = duty.why(rule, has_shift=has_shift, has_leave=has_leave)
    assert (found, duty.is_on(found)) == (reason, on)


def test_candidates_come_by_network_rung_and_position():
    given = [
        candidate(9, Rung.DEPUTY),
        candidate(3, Rung.DEPUTY),
        candidate(7, network=POLICE),
        candidate(8, Rung.PRIMARY),
    ]
    assert [each.position_id for each in duty.in_order(given)] == [8, 3, 9, 7]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ([candidate(1), candidate(2, Rung.DEPUTY)], 1),  # the primary
        ([candidate(1, on_duty=False), candidate(2, Rung.DEPUTY)], 2),  # then the deputy
        ([candidate(1, on_duty=False), candidate(2, Rung.LEADER), candidate(3, Rung.VILLAGE_DESK)], 2),  # the leader
        ([candidate(2, Rung.VILLAGE_DESK), candidate(1, Rung.TOWNSHIP_DESK)], 2),  # village before township
        ([candidate(1, network=POLICE, sworn=False), candidate(2, Rung.LEADER, POLICE)], 2),  # no auxiliary alone
        ([candidate(1, network=POLICE, sworn=False)], None),
        ([candidate(1, on_duty=False)], None),
        ([], None),
    ],
)
def test_the_first_on_duty_answers(given, first):
    found = duty.first_on_duty(given)
    assert (found.position_id if found else None) == first


@pytest.mark.parametrize(
    ("network", "parent", "post"),
    [
        (COMMUNITY, "410599001002", Post(COMMUNITY, 1, ("410599001002", "410599001"))),  # village, then township
        (COMMUNITY, "410599001", Post(COMMUNITY, 1, ("410599001",))),  # a grid of a township
        (COMMUNITY, "410599", Post(COMMUNITY, 1)),  # of a county: no desk below it
        (COMMUNITY, None, Post(COMMUNITY, 1)),
        (POLICE, "S1", Post(POLICE, 1, (), "S1")),  # a beat of a station
        (POLICE, None, Post(POLICE, 1)),
    ],
)
def test_behind_an_area_stand_its_desks_or_its_station(network, parent, post):
    assert Post.of(network, 1, parent) == post


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((Role.GRID_WORKER, COMMUNITY, 5, None, "a"), (Role.GRID_HELPER, COMMUNITY, 5, None, "b"), True),  # one grid
        ((Role.GRID_WORKER, COMMUNITY, 5, None, "a"), (Role.GRID_WORKER, COMMUNITY, 6, None, "a"), False),
        ((Role.GRID_WORKER, COMMUNITY, 5, None, "a"), (Role.GRID_LEADER, COMMUNITY, 5, None, "a"), False),  # leads it
        ((Role.STATION_DUTY, POLICE, None, "S1", "a"), (Role.STATION_DUTY, POLICE, None, "S1", "b"), True),
        ((Role.STATION_DUTY, POLICE, None, "S1", "a"), (Role.STATION_DUTY, POLICE, None, "S2", "a"), False),
        ((Role.TOWNSHIP_DESK, COMMUNITY, None, None, "a"), (Role.TOWNSHIP_DESK, COMMUNITY, None, None, "a"), True),
        ((Role.DISPATCHER, None, None, None, "a"), (Role.SUPERVISOR, None, None, None, "a"), False),
    ],
)
def test_people_stand_in_for_each_other_on_one_seat(one, other, same):
    assert (Seat.of(*one) == Seat.of(*other)) is same


def test_an_auxiliary_does_not_take_over_an_officers_shift():
    with pytest.raises(Conflict):
        duty.check_stands_in(Role.AUXILIARY, Role.OFFICER)
    duty.check_stands_in(Role.OFFICER, Role.AUXILIARY)
    duty.check_stands_in(Role.AUXILIARY, Role.AUXILIARY)


@pytest.mark.parametrize(
    ("role", "network", "area", "keeps", "station"),
    [
        (Role.GRID_WORKER, POLICE, True, Keeps.PRIMARY, False),  # the wrong network
        (Role.SUPERVISOR, COMMUNITY, False, None, False),  # belongs to none
        (Role.AUXILIARY, POLICE, True, Keeps.PRIMARY, False),  # assists only
        (Role.GRID_HELPER, COMMUNITY, True, Keeps.PRIMARY, False),
        (Role.GRID_WORKER, COMMUNITY, True, None, False),  # keeps it as what?
        (Role.GRID_WORKER, COMMUNITY, False, Keeps.DEPUTY, False),  # keeps what?
        (Role.GRID_LEADER, COMMUNITY, True, Keeps.DEPUTY, False),  # leads, does not keep
        (Role.TOWNSHIP_DESK, COMMUNITY, True, None, False),  # has a division, not an area
        (Role.STATION_DUTY, POLICE, False, None, False),  # of which station?
        (Role.OFFICER, POLICE, True, Keeps.PRIMARY, True),  # by the beat, not the station
    ],
)
def test_a_position_the_chain_could_not_read_is_refused(role, network, area, keeps, station):
    with pytest.raises(Invalid):
        duty.check_seat(role, network=network, area=area, keeps=keeps, station=station)


@pytest.mark.parametrize(
    ("role", "network", "area", "keeps", "station"),
    [
        (Role.GRID_WORKER, COMMUNITY, True, Keeps.PRIMARY, False),
        (Role.AUXILIARY, POLICE, True, Keeps.DEPUTY, False),
        (Role.AUXILIARY, POLICE, False, None, False),
        (Role.GRID_LEADER, COMMUNITY, True, None, False),
        (Role.GRID_LEADER, COMMUNITY, False, None, False),
        (Role.STATION_DUTY, POLICE, False, None, True),
        (Role.SUPERVISOR, None, False, None, False),
    ],
)
def test_a_position_the_chain_can_read_passes(role, network, area, keeps, station):
    duty.check_seat(role, network=network, area=area, keeps=keeps, station=station)
