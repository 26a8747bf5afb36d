"""What is told about leave and swaps."""

import pytest

from gridnet.notices import duty_telling, wording
from gridnet.people.request_rules import Kind, State


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_state_has_a_notice_with_words(state, language):
    kind = duty_telling.KINDS.get(state, duty_telling.TOLD)
    said = {"what": Kind.LEAVE, "since": "2026-03-10T04:30:00+00:00"}
    told = wording.render(kind, said | ({"outcome": state} if kind == duty_telling.TOLD else {}), language)
    assert "2026-03-10 12:30" in told.body
    assert kind in duty_telling.TOLD_KINDS


def test_what_wants_an_act_is_told_apart_from_what_came_of_it():
    assert {state for state in State if state in duty_telling.KINDS} == {State.ASKED, State.WAITING}
