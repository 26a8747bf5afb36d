"""Which messages come of what is due."""

import pytest

from gridnet.notices import batching
from gridnet.notices.batching import Due, Way

MINE = Way(channel_id=1, person_id=7)


def due(id_, **given):
    return Due(**({"id": id_, "kind": "leg_assigned", "person_id": 7} | given))


def made(notices, *ways):
    return [(each.channel_id, each.notice_ids) for each in batching.messages(notices, ways or [MINE])]


def test_a_notice_goes_out_by_every_channel_of_its_person():
    assert made([due(1)], MINE, Way(channel_id=2, person_id=7), Way(channel_id=3, person_id=8)) == [
        (1, (1,)),
        (2, (1,)),
    ]


def test_what_bears_one_digest_becomes_one_message():
    assert made([due(1, digest="a"), due(2), due(3, digest="a"), due(4, digest="b")]) == [
        (1, (1, 3)),
        (1, (4,)),
        (1, (2,)),
    ]


def test_after_an_outage_one_message_not_a_storm():
    assert made([due(number) for number in range(batching.STORM)]) == [(1, (0, 1, 2, 3, 4))]
    assert len(made([due(number) for number in range(batching.STORM - 1)])) == batching.STORM - 1


def test_what_is_urgent_goes_first_and_alone_and_whatever_its_digest():
    calm, urgent = due(1, digest="a"), due(2, digest="a", urgent=True)
    assert made([calm, due(3, digest="a"), urgent]) == [(1, (2,)), (1, (1, 3))]
    assert [each.urgent for each in batching.messages([calm, urgent], [MINE])] == [True, False]


def test_a_storm_of_urgent_ones_is_one_urgent_message():
    (only,) = batching.messages([due(number, urgent=True) for number in range(30)], [MINE])
    assert only.urgent
    assert len(only.notice_ids) == 30


def test_a_channel_for_urgent_notices_hears_of_nothing_else():
    assert made([due(1), due(2, urgent=True)], Way(channel_id=1, person_id=7, urgent_only=True)) == [(1, (2,))]


@pytest.mark.parametrize(
    ("robot", "heard"),
    [
        ({"division_code": "410599001"}, True),
        ({"division_code": "410599"}, True),  # of the county: of every township in it
        ({"division_code": "410599002"}, False),
        ({"division_code": "410599001", "kinds": frozenset({"sweep_missing"})}, False),
        ({"division_code": "410599001", "kinds": frozenset({"leg_assigned"})}, True),
    ],
)
def test_a_robot_hears_of_the_desks_of_its_division(robot, heard):
    desk = due(1, person_id=None, desk_code="410599001")
    assert bool(made([desk], Way(channel_id=1, **robot))) is heard


def test_a_robot_is_never_told_what_a_person_is_told():
    assert made([due(1, desk_code="410599001")], Way(channel_id=1, division_code="410599")) == []


def test_nobody_to_tell_makes_no_message():
    assert made([due(1)], Way(channel_id=1, person_id=8)) == []
    assert made([]) == []
