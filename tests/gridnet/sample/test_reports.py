from dataclasses import replace
from datetime import timedelta

import pytest

from gridnet.people.roles import Role
from gridnet.sample import happenings, reports
from gridnet.sample.happenings import Land, Oddity
from gridnet.sample.staff import Books, Staff
from tests.gridnet.sample.conftest import UNTIL


@pytest.fixture
def staff(small, people, turns):
    persons = {each.staff_no: number for number, each in enumerate(people.members)}
    positions = {each.key: 1000 + number for number, each in enumerate(people.seats)}
    return Staff(people, turns, small.beats, Books(persons, positions))


@pytest.fixture(scope="module")
def plain(small):
    made = happenings.of_day(Land(small), UNTIL.date(), 100, 5, 0)
    return next(each for each in made if each.oddity is Oddity.NONE)


def role_of(people, holder):
    return people.seats[holder.position_id - 1000].role


@pytest.mark.parametrize(
    ("channel", "role"),
    [
        ("GRID_APP", Role.GRID_WORKER),
        ("SWEEP", Role.GRID_WORKER),
        ("POLICE_BEAT", Role.OFFICER),
        ("CENTRE_VISIT", Role.TOWNSHIP_DESK),
        ("HOTLINE_12345", Role.GATEWAY),
        ("POLICE_110", Role.GATEWAY),
    ],
)
def test_a_channel_has_its_reporter(people, staff, plain, channel, role):
    assert role_of(people, reports.reporter(replace(plain, channel=channel), staff)) is role


def test_a_resident_stays_unnamed(staff, plain):
    made = reports.report(replace(plain, channel="QR_WEB"), staff)
    assert (made.reported_by, made.reported_as) == (None, None)


def test_the_place_is_told_in_the_datum_it_was_sent_in(staff, plain):
    made = reports.report(replace(plain, datum="gcj02"), staff)
    assert made.place == plain.place
    assert (made.given.lng, made.given.lat, made.given.datum) == (*replace(plain, datum="gcj02").given, "gcj02")


def test_without_a_point_there_is_an_address_and_its_township(staff, plain):
    made = reports.report(replace(plain, oddity=Oddity.ADDRESS, place=None, text="示例镇03：路灯不亮"), staff)
    assert (made.place, made.grid_code, made.address) == (None, None, "示例镇03")
    assert made.division_code == plain.plot.code[:9]


def test_a_code_stands_for_the_place(staff, plain):
    made = reports.report(replace(plain, oddity=Oddity.CODE, place=None), staff)
    assert (made.place, made.grid_code, made.address) == (None, plain.plot.code, None)


def test_a_dispute_names_the_keeper_in_its_words_and_a_complaint_by_number_as_well(staff, plain):
    keeper = staff.keeper(plain.plot.code)
    dispute = reports.report(replace(plain, oddity=Oddity.NAMES_KEEPER, category="0101"), staff)
    complaint = reports.report(replace(plain, oddity=Oddity.NAMES_KEEPER, category="0603"), staff)
    assert staff.names[keeper.staff_no] in dispute.text
    assert staff.names[keeper.staff_no] in complaint.text
    assert dispute.named == {}
    assert complaint.named == {staff.holder(keeper).person_id: "staff_no"}


def test_no_other_report_names_anybody(small, staff):
    made = happenings.of_day(Land(small), UNTIL.date(), 300, 5, 0)
    texts = [reports.report(each, staff).text for each in made if each.oddity is not Oddity.NAMES_KEEPER]
    assert not [text for text in texts for name in staff.names.values() if name in text]


def test_the_times_are_kept_apart(staff, plain):
    written = plain.at - timedelta(hours=3)
    made = reports.report(replace(plain, captured_at=written, oddity=Oddity.OFFLINE), staff)
    assert (made.at, made.recorded_at, made.captured_at) == (plain.at, plain.at, written)


def test_a_report_has_a_key_of_its_own(plain):
    assert reports.client_ref(plain, 5) != reports.client_ref(plain, 6)
    assert reports.client_ref(replace(plain, number=12), 5) == "sample-5-000012"
