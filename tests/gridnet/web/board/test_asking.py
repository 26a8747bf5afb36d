"""What stands in the address of a board, and what it means."""

import pytest

from gridnet.incidents import numbers
from gridnet.incidents.lifecycle import State
from gridnet.web.board import asking
from gridnet.web.board.asking import BoardQuery
from tests.factories import incidents


def test_an_empty_field_is_no_filter():
    query = BoardQuery.model_validate({"state": "", "number": " ", "card": "", "unlocated": "", "nonsense": "1"})
    assert query.filters == {}
    assert not query.is_narrowed


def test_an_address_says_what_it_was_read_from():
    given = {"state": "assigned", "card": "red", "unlocated": "true", "area": "G1"}
    query = BoardQuery.model_validate(given | {"limit": "20", "after": "x"})
    assert query.filters == given
    assert query.address(after="y") == "state=assigned&card=red&area=G1&unlocated=true&after=y"
    assert (query.wish.limit, query.wish.after) == (20, "x")


@pytest.mark.parametrize(
    ("given", "narrowed", "picked"),
    [({"county": "410599"}, False, False), ({"unlocated": "true"}, True, False), ({"priority": "P1"}, True, True)],
)
def test_filters_that_are_folded_away_are_told_from_the_others(given, narrowed, picked):
    query = BoardQuery.model_validate(given)
    assert (query.is_narrowed, query.is_picked) == (narrowed, picked)


def test_an_area_is_looked_for_in_both_networks(county):
    wanted = asking.wanted(BoardQuery.model_validate({"area": "B1"}), county.county)
    assert wanted.area_ids == [county.areas["B1"]]
    assert asking.wanted(BoardQuery.model_validate({"area": "nowhere"}), county.county).area_ids == []


def test_a_number_is_found_and_a_slip_in_it_finds_nothing(county):
    row = incidents.incident()
    number = numbers.write(row.county, row.id)
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    found = [
        asking.wanted(BoardQuery.model_validate({"number": each}), county.county).incident_id
        for each in (number, slip, "12", numbers.write("410598", row.id))
    ]
    assert found == [row.id, 0, 0, 0]


def test_what_has_ended_is_no_state_of_an_open_case():
    assert State.VERIFIED in asking.OPEN_STATES
    assert State.CLOSED not in asking.OPEN_STATES
