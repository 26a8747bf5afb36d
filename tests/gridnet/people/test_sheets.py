"""Staff and roster tables as people write them."""

from datetime import date, datetime, time

import pytest

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL
from gridnet.people import sheets
from gridnet.people.roles import Role


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["工号", "姓名", "手机号码"], {"staff_no": "工号", "name": "姓名", "phone": "手机号码"}),
        (["staff_no", "Name"], {"staff_no": "staff_no", "name": "Name"}),
        ([" 警号 ", "人员姓名", "警格编码"], {"staff_no": " 警号 ", "name": "人员姓名", "area": "警格编码"}),
    ],
)
def test_columns_are_found_by_their_usual_names(header, found):
    assert sheets.columns(header, {}, needs=("staff_no", "name")) == found


def test_a_column_that_is_named_wins():
    found = sheets.columns(["工号", "姓名", "别名"], {"name": "别名"}, needs=("name",))
    assert found["name"] == "别名"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (["姓名"], {}),  # no staff number
        (["工号", "姓名"], {"name": "名字"}),  # no such column
        (["工号", "姓名"], {"colour": "姓名"}),  # no such thing
    ],
)
def test_a_table_that_cannot_be_read_is_refused(header, named):
    with pytest.raises(Invalid):
        sheets.columns(header, named, needs=("staff_no", "name"))


def test_every_usual_name_means_one_thing():
    names = [name for names in sheets.HEADERS.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("role", Role)
def test_every_role_is_known_by_its_code(role):
    assert sheets.word(role.value.upper(), sheets.ROLES, "role") is role


def test_a_word_that_means_nothing_is_refused():
    with pytest.raises(Invalid):
        sheets.word("厨师", sheets.ROLES, "role")


@pytest.mark.parametrize(
    "text", ["2026-03-02", "2026/3/2", "2026.03.02", "20260302", "2026年3月2日", "2026-03-02 00:00:00"]
)
def test_a_day_is_read_as_people_write_it(text):
    assert sheets.read_date(text) == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["", "2026-13-01", "3/2/2026", "yesterday"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Invalid):
        sheets.read_date(text)


@pytest.mark.parametrize("text", ["8:00", "08:00:00", "8点", "8时", "8点00分"])
def test_a_time_of_day_is_read_as_people_write_it(text):
    assert sheets.read_time(text) == time(8)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02T09:00:00+00:00", "2026-03-02T17:00+08:00"),
        ("2026-03-02 09:00", "2026-03-02T09:00+08:00"),  # local where it does not say
        ("2026/3/2 9:00", "2026-03-02T09:00+08:00"),
        ("2026/3/2", "2026-03-02T00:00+08:00"),
    ],
)
def test_a_moment_is_local_unless_it_says_otherwise(text, moment):
    assert sheets.read_moment(text) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("start", "end", "begins", "ends"),
    [
        ("08:00", "20:00", "2026-03-02T08:00", "2026-03-02T20:00"),
        ("20:00", "08:00", "2026-03-02T20:00", "2026-03-03T08:00"),  # over night
        ("08:00", "08:00", "2026-03-02T08:00", "2026-03-03T08:00"),  # around the clock
        ("16:00", "24:00", "2026-03-02T16:00", "2026-03-03T00:00"),
        ("00:00", "24:00", "2026-03-02T00:00", "2026-03-03T00:00"),
    ],
)
def test_a_shift_that_ends_no_later_than_it_begins_ends_on_the_next_day(start, end, begins, ends):
    expected = tuple(datetime.fromisoformat(each).replace(tzinfo=LOCAL) for each in (begins, ends))
    assert sheets.span(date(2026, 3, 2), start, end) == expected


@pytest.mark.parametrize("text", ["08:00-20:00", "08:00 - 20:00", "08:00~20:00", "08:00—20:00"])
def test_hours_are_read_with_any_dash(text):
    assert sheets.read_hours(text) == ("08:00", "20:00")


def test_hours_have_two_ends():
    with pytest.raises(Invalid):
        sheets.read_hours("08:00")


def test_a_tally_counts_all_rows():
    tally = sheets.Tally(added=1, changed=2, kept=3, rejected=[sheets.Rejected(2, "why", {})])
    assert tally.rows == 7
