"""Categories as a county sees them: everybody's beside its own."""

import pytest

from gridnet.base.county import County
from gridnet.base.tables import Line
from gridnet.incidents import category_book, overrides
from tests.factories.people import COUNTY

pytestmark = pytest.mark.usefixtures("session")

OWN = {
    "code": "9001",
    "name_zh": "景区走失",
    "name_en": "Lost in the park",
    "police_role": "assist",
    "priority": "P2",
    "sensitivity": "normal",
}


def take_in(**cells):
    tally = overrides.take_in(COUNTY, [Line(2, cells)])
    assert tally.rejected == []


def test_what_a_county_has_not_changed_is_everybodys():
    row = category_book.find(COUNTY, "0401")
    assert (row.own_version, row.name_zh, row.priority) == (None, row.base_name_zh, row.base_priority)


def test_what_it_has_changed_stands_beside_what_everybody_has():
    before = category_book.find(COUNTY, "0401")
    take_in(code="0401", priority="P1")
    row = category_book.find(COUNTY, "0401")
    assert (row.priority, row.base_priority, row.name_zh) == ("P1", before.priority, before.name_zh)
    assert category_book.find(County("410598"), "0401").priority == before.priority  # another county's is as it was


def test_its_own_ones_and_retired_ones_are_listed_in_the_order_of_their_codes():
    take_in(**{name: value for name, value in OWN.items() if name in {"code", *overrides.COLUMNS}})
    take_in(code="0401", retired="1")
    rows = category_book.list_all(COUNTY)
    codes = [row.code for row in rows]
    assert codes == sorted(codes)
    assert (codes[-1], rows[-1].base_version) == ("9001", None)
    assert category_book.find(COUNTY, "0401").is_retired
    assert category_book.find(County("410598"), "9001") is None


def test_a_code_that_is_none_is_not_found():
    assert category_book.find(COUNTY, "8888") is None
