"""A roster from a table."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.base.errors import Conflict, Invalid
from gridnet.base.moment import LOCAL
from gridnet.base.tables import Line
from gridnet.people import queries, roster_import, sheets
from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Shift
from gridnet.people.roles import Role
from gridnet.people.sheets import Tally
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import AT, COUNTY

pytestmark = pytest.mark.usefixtures("session")

HEADER = ["工号", "网格编码", "角色", "日期", "班次", "上班时间", "下班时间"]
HOURS = {"白班": ("08:00", "20:00"), "夜班": ("20:00", "08:00")}
DAY = ("W1", "G1", "", "2026-03-02", "白班", "", "")


@pytest.fixture
def worker(session):
    person = people.person(staff_no="W1")
    return people.position(person, area=people.area(code="G1"), duty_rule=Rule.ROSTERED)


def take_in(*rows):
    columns = sheets.columns(HEADER, {}, needs=("staff_no",))
    run = roster_import.Run(COUNTY, columns, HOURS, By(AT), roster_import.seats(COUNTY))
    lines = [Line(number, dict(zip(HEADER, row, strict=True))) for number, row in enumerate(rows, start=2)]
    tally = Tally()
    roster_import.take_in(run, lines, tally)
    assert tally.rows == len(rows)
    return tally


def changed(row, **cells):
    return tuple((dict(zip(HEADER, row, strict=True)) | cells).values())


def shifts(session):
    return session.scalars(select(Shift).order_by(Shift.starts_at)).all()


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def test_a_row_is_a_shift_for_the_area(session, worker):
    assert take_in(DAY).added == 1
    (shift,) = shifts(session)
    assert (shift.area_id, shift.person_id, shift.position_id) == (worker.area_id, worker.person_id, None)
    assert (shift.starts_at, shift.ends_at) == (local("2026-03-02T08:00"), local("2026-03-02T20:00"))
    assert shift.source == "import"


def test_whoever_keeps_no_area_is_rostered_by_position(session):
    duty = people.position(people.person(staff_no="W1"), Role.STATION_DUTY, duty_rule=Rule.ROSTERED)
    take_in(changed(DAY, 网格编码="", 上班时间="18:00", 下班时间="24:00", 班次=""))
    (shift,) = shifts(session)
    assert (shift.position_id, shift.ends_at) == (duty.id, local("2026-03-03T00:00"))


@pytest.mark.usefixtures("worker")
def test_running_it_again_adds_nothing(session):
    rows = [changed(DAY, 日期=f"2026-03-{day:02}") for day in range(1, 15)]
    assert take_in(*rows).added == 14
    again = take_in(*rows)
    assert (again.added, again.kept) == (0, 14)
    assert len(shifts(session)) == 14


@pytest.mark.usefixtures("worker")
def test_a_row_that_stands_twice_is_taken_once():
    tally = take_in(DAY, DAY)
    assert (tally.added, tally.kept) == (1, 1)


@pytest.mark.usefixtures("worker")
def test_shifts_in_a_row_do_not_clash():
    assert take_in(DAY, changed(DAY, 班次="夜班"), changed(DAY, 日期="2026-03-03")).added == 3


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"工号": "W9"}, "nobody with the staff number"),
        ({"网格编码": "G9"}, "no such position for area G9"),
        ({"角色": "社区民警"}, "no such position"),
        ({"角色": "厨师"}, "no role known"),
        ({"日期": ""}, "no date"),
        ({"日期": "2025-12-31"}, "for the whole of the shift"),  # before they held it
        ({"班次": "中班"}, "hours of the shift"),
        ({"班次": ""}, "hours of the shift"),
        ({"上班时间": "8", "下班时间": "20"}, "no time of day"),
        ({"班次": "", "上班时间": "12:00", "下班时间": "21:00"}, "overlaps the shift from 2026-03-02 08:00"),
        ({"班次": "", "上班时间": "07:00", "下班时间": "23:00"}, "overlaps"),
        ({"日期": "2026-03-01", "班次": "", "上班时间": "20:00", "下班时间": "09:00"}, "overlaps"),
    ],
)
@pytest.mark.usefixtures("worker")
def test_a_row_that_cannot_be_is_rejected_with_its_reason_and_the_rest_goes_on(cells, reason):
    tally = take_in(DAY, changed(DAY, **cells), changed(DAY, 日期="2026-03-04"))
    assert tally.added == 2
    (rejected,) = tally.rejected
    assert (rejected.number, reason in rejected.reason) == (3, True), rejected.reason


def test_a_row_that_could_mean_two_positions_is_rejected(worker):
    people.position(queries.get_person(COUNTY, worker.person_id), area=people.area(code="G2"), duty_rule=Rule.ROSTERED)
    (rejected,) = take_in(changed(DAY, 网格编码="")).rejected
    assert "name the area or the role" in rejected.reason


def test_two_who_keep_one_grid_are_rostered_at_once(session, worker):
    deputy = people.person(staff_no="W2")
    people.position(deputy, area_id=worker.area_id, keeps=Keeps.DEPUTY)
    assert take_in(DAY, changed(DAY, 工号="W2")).added == 2


def test_a_withdrawn_shift_is_taken_again(session, worker):
    take_in(DAY)
    shifts(session)[0].withdrawn_at = AT
    session.flush()
    assert take_in(DAY).added == 1


@pytest.mark.usefixtures("worker")
def test_a_roster_changed_meanwhile_is_told(session):
    columns = sheets.columns(HEADER, {}, needs=("staff_no",))
    run = roster_import.Run(COUNTY, columns, HOURS, By(AT), roster_import.seats(COUNTY))
    (seat,) = run.seats["W1"]
    span = (local("2026-03-02T08:00"), local("2026-03-02T20:00"))
    fresh = [
        roster_import._row(run, seat, span),
        roster_import._row(run, seat, (span[0], span[1] + timedelta(hours=1))),
    ]
    with session.begin_nested() as savepoint:
        with pytest.raises(Conflict):
            roster_import._insert(fresh)
        savepoint.rollback()


@pytest.mark.usefixtures("worker")
def test_a_file_is_one_entry_of_the_audit(session):
    take_in(DAY, changed(DAY, 日期="2026-03-04"))
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.detail) == ("roster.import", {"shifts": 2})


def test_moments_may_be_written_out():
    columns = {"starts_at": "从", "ends_at": "到"}
    cells = {"从": "2026-03-02 08:00", "到": "2026-03-02 20:00"}
    assert roster_import.read_span(cells, columns, {}) == (local("2026-03-02T08:00"), local("2026-03-02T20:00"))
    with pytest.raises(Invalid):
        roster_import.read_span({"从": "2026-03-02 08:00"}, columns, {})
