"""Persons and positions from a table."""

import pytest

from gridnet.base.network import Network
from gridnet.base.tables import Line
from gridnet.people import lists, sheets, staff, staff_import
from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import Role
from gridnet.people.sheets import Tally
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import AT, COUNTY, SINCE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")

HEADER = ["工号", "姓名", "登录名", "手机", "角色", "网格编码", "责任", "派出所", "区划代码", "值班方式"]
WORKER = ("W1", "示例网格员 01", "user1", "13800001234", "网格员", "G1", "主", "", "", "")


@pytest.fixture
def grid(session):
    return people.area(code="G1")


def take_in(*rows):
    columns = sheets.columns(HEADER, {}, needs=("staff_no", "name"))
    run = staff_import.Run(COUNTY, columns, SINCE, By(AT), staff_import.areas(COUNTY))
    lines = [Line(number, dict(zip(HEADER, row, strict=True))) for number, row in enumerate(rows, start=2)]
    tally = Tally()
    staff_import.take_in(run, lines, tally)
    assert tally.rows == len(rows)
    return tally


def changed(row, **cells):
    names = dict(zip(HEADER, row, strict=True)) | cells
    return tuple(names.values())


def positions(staff_no="W1"):
    person = staff_import.find(COUNTY, staff_no)
    return lists.list_positions(COUNTY, [person.id], AT)


def test_a_row_is_a_person_with_a_position(grid):
    assert take_in(WORKER).added == 1
    person = staff_import.find(COUNTY, "W1")
    assert (person.name, person.login, staff.phone_of(person)) == ("示例网格员 01", "user1", "13800001234")
    (position,) = positions()
    assert (position.role, position.network, position.area_id, position.keeps, position.scope, position.duty_rule) == (
        Role.GRID_WORKER,
        Network.COMMUNITY,
        grid.id,
        Keeps.PRIMARY,
        VILLAGE,  # of the grid, so that its township can roster them
        Rule.ROSTERED,
    )


@pytest.mark.usefixtures("grid")
def test_running_it_again_adds_nothing():
    take_in(WORKER)
    again = take_in(WORKER)
    assert (again.added, again.changed, again.kept) == (0, 0, 1)
    assert len(positions()) == 1


@pytest.mark.usefixtures("grid")
def test_what_a_row_leaves_empty_stays():
    take_in(WORKER)
    assert take_in(changed(WORKER, 手机="", 登录名="")).kept == 1
    assert take_in(changed(WORKER, 姓名="示例网格员 02")).changed == 1
    assert staff_import.find(COUNTY, "W1").login == "user1"


@pytest.mark.usefixtures("grid")
def test_a_person_may_hold_several_positions():
    people.area(Network.POLICE, code="B1")
    officer = changed(WORKER, 角色="社区民警", 网格编码="B1", 责任="副")
    assert take_in(WORKER, officer).added == 2
    assert [each.role for each in positions()] == [Role.GRID_WORKER, Role.OFFICER]


def test_a_row_without_a_role_is_a_person_alone():
    assert take_in(changed(WORKER, 角色="")).added == 1
    assert positions() == []


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"角色": "乡镇综治中心", "区划代码": TOWNSHIP}, Rule.ALWAYS),  # a desk is manned
        ({"角色": "乡镇综治中心", "区划代码": TOWNSHIP, "值班方式": "排班"}, Rule.ROSTERED),
        ({"角色": "派出所值班", "派出所": "S1"}, Rule.ROSTERED),
        ({"角色": "社区民警"}, Rule.ROSTERED),
        ({"角色": "社区民警", "值班方式": "常在岗"}, Rule.ALWAYS),
        ({"角色": "领导"}, Rule.ALWAYS),
    ],
)
def test_how_one_is_on_duty_follows_from_the_role_unless_it_is_said(cells, rule):
    take_in(changed(WORKER, **({"网格编码": "", "责任": ""} | cells)))
    assert [each.duty_rule for each in positions()] == [rule]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"工号": ""}, "staff number"),
        ({"登录名": "中文"}, "login"),
        ({"手机": "see list"}, "telephone"),
        ({"角色": "厨师"}, "no role known"),
        ({"网格编码": "G9"}, "no grid G9"),
        ({"角色": "社区民警", "网格编码": "G1"}, "no beat G1"),  # a grid is no beat
        ({"责任": "大"}, "way to keep"),
        ({"责任": ""}, "primary or deputy"),
        ({"角色": "辅警", "网格编码": ""}, "cannot be primary"),
        ({"角色": "村值班", "网格编码": "", "责任": ""}, "scope"),
        ({"角色": "派出所值班", "网格编码": "", "责任": ""}, "station"),
        ({"区划代码": "420106"}, "neither lies in"),
        ({"值班方式": "有时"}, "way to be on duty"),
    ],
)
@pytest.mark.usefixtures("grid")
def test_a_row_that_cannot_be_is_rejected_with_its_reason_and_the_rest_goes_on(cells, reason):
    tally = take_in(changed(WORKER, **cells), changed(WORKER, 工号="W2", 登录名="user2"))
    assert tally.added == 1
    (rejected,) = tally.rejected
    assert reason in rejected.reason
    assert (rejected.number, rejected.cells["姓名"]) == (2, "示例网格员 01")
    assert staff_import.find(COUNTY, "W1") is None  # nothing of it is left behind


@pytest.mark.usefixtures("grid")
def test_a_login_that_is_taken_rejects_the_row():
    (rejected,) = take_in(WORKER, changed(WORKER, 工号="W2")).rejected
    assert "taken" in rejected.reason
