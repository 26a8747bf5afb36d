"""Whoever is made responsible has a notice, promised in the same transaction."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from gridnet.assignment import telling
from gridnet.base import db
from gridnet.incidents import intake, numbers, steps
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import Part, Step
from gridnet.incidents.steps import Standing, Wish
from gridnet.notices.models import Notice
from tests.factories import incidents
from tests.factories.incidents import COMPLAINT, TOLERANCE_M, TOWNSHIP
from tests.factories.people import AT


def notices(of=None):
    query = select(Notice).order_by(Notice.id)
    return db.session.scalars(query.where(Notice.subject_id == of.id) if of else query).all()


def told(of):
    return {notice.network: notice.person_id for notice in notices(of)}


def test_both_assignees_are_told(county):
    row = incidents.incident()
    assert told(row) == {"community": county.worker_G1.person_id, "police": county.officer_B1.person_id}
    assert {(notice.kind, notice.route_at, notice.urgent) for notice in notices(row)} == {("leg_assigned", AT, False)}


def test_a_notice_holds_the_number_and_the_kind_of_case_and_nothing_of_the_story(county):
    row = incidents.incident(text="张三与李四在村口争吵")
    params = notices(row)[0].params
    assert params["number"] == numbers.write(row.county, row.id)
    assert params.keys() <= {"number", "category_zh", "category_en", "priority", "network", "role", "due_at"}
    assert "张三" not in str([notice.params for notice in notices(row)])


def test_danger_to_life_is_urgent_and_waits_for_no_digest(county):
    assert {(each.urgent, each.digest) for each in notices(incidents.incident(priority=Priority.P1))} == {(True, None)}
    assert {(each.urgent, each.digest) for each in notices(incidents.incident())} == {(False, telling.DIGEST)}


def test_where_there_is_no_person_the_desk_is_told_and_whoever_sits_there(county):
    county.leave("worker_G1", "deputy_G1", "leader", "village", "township")
    row = incidents.incident()
    community = [notice for notice in notices(row) if notice.network == "community"]
    assert {(each.person_id, each.desk_code) for each in community} == {
        (None, TOWNSHIP),
        (county.township.person_id, TOWNSHIP),
    }


def test_whoever_is_named_is_never_told_not_even_at_the_desk(county):
    county.leave("worker_G1", "deputy_G1", "leader", "village", "township")
    row = incidents.incident(named={county.township.person_id: "staff_no"})
    community = [notice for notice in notices(row) if notice.network == "community"]
    assert [(each.person_id, each.route_at) for each in community] == [(None, None)]


def test_a_complaint_about_staff_is_not_said_in_a_group(county):
    county.leave("township")
    desk = [each for each in notices(incidents.incident(category=COMPLAINT)) if each.person_id is None]
    assert [each.route_at for each in desk] == [None]


def test_what_was_handled_on_the_spot_is_news_to_the_other_network_alone(county):
    worker = county.worker_G1
    row = incidents.incident(self_handled="已处理", reported_by=worker.person_id, reported_as=worker.id)
    assert told(row) == {"police": county.officer_B1.person_id}


def test_after_a_hand_over_the_next_one_is_told(county):
    row = incidents.incident()
    at = AT + timedelta(days=3)
    wish = Wish(
        step=Step.DECLINE,
        network="community",
        reason="不在辖区",
        note=None,
        occurred_at=at,
        at=at,
        is_late=False,
        person_id=county.worker_G1.person_id,
        position_id=county.worker_G1.id,
    )
    steps.take(row.county, row.id, wish, Standing(frozenset({Part.ASSIGNEE, Part.DESK})), frozenset())
    later = [notice for notice in notices(row) if notice.created_at == at]
    assert [(each.person_id, each.route_at) for each in later] == [(county.deputy_G1.person_id, at)]


def test_old_incidents_out_of_a_file_ring_nobody_up(county):
    last_year = AT - timedelta(days=60)
    row = incidents.incident(at=last_year, occurred_at=last_year, recorded_at=AT)
    assert {(notice.created_at, notice.route_at) for notice in notices(row)} == {(AT, None)}


@pytest.mark.parametrize("count", [1, 100])
def test_a_file_of_many_promises_in_one_statement(county, session, count):
    many = [(f"file-{number:03}", b"h", incidents.report(at_=(number % 4 + 0.3, 1.2))) for number in range(count)]
    seen, engine = [], session.get_bind().engine

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    intake.take_in_many(county.county, many, tolerance_m=TOLERANCE_M, at=AT)
    event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in seen if "INSERT INTO notice" in each]) == 1
    assert len(notices()) == 2 * count
