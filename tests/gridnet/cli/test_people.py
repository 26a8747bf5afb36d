"""The commands of people, on the test's own session."""

import csv
from contextlib import contextmanager
from datetime import timedelta

import pytest
from click.testing import CliRunner
from freezegun import freeze_time
from openpyxl import Workbook
from sqlalchemy import select

from gridnet.base.network import Network
from gridnet.base.settings import Settings
from gridnet.cli import main
from gridnet.cli import people as commands
from gridnet.people import access, credentials, staff_import
from gridnet.people.duty import Rule
from gridnet.people.models import Position, Shift, WebSession
from gridnet.people.roles import Permission, Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, PASSWORD

STAFF = ["工号,姓名,登录名,角色,网格编码,责任", "W1,示例网格员 01,user1,网格员,G1,主", "W2,示例网格员 02,,厨师,,"]
ROSTER = ["工号,日期,班次", "W1,2026-03-11,白班", "W1,2026-03-11,夜班", "W9,2026-03-11,白班"]


@pytest.fixture
def gridnet(session, monkeypatch):
    """`gridnet people …` as a person types it; only the way to the database is the test's."""

    @contextmanager
    def connected():
        yield Settings()

    monkeypatch.setattr(commands, "connected", connected)

    def run(*words, given=None):
        return CliRunner(env={"COLUMNS": "160"}).invoke(main, ["people", *map(str, words)], input=given)

    with freeze_time(AT):
        yield run


