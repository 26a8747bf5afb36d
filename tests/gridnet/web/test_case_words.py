"""What is said about cases."""

from types import SimpleNamespace

import pytest

from gridnet.clocks import card_writing, cards
from gridnet.incidents import classifying
from gridnet.incidents.lifecycle import LEG, WHOLE, Step
from gridnet.web import case_words


def test_every_act_is_told_and_every_step_drawn():
    others = {classifying.STEP, card_writing.STEP, cards.ANSWERED, cards.CANCELLED}
    assert set(Step) | others <= set(case_words.ACTS)
    assert set(case_words.ICONS) == set(Step)


def test_every_step_that_wants_a_reason_asks_for_it():
    wanting = {step for table in (LEG, WHOLE) for (_, step), passage in table.items() if passage.reason}
    assert set(case_words.QUESTIONS) == wanting


def test_each_form_has_a_reference_of_its_own():
    assert case_words.fresh_ref() != case_words.fresh_ref()


@pytest.mark.parametrize(
    ("priority", "told"),
    [(["P3", "P2"], "Priority or category changed: P3 → P2"), (["P3", "P3"], "Priority or category changed")],
)
def test_a_change_of_priority_says_from_which_to_which(priority, told):
    entry = SimpleNamespace(step=classifying.STEP, detail={"priority": priority, "category": ["0402", "0402"]})
    assert case_words.act_name(entry) == told
