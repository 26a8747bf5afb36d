"""What a county changes about categories."""

import pytest

from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.tables import Line
from gridnet.incidents import overrides, queries
from gridnet.incidents.categories import PoliceRole, Priority

COUNTY, OTHER = County("410599"), County("410598")
OWN = {
    "code": "9001",
    "name_zh": "示例事项",
    "name_en": "Sample matter",
    "police_role": "inform",
    "sensitivity": "normal",
    "priority": "P4",
}


def take_in(*rows):
    return overrides.take_in(COUNTY, [Line(number, row) for number, row in enumerate(rows, start=2)])


def test_a_county_changes_a_category_for_itself_alone(session):
    before = queries.get_category(OTHER, "0401")
    take_in({"code": "0401", "priority": "P2"})
    assert queries.get_category(COUNTY, "0401").priority is Priority.P2
    assert queries.get_category(OTHER, "0401") == before


def test_what_is_not_named_stays_as_it_is_everywhere(session):
    take_in({"code": "0404", "name_zh": "夜间噪声"})
    found = queries.get_category(COUNTY, "0404")
    assert (found.name_zh, found.police_role) == ("夜间噪声", PoliceRole.ASSIST)


def test_every_change_is_a_new_version_and_a_repetition_is_none(session):
    versions = []
    for row in (
        {"code": "0401", "priority": "P2"},
        {"code": "0401", "priority": "P2"},
        {"code": "0401", "priority": "P4"},
    ):
        take_in(row)
        versions.append(queries.get_category(COUNTY, "0401").version)
    assert versions == [1001, 1001, 1002]


def test_a_retired_category_takes_no_more_reports(session):
    take_in({"code": "0406", "retired": "是"})
    with pytest.raises(Invalid, match="no category 0406"):
        queries.get_category(COUNTY, "0406")
    assert "0406" not in queries.list_categories(COUNTY)


def test_a_category_of_the_county_s_own_is_whole(session):
    assert take_in(OWN).changed == 1
    assert queries.list_categories(COUNTY)["9001"].name_zh == "示例事项"
    assert "9001" not in queries.list_categories(OTHER)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code": "401", "priority": "P2"}, "four digits"),  # the leading zero is lost
        ({"code": "0401", "priority": "P9"}, "priority is one of"),
        ({"code": "0499", "priority": "P2"}, "no category"),  # unknown, and not of one's own
        ({k: v for k, v in OWN.items() if k != "name_en"}, "has name_zh"),  # of one's own, and not whole
        ({"priority": "P2"}, "four digits"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_goes_in(session, row, reason):
    tally = take_in(row, {"code": "0401", "priority": "P2"})
    assert tally.changed == 1
    assert [number for number, _ in tally.rejected] == [2]
    assert reason in tally.rejected[0][1]
