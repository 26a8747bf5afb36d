"""How far somebody may look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import column
from sqlalchemy.dialects import postgresql

from gridnet.base.errors import Invalid, NotFound
from gridnet.base.reach import Part, Reach

HERE, ELSEWHERE = "410506", "410507"
CODES = st.lists(st.sampled_from(["", "41", "4105", "410506", "410506001", "410507", "42"]), max_size=4)


def sql(condition):
    return str(condition.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))


@pytest.mark.parametrize(
    ("prefixes", "code", "covered"),
    [
        ([""], "410506", True),  # everywhere
        (["41"], "410506", True),  # the province
        (["4105"], "410507", True),  # the city
        (["410506"], "410506", True),  # the county itself
        (["410506"], "410507", False),  # the neighbour
        (["410506001"], "410506", False),  # a township is not its county
        (["410506001"], "410506001002", True),  # a village of the township
        ([], "410506", False),  # nothing
    ],
)
def test_a_prefix_covers_what_lies_wholly_within(prefixes, code, covered):
    assert Reach.of(prefixes).covers(code) is covered


def test_a_county_that_is_covered_is_let_through():
    assert Reach.of(["4105"]).check(HERE) == HERE


@pytest.mark.parametrize("reach", [Reach.of([]), Reach.of([ELSEWHERE]), Reach.of(["410506001"])])
def test_a_county_outside_or_covered_in_part_is_not_told_of(reach):
    with pytest.raises(NotFound):
        reach.check(HERE)


@pytest.mark.parametrize("code", ["4105", "abcdef", "4105060"])
def test_what_is_no_county_is_refused(code):
    with pytest.raises(Invalid):
        Reach.of([""]).check(code)


def test_a_part_holds_only_what_lies_in_the_county():
    reach = Reach.of(["410506001", "410507002"], [(HERE, 7), (ELSEWHERE, 8)], [HERE])
    assert reach.part(HERE) == Part(HERE, is_whole=False, prefixes=("410506001",), area_ids=(7,), own=True)


def test_a_part_of_nothing_is_not_told_of():
    with pytest.raises(NotFound):
        Reach.of([ELSEWHERE], [(ELSEWHERE, 7)], [ELSEWHERE]).part(HERE)


def test_a_whole_county_is_narrowed_by_the_county_alone():
    assert sql(Reach.of(["41"]).part(HERE).where(column("county"))) == "county = '410506'"


def test_a_part_is_narrowed_by_every_column_named_for_it():
    part = Part(HERE, is_whole=False, prefixes=("410506001",), area_ids=(7,), own=True)
    narrowed = sql(part.where(column("county"), divisions=[column("desk")], areas=[column("area")], own=column("mine")))
    assert narrowed == "county = '410506' AND (desk LIKE '410506001%%' OR area IN (7) OR mine)"


def test_a_relation_for_which_no_column_is_named_shows_nothing():
    part = Part(HERE, is_whole=False, prefixes=("410506001",), area_ids=(7,), own=True)
    assert sql(part.where(column("county"))) == "county = '410506' AND false"


def test_counties_are_told_by_everything_that_lies_in_them():
    assert Reach.of(["410506001"], [("410508", 1)], [ELSEWHERE]).counties() == ("410506", "410507", "410508")


def test_a_list_over_counties_is_narrowed_by_prefixes():
    assert sql(Reach.of(["41", "4201"]).where(column("code"))) == "code LIKE '41%%' OR code LIKE '4201%%'"


@pytest.mark.parametrize(("prefixes", "condition"), [([], "false"), ([""], "true")])
def test_nothing_and_everywhere_need_no_prefix(prefixes, condition):
    assert sql(Reach.of(prefixes).where(column("code"))) == condition


@given(CODES, st.sampled_from([HERE, ELSEWHERE, "420106"]))
def test_saying_a_prefix_twice_or_within_another_changes_nothing(prefixes, code):
    assert Reach.of(prefixes).covers(code) == any(code.startswith(prefix) for prefix in prefixes)


@given(CODES, CODES)
def test_a_wider_reach_covers_no_less(some, more):
    narrow, wide = Reach.of(some), Reach.of([*some, *more])
    assert all(wide.covers(code) for code in (HERE, ELSEWHERE, "420106") if narrow.covers(code))
