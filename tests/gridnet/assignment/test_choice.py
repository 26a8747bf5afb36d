"""Who is made responsible."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.assignment import choice
from gridnet.assignment.choice import Need, Skip, Why
from gridnet.base.network import Network
from gridnet.incidents.lifecycle import Role
from gridnet.people.duty import Candidate, Rung
from gridnet.people.roles import Role as Post

GRID = Need(Network.COMMUNITY, Role.LEAD, "410599001")
BEAT = Need(Network.POLICE, Role.ASSIST, "S1")


def candidate(position_id, rung=Rung.PRIMARY, network=Network.COMMUNITY, *, sworn=True, on_duty=True, name="示例人员"):
    return Candidate(
        network=network,
        rung=rung,
        position_id=position_id,
        person_id=position_id + 1000,
        name=name,
        staff_no=f"S{position_id}",
        role=Post.GRID_WORKER if network is Network.COMMUNITY else Post.OFFICER,
        sworn=sworn,
        on_duty=on_duty,
        duty_reason="on_shift" if on_duty else "no_shift",
        shift_id=None,
        leave_id=None,
    )


OFF = {"on_duty": False}


@pytest.mark.parametrize(
    ("need", "candidates", "position", "why"),
    [
        (GRID, [candidate(1), candidate(2, Rung.DEPUTY)], 1, Why.PRIMARY),  # the ordinary case
        (GRID, [candidate(1, **OFF), candidate(2, Rung.DEPUTY)], 2, Why.DEPUTY),  # the primary is off
        (GRID, [candidate(1, **OFF), candidate(3, Rung.LEADER)], 3, Why.GRID_LEADER),
        (GRID, [candidate(4, Rung.VILLAGE_DESK), candidate(5, Rung.TOWNSHIP_DESK)], 4, Why.VILLAGE_DESK),
        (GRID, [candidate(5, Rung.TOWNSHIP_DESK)], 5, Why.TOWNSHIP_DESK),
        (GRID, [candidate(1, **OFF)], None, Why.NOBODY),  # the desk's queue has it
        (GRID, [], None, Why.NOBODY),  # outside every grid, nobody at the desk
        (BEAT, [candidate(6, network=Network.POLICE)], 6, Why.PRIMARY),
        (BEAT, [candidate(1)], None, Why.NOBODY),  # the other network does not stand in
        (BEAT, [candidate(6, network=Network.POLICE, sworn=False)], None, Why.NOBODY),  # auxiliaries not alone
        (
            BEAT,
            [candidate(6, Rung.DEPUTY, Network.POLICE, sworn=False), candidate(7, Rung.LEADER, Network.POLICE)],
            7,
            Why.STATION_DUTY,
        ),
        (dataclasses.replace(GRID, named=frozenset({1001})), [candidate(1), candidate(2)], 2, Why.PRIMARY),
        (dataclasses.replace(GRID, declined=frozenset({1001})), [candidate(1)], None, Why.NOBODY),
        (
            dataclasses.replace(GRID, from_rung=Rung.TOWNSHIP_DESK),
            [candidate(1), candidate(5, Rung.TOWNSHIP_DESK)],
            5,
            Why.TOWNSHIP_DESK,
        ),
    ],
)
def test_the_chain_is_walked_rung_by_rung(need, candidates, position, why):
    chosen = choice.choose(need, candidates, {})
    assert chosen.why is why
    assert (chosen.candidate.position_id if chosen.candidate else None) == position
    assert (chosen.desk_code is None) == (position is not None)


@pytest.mark.parametrize(
    ("loads", "position"),
    [
        ({1: 3, 2: 1}, 2),  # the fewest open cases
        ({1: 2, 2: 2}, 1),  # equal: the lower position, always the same
        ({}, 1),
    ],
)
def test_open_cases_decide_between_equals(loads, position):
    chosen = choice.choose(GRID, [candidate(2), candidate(1)], loads)
    assert chosen.candidate.position_id == position
    assert chosen.loads == {1: loads.get(1, 0), 2: loads.get(2, 0)}


def test_loads_are_not_weighed_where_there_is_nothing_to_weigh():
    assert choice.choose(GRID, [candidate(1), candidate(2, Rung.DEPUTY)], {1: 99}).loads == {}


def test_whoever_was_passed_over_is_told_why():
    need = dataclasses.replace(BEAT, named=frozenset({1001}), declined=frozenset({1002}))
    police = {"network": Network.POLICE}
    every = [
        candidate(1, **police),
        candidate(2, **police),
        candidate(3, sworn=False, **police),
        candidate(4, on_duty=False, **police),
        candidate(5, Rung.LEADER, **police),
    ]
    assert dict(choice.choose(need, every, {}).skipped) == {
        1: Skip.NAMED,
        2: Skip.DECLINED,
        3: Skip.NOT_SWORN,
        4: Skip.OFF_DUTY,
    }


@pytest.mark.parametrize(
    ("text", "names", "named"),
    [
        ("投诉示例民警07态度不好", ["示例民警07"], {1001}),
        ("路灯不亮", ["示例民警07"], set()),
        ("王家门口积水", ["王"], set()),  # one character names nobody
    ],
)
def test_a_candidate_whose_name_stands_in_the_text_is_named(text, names, named):
    assert choice.named_in(text, [candidate(1, name=name) for name in names]) == named


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.integers(1, 50),
        st.sampled_from(Rung),
        st.sampled_from(Network),
        sworn=st.booleans(),
        on_duty=st.booleans(),
    ),
    unique_by=lambda each: each.position_id,
    max_size=12,
)
NEEDS = st.builds(
    Need,
    st.sampled_from(Network),
    st.sampled_from(Role),
    st.just("desk"),
    st.frozensets(st.integers(1001, 1050), max_size=3),
    st.frozensets(st.integers(1001, 1050), max_size=3),
    st.sampled_from(Rung),
)


@given(NEEDS, CANDIDATES, st.dictionaries(st.integers(1, 50), st.integers(0, 9)), st.randoms())
def test_there_is_always_one_owner_and_the_order_of_candidates_does_not_matter(need, candidates, loads, random):
    chosen = choice.choose(need, candidates, loads)
    shuffled = list(candidates)
    random.shuffle(shuffled)
    again = choice.choose(need, shuffled, loads)
    assert (again.candidate, again.desk_code, again.why) == (chosen.candidate, chosen.desk_code, chosen.why)
    assert (chosen.candidate is None) != (chosen.desk_code is None)
    if chosen.candidate:
        assert choice.skip(need, chosen.candidate) is None
        assert chosen.candidate.network is need.network