@pytest.fixture
def table(tmp_path):
    def write(rows, name="rows.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding=encoding)
        return path

    return write


@pytest.fixture
def worker(session):
    person = people.person(staff_no="W1")
    return people.position(person, area=people.area(code="G1"), duty_rule=Rule.ROSTERED)


def told(result):
    """The counts of a report, by what they count."""
    cells = [line.strip("│ ").split("│") for line in result.stdout.splitlines() if line.startswith("│")]
    return {what.strip(): int(count) for what, count in cells}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_staff_come_from_a_file_and_what_does_not_comes_back(gridnet, table, encoding):
    people.area(code="G1")
    path = table(STAFF, encoding=encoding)
    counts = told(gridnet("import", path, "--county", COUNTY))
    assert counts == {"added": 1, "changed": 0, "were there before": 0, "rejected": 1, "all": 2}
    assert staff_import.find(COUNTY, "W1").name == "示例网格员 01"
    with path.with_name("rows.csv.rejected.csv").open(encoding="utf-8-sig") as file:
        (rejected,) = csv.DictReader(file)
    assert (rejected["line"], rejected["工号"], "厨师" in rejected["reason"]) == ("3", "W2", True)


def test_staff_come_from_a_workbook(gridnet, tmp_path):
    people.area(code="G1")
    book = Workbook()
    for row in STAFF[:2]:
        book.active.append(row.split(","))
    book.save(tmp_path / "staff.xlsx")
    counts = told(gridnet("import", tmp_path / "staff.xlsx", "--county", COUNTY))
    again = told(gridnet("import", tmp_path / "staff.xlsx", "--county", COUNTY))
    assert (counts["added"], again["added"], again["were there before"]) == (1, 0, 1)


def test_a_column_of_another_name_is_named(gridnet, table):
    path = table(["no,who", "W1,示例网格员 01"])
    assert "no column was found" in gridnet("import", path, "--county", COUNTY).output
    named = gridnet("import", path, "--county", COUNTY, "--column", "staff_no=no", "--column", "name=who")
    assert told(named)["added"] == 1


def test_a_roster_comes_from_a_file(gridnet, table, worker, session):
    words = ("roster", table(ROSTER), "--county", COUNTY, "--shift", "白班=08:00-20:00", "--shift", "夜班=20:00-08:00")
    first, again = told(gridnet(*words)), told(gridnet(*words))
    assert (first["added"], first["rejected"], again["added"], again["were there before"]) == (2, 1, 0, 2)
    assert {shift.person_id for shift in session.scalars(select(Shift))} == {worker.person_id}


def test_whoever_is_on_duty_is_listed(gridnet, worker):
    people.shift(worker)
    assert "on_shift" in gridnet("on-duty", "--county", COUNTY).stdout
    chain = gridnet("on-duty", "--county", COUNTY, "--network", "community", "--area", "G1", "--at", "2026-03-11 12:00")
    assert "no_shift" in chain.stdout
    assert gridnet("on-duty", "--county", COUNTY, "--area", "G1").exit_code == 2


def test_holes_are_listed_the_worst_first(gridnet, worker):
    people.area(Network.POLICE, code="B1")
    people.shift(worker, AT, 24 * 31 - 24)
    result = gridnet("holes", "--county", COUNTY)
    assert "B1" in result.stdout
    assert "G1" not in result.stdout
    assert "1 stretches without keepers, 1 without anybody" in result.stdout


class TestToken:
    def create(self, gridnet, *more):
        return gridnet("token", "create", "--county", COUNTY, "--staff-no", "W1", "--name", "bridge", *more)

    def admit(self, secret, permission=Permission.AREA_READ):
        shown = credentials.read_token(secret)
        return access.admit(shown, permission, Settings(), named=None, source="test", at=AT + timedelta(hours=1))

    def test_one_is_made_and_opens_what_it_was_made_for(self, gridnet, worker):
        secret = self.create(gridnet, "--permission", "area.read").stdout.strip()
        actor = self.admit(secret)
        assert (actor.person_id, actor.credential.permissions) == (worker.person_id, {"area.read"})

    @pytest.mark.usefixtures("worker")
    def test_one_is_revoked_by_its_number(self, gridnet):
        secret = self.create(gridnet).stdout.strip()
        number = credentials.read_token(secret).id
        assert gridnet("token", "revoke", "--county", COUNTY, number).exit_code == 0
        with pytest.raises(access.Unauthenticated):
            self.admit(secret)

    def test_nobody_unknown_gets_one(self, gridnet):
        result = self.create(gridnet)
        assert (result.exit_code, "nobody with the staff number W1" in result.output) == (1, True)


class TestPassword:
    def give(self, gridnet, password, *more):
        typed = f"{password}\n{password}\n"
        return gridnet("password", "--county", COUNTY, "--staff-no", "W1", *more, given=typed)

    def test_it_is_asked_for_and_never_shown(self, gridnet):
        person = people.person(staff_no="W1", login=None)
        result = self.give(gridnet, PASSWORD, "--login", "user1")
        assert (result.exit_code, PASSWORD in result.output) == (0, False)
        assert (person.login, person.password_hash is None) == ("user1", False)

    def test_a_weak_one_is_refused(self, gridnet):
        people.person(staff_no="W1")
        assert "password" in self.give(gridnet, "short").output

    def test_everything_of_a_person_ends(self, gridnet, session):
        people.cookie(people.person(staff_no="W1"))
        result = gridnet("revoke", "--county", COUNTY, "--staff-no", "W1")
        assert result.stdout == "1 sessions and 0 tokens are ended\n"
        session.expire_all()
        assert session.scalars(select(WebSession.revoked_at)).one() == AT


class TestAdmin:
    def make(self, gridnet, *more, staff_no="A1", role="system_admin"):
        words = ("--county", COUNTY, "--staff-no", staff_no, "--login", staff_no.lower(), "--role", role)
        return gridnet("admin", *words, *more, given=f"{PASSWORD}\n{PASSWORD}\n")

    def test_the_first_is_made_here_and_the_next_one_elsewhere(self, gridnet, session):
        assert self.make(gridnet, "--name", "示例管理员 01").exit_code == 0
        assert session.scalars(select(Position.role)).all() == [Role.SYSTEM_ADMIN]
        again = self.make(gridnet, "--name", "示例管理员 02", staff_no="A2")
        assert (again.exit_code, "has a system_admin" in again.output) == (1, True)

    def test_the_three_are_three_persons(self, gridnet):
        self.make(gridnet, "--name", "示例管理员 01")
        same = self.make(gridnet, role="auditor")
        other = self.make(gridnet, "--name", "示例审计员 01", staff_no="A2", role="auditor")
        assert (same.exit_code, other.exit_code) == (1, 0)

    def test_somebody_unknown_needs_a_name(self, gridnet):
        assert "--name" in self.make(gridnet).output

    def test_a_weak_password_makes_nobody(self, gridnet, session):
        words = ("--county", COUNTY, "--staff-no", "A1", "--login", "a1", "--name", "示例管理员 01")
        assert gridnet("admin", *words, given="short\nshort\n").exit_code == 1
        assert staff_import.find(COUNTY, "A1") is None
