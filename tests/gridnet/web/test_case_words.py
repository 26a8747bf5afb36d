"""What is said about cases."""

from gridnet.incidents.lifecycle import LEG, WHOLE, Step
from gridnet.web import case_words


def test_every_step_is_told_and_drawn():
    assert set(Step) <= set(case_words.ACTS)
    assert set(case_words.ICONS) == set(Step)


def test_every_step_that_wants_a_reason_asks_for_it():
    wanting = {step for table in (LEG, WHOLE) for (_, step), passage in table.items() if passage.reason}
    assert set(case_words.QUESTIONS) == wanting


def test_each_form_has_a_reference_of_its_own():
    assert case_words.fresh_ref() != case_words.fresh_ref()
