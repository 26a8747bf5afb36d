"""The division table: taken in again and again, in any order, and nothing is thrown away."""

from datetime import date

import pytest
from sqlalchemy import select

from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.territory import divisions
from gridnet.territory.divisions import Named
from gridnet.territory.models import Division, Station
from tests.factories import territory as factories

DAY = date(2026, 3, 1)
LATER = date(2026, 9, 1)
CITY = [("9901", "示例市")]
COUNTIES = [("990101", "示例县"), ("990102", "示例区")]
TOWNSHIPS = [("990101001", "示例街道"), ("990101100", "示例镇")]
VILLAGES = [("990101001001", "示例社区"), ("990101100200", "示例村")]
ALL = CITY + COUNTIES + TOWNSHIPS + VILLAGES


def table(rows):
    return [Named(number, code, name) for number, (code, name) in enumerate(rows, start=2)]


def take_in(rows, *, on=DAY, complete=""):
    return divisions.take_in(table(rows), on=on, complete=complete)


def counts(outcome):
    return outcome.added, outcome.changed, outcome.unchanged, len(outcome.refused), outcome.withdrawn


def test_all_levels_may_come_in_one_table_in_any_order(session):
    assert counts(take_in(reversed(ALL))) == (7, 0, 0, 0, 0)
    rows = session.execute(select(Division.code, Division.level, Division.parent_code).order_by(Division.code)).all()
    assert ("990101001001", "village", "990101001") in [tuple(row) for row in rows]
    assert ("990100", "city", "990000") in [tuple(row) for row in rows]


def test_taking_in_again_changes_nothing(session):
    take_in(ALL)
    assert counts(take_in(ALL, on=LATER)) == (0, 0, 7, 0, 0)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([*CITY, ("990199001", "示例")], "the division above, 990199, is not known"),  # no such county
        ([("990101", "示例县")], "the division above, 990100, is not known"),  # the table of counties first
        ([*ALL, ("9901x1", "示例")], "digits"),  # no code
        ([*ALL, ("", "示例")], "digits"),  # none at all
        ([*ALL, ("990102001", " ")], "no name"),
        ([*ALL, ("990101001000", "又一个")], "row 5 has this code already"),  # the same code in its long form
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_its_reason(session, rows, reason):
    outcome = take_in(rows)
    assert [reason in row.reason for row in outcome.refused] == [True]
    assert outcome.rows == len(rows)


def test_a_division_is_renamed(session):
    take_in(ALL)
    assert counts(take_in([("990101", "新名县")], on=LATER)) == (0, 1, 0, 0, 0)
    assert divisions.get("990101").name == "新名县"


def test_what_a_whole_table_lacks_is_withdrawn_as_of_the_day(session):
    take_in(ALL)
    outcome = take_in([*TOWNSHIPS[:1], *VILLAGES[:1]], on=LATER, complete="990101")
    assert counts(outcome) == (0, 0, 2, 0, 2)
    gone = session.scalars(select(Division.code).where(Division.valid_to == LATER).order_by(Division.code)).all()
    assert gone == ["990101100", "990101100200"]


def test_a_whole_table_of_one_county_leaves_the_others_alone(session):
    take_in([*ALL, ("990102001", "别处街道")])
    assert take_in(TOWNSHIPS, on=LATER, complete="990101").withdrawn == 0


def test_a_withdrawn_code_that_comes_back_is_reinstated(session):
    take_in(ALL)
    take_in(TOWNSHIPS[:1], on=LATER, complete="990101")
    assert counts(take_in(TOWNSHIPS, on=LATER)) == (0, 1, 1, 0, 0)
    assert divisions.get("990101100").valid_to is None


def test_a_merged_code_leads_to_what_it_became(session):
    take_in([*ALL, ("990101101", "新镇"), ("990101102", "更新镇")])
    divisions.succeed("990101100", "990101101", on=DAY.replace(month=4), note="合并")
    divisions.succeed("990101101", "990101102", on=LATER)
    assert divisions.successors("990101100") == ["990101102"]
    assert divisions.successors("990101001") == ["990101001"]


def test_a_merge_written_down_twice_is_one(session):
    take_in([*ALL, ("990101101", "新镇")])
    for _ in range(2):
        divisions.succeed("990101100", "990101101", on=LATER)
    assert divisions.successors("990101100") == ["990101101"]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("990101999", "990101001", NotFound),  # a code that never was
        ("990101001", "990101999", NotFound),
        ("990101001", "990101001", Invalid),  # itself
    ],
)
def test_a_merge_that_cannot_be_is_refused(session, old, new, kind):
    take_in(ALL)
    with pytest.raises(kind):
        divisions.succeed(old, new, on=LATER)


def test_a_code_is_withdrawn_on_one_day_only(session):
    take_in(ALL)
    divisions.succeed("990101100", "990101001", on=LATER)
    with pytest.raises(Conflict, match="was withdrawn on 2026-09-01"):
        divisions.succeed("990101100", "990102", on=DAY.replace(year=2027))


def test_a_withdrawn_county_names_its_heirs(session):
    take_in(ALL)
    divisions.succeed("990101", "990102", on=LATER)
    with pytest.raises(Conflict, match="it goes on as: 990102"):
        divisions.require_county("990101")


def test_an_unknown_county_is_refused_with_what_to_do(session):
    with pytest.raises(NotFound, match="divisions import"):
        divisions.require_county("990107")


def test_divisions_below_one_come_by_code(session):
    take_in(ALL)
    assert [each.code for each in divisions.list_below("990101", limit=1)] == ["990101001", "990101100"]
    assert [each.code for each in divisions.list_below("990101", limit=9, after="990101001")] == ["990101100"]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["code", "name", "areaCode"], True),
        (["统计用区划代码", "名称"], True),
        (["id", "name"], False),
    ],
)
def test_the_columns_are_found_by_their_names(header, found):
    lines = [(2, dict.fromkeys(header, "990101"))]
    if found:
        assert divisions.read_rows(header, lines) == [Named(2, "990101", "990101")]
    else:
        with pytest.raises(Invalid, match="this one has: id, name"):
            divisions.read_rows(header, lines)


def test_stations_are_added_and_renamed(session):
    factories.division()
    assert divisions.put_stations("990101", [("S1", "一所", "990101001"), ("S2", "二所", None)]) == 2
    assert divisions.put_stations("990101", [("S1", "改名", None)]) == 0
    assert divisions.put_stations("990101", []) == 0
    rows = session.execute(select(Station.code, Station.name, Station.division_code).order_by(Station.code)).all()
    assert [tuple(row) for row in rows] == [("S1", "改名", "990101001"), ("S2", "二所", None)]
