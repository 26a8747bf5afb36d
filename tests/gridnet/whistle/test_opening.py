"""Calling departments to a case: clocks, notices, history; and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from gridnet.incidents.models import Incident, Named
from gridnet.notices.models import Notice
from gridnet.whistle.models import WhistleEntry
from gridnet.whistle.values import MOST_CALLED, Urgency
from tests.factories import incidents, whistles
from tests.factories.people import AT
from tests.factories.whistles import HOUR, whistle
from tests.gridnet.whistle.reading import clocks

MINUTE = timedelta(minutes=1)


def test_each_department_has_a_summons_with_both_clocks(scene):
    (one, two) = whistle(scene.case, scene.county.township, scene.cg, scene.zj)
    assert [one.state, two.state] == ["called", "called"]
    mine = clocks(one)
    assert mine["acknowledge"].due_at == AT + 30 * MINUTE  # urgent: half an hour, at any hour
    assert (mine["attend"].due_at, mine["attend"].red_at) == (AT + HOUR, AT + HOUR + 30 * MINUTE)
    assert {each.holder_position_id for each in mine.values()} == {scene.desk.id}
    assert {each.holder_position_id for each in clocks(two).values()} == {None}  # nobody sits at that desk


def test_an_ordinary_one_has_a_working_day_to_be_acknowledged(scene):
    (one,) = whistle(scene.case, scene.county.township, scene.cg, urgency=Urgency.NORMAL, meet_in=72 * HOUR)
    due_at = clocks(one)["acknowledge"].due_at
    assert (due_at - AT) < timedelta(days=2)
    assert due_at > AT + 20 * HOUR  # noon on a Tuesday: Wednesday's close of business
    assert clocks(one)["acknowledge"].priority == "P3"


def test_the_desk_hears_in_both_languages_and_nobody_else(scene):
    whistle(scene.case, scene.county.township, scene.cg)
    told = db.session.scalars(select(Notice).where(Notice.kind == "whistle_called")).all()
    assert {(each.desk_code, each.person_id) for each in told} == {
        ("DEPT-CG", None),
        ("DEPT-CG", scene.desk.person_id),
    }
    assert {frozenset(each.params) for each in told} == {
        frozenset({"number", "category_zh", "category_en", "meet_at", "due_at"})
    }
    assert all(each.urgent for each in told)


def test_whoever_the_case_names_is_not_told_and_holds_no_clock(scene):
    db.session.add(Named(county=scene.case.county, incident_id=scene.case.id, person_id=scene.desk.person_id, how="x"))
    other = whistles.desk(scene.cg)
    (one,) = whistle(scene.case, scene.county.township, scene.cg)
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "whistle_called")).all()
    assert set(told) == {None, other.person_id}
    assert clocks(one)["attend"].holder_person_id == other.person_id


def test_it_is_kept_in_its_own_history_and_in_the_timeline_of_the_case(scene):
    whistle(scene.case, scene.county.township, scene.cg)
    (own,) = db.session.scalars(select(WhistleEntry)).all()
    assert (own.step, own.position_id, own.recorded_at) == ("whistle_open", scene.county.township.id, AT)
    entry = incidents.entries_of(scene.case)[-1]
    assert (entry.step, entry.detail["departments_zh"]) == ("whistle_open", [scene.cg.name_zh])
    assert entry.from_state == entry.to_state == scene.case.state


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"meet_in": timedelta()}, Invalid),  # now is not ahead
        ({"meet_in": -HOUR}, Invalid),
        ({"meet_in": timedelta(days=30, seconds=1)}, Invalid),
        ({"expected_version": 99}, Stale),
    ],
)
def test_what_cannot_be_is_refused(scene, given, refused):
    with pytest.raises(refused):
        whistle(scene.case, scene.county.township, scene.cg, **given)


def test_a_department_is_called_once(scene):
    with pytest.raises(Invalid, match="twice"):
        whistle(scene.case, scene.county.township, scene.cg, scene.cg)
    whistle(scene.case, scene.county.township, scene.cg)
    with pytest.raises(Conflict, match="called to this case already"):
        whistle(scene.case, scene.county.dispatcher, scene.zj, scene.cg)
    whistle(scene.case, scene.county.dispatcher, scene.zj)


def test_one_to_eight_departments_of_this_county_that_are_not_retired(scene):
    with pytest.raises(Invalid):
        whistle(scene.case, scene.county.township)
    many = [whistles.department(f"DEPT-X{number}") for number in range(MOST_CALLED + 1)]
    with pytest.raises(Invalid):
        whistle(scene.case, scene.county.township, *many)
    with pytest.raises(NotFound):
        whistle(scene.case, scene.county.township, whistles.department("DEPT-CG", county="410598"))
    with pytest.raises(Invalid, match="called no more"):
        whistle(scene.case, scene.county.township, whistles.department("DEPT-OLD", retired_at=AT))


def test_a_case_that_has_ended_calls_nobody(scene):
    db.session.get(Incident, (scene.case.county, scene.case.id)).ended_at = AT
    with pytest.raises(Conflict, match="has ended"):
        whistle(scene.case, scene.county.township, scene.cg)


@pytest.mark.parametrize("category", [incidents.FIGHT, incidents.COMPLAINT])
def test_no_department_is_called_to_a_police_matter_or_a_complaint(scene, category):
    with pytest.raises(NotAllowed):
        whistle(incidents.incident(category=category), scene.county.township, scene.cg)


def test_sent_again_it_is_one_whistle(scene):
    ref = {"client_ref": "ref-00001", "body_hash": b"1"}
    (one,) = whistle(scene.case, scene.county.township, scene.cg, **ref)
    (again,) = whistle(scene.case, scene.county.township, scene.cg, **ref)
    assert again.id == one.id
    with pytest.raises(Conflict, match="client_ref"):
        whistle(scene.case, scene.county.township, scene.cg, **ref | {"body_hash": b"2"})
