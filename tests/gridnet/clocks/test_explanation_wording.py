from datetime import timedelta

import pytest

from gridnet.clocks import explanation_wording as wording
from gridnet.clocks.explanation import LineKind
from gridnet.clocks.limits import Unit
from gridnet.clocks.values import PauseReason


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_line_has_words(language):
    assert set(LineKind) <= set(wording.TEMPLATES[language])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_unit_and_every_lawful_reason_has_words(language):
    assert set(wording.UNITS[language]) == set(wording.RULES[language]) == set(Unit)
    assert set(wording.REASONS[language]) == set(PauseReason)


def test_both_languages_say_the_same():
    names = {language: set(templates) for language, templates in wording.TEMPLATES.items()}
    assert names["zh"] == names["en"]


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(), "0分", "0 min"),
        (timedelta(seconds=59), "59秒", "59 s"),
        (timedelta(minutes=90), "1小时30分", "1 h 30 min"),
        (timedelta(days=2), "48小时", "48 h"),  # working time is no days
        (-timedelta(minutes=5), "5分", "5 min"),
        (timedelta(seconds=3599, microseconds=600_000), "1小时", "1 h"),  # to the second
    ],
)
def test_a_length_of_time(length, zh, en):
    assert (wording.duration(length, "zh"), wording.duration(length, "en")) == (zh, en)
