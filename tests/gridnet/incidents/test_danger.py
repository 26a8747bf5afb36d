"""Whom to ring first."""

import pytest

from gridnet.incidents import danger

LAMP = "0402"


@pytest.mark.parametrize(
    ("category", "text", "lines"),
    [
        ("0702", "", ["119"]),  # a fire is one by its kind alone
        ("0308", "", ["110", "120"]),
        (LAMP, "路灯不亮", []),
        (LAMP, "有人被车撞人受伤流血", ["120"]),
        (LAMP, "两人持刀打架", ["110"]),
        (LAMP, "三楼着火，有人昏迷", ["119", "120"]),
        (LAMP, "已到场，无人受伤", []),  # said not to be so
        (LAMP, "没有人受伤", []),
        (LAMP, "老人没有呼吸", ["120"]),  # no denial: the words themselves
        (LAMP, "The house is ON FIRE", ["119"]),
        (LAMP, "Nobody injured, lamp broken", []),
        (LAMP, "A man is injured", ["120"]),
        (LAMP, "fire lane blocked by a car", []),  # a word of danger within another meaning
        (LAMP, "begun work on the lamp", []),  # "gun" within a word
        ("9001", "", []),  # a kind of the county's own
    ],
)
def test_the_kind_and_the_words_tell_whom_to_ring(category, text, lines):
    assert list(danger.lines(category, text)) == lines


def test_each_number_has_words_in_both_languages():
    assert all(danger.CHINESE[line] and danger.ENGLISH[line] for line in danger.Line)
