"""Division codes are text; their beginning names the division above."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.territory import codes
from gridnet.territory.values import Level


@pytest.mark.parametrize(
    ("text", "code", "level", "above"),
    [
        ("41", "410000", Level.PROVINCE, ()),  # a province as the statistics write it
        ("410000", "410000", Level.PROVINCE, ()),
        ("4105", "410500", Level.CITY, ("410000",)),
        ("410506", "410506", Level.COUNTY, ("410500", "410000")),
        ("419001", "419001", Level.COUNTY, ("419000", "410000")),  # directly under the province
        ("410506001", "410506001", Level.TOWNSHIP, ("410506",)),
        ("410506001002", "410506001002", Level.VILLAGE, ("410506001",)),
        ("410506001000", "410506001", Level.TOWNSHIP, ("410506",)),  # three zeros name the level above
        ("410506000000", "410506", Level.COUNTY, ("410500", "410000")),
        (" 410506 ", "410506", Level.COUNTY, ("410500", "410000")),  # blanks around it
    ],
)
def test_a_code_tells_its_level_and_what_is_above(text, code, level, above):
    read = codes.read(text)
    assert (read, codes.level_of(read), codes.parents_of(read)) == (code, level, above)


@pytest.mark.parametrize(
    "text",
    ["", "4", "41050", "4105060", "410506.0", "x10506", "４１０５０６", "4105060010020"],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(Invalid, match="digits"):
        codes.read(text)
