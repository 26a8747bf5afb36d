"""Every stored assignment derived again from what was stored."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from geo.datums import Datum
from gridnet.assignment import replay
from gridnet.base.network import Network
from gridnet.incidents import placing, steps
from gridnet.incidents.lifecycle import Part, Step
from gridnet.incidents.placing import Place
from gridnet.incidents.steps import Standing, Wish
from gridnet.incidents.values import Given
from gridnet.people.duty import Rule
from gridnet.people.roles import Role
from gridnet.territory import publication
from gridnet.territory.models import Area
from tests import owner
from tests.factories import incidents, people, territory
from tests.factories.people import AT


def differences(county):
    return [each for batch in replay.replay(county.county) for each in batch.differences]


def count(county):
    return sum(batch.count for batch in replay.replay(county.county))


def act(of, step, by, **given):
    at = AT + timedelta(minutes=5)
    wish = Wish(
        step=Step(step),
        network=given.pop("network", None),
        reason="理由",
        note=None,
        occurred_at=at,
        at=at,
        is_late=False,
        person_id=by.person_id,
        position_id=by.id,
        **given,
    )
    steps.take(of.county, of.id, wish, Standing(frozenset({Part.DESK, Part.SUPERVISOR})), frozenset())


@pytest.fixture
def lived(county, session):
    """A county in which everything has happened that an assignment can come from."""
    area = session.get(Area, (county.county, county.areas["G2"]))
    serving = people.position(role=Role.GRID_WORKER, area=area, duty_rule=Rule.ROSTERED)
    people.shift(serving)
    for at_ in ((0.5, 0.5), (2.0, 2.0), (2.5, 0.5), (2.5, 0.6), (3.2, 3.2), (0.5, -0.0003), (9, 9)):
        incidents.raised(at_=at_)
    incidents.raised(at_=None, address="示例路 7 号")
    incidents.raised(at_=None, grid_code="G3")
    incidents.raised(named={county.worker_G1.person_id: "staff_no"})
    incidents.raised(category=incidents.COMPLAINT)
    incidents.raised(self_handled="完成", reported_by=county.worker_G1.person_id, reported_as=county.worker_G1.id)
    county.leave("officer_B1")
    row = incidents.incident(category=incidents.FIGHT)
    act(row, "decline", county.worker_G1, network=Network.COMMUNITY)
    act(row, "escalate", county.station, network=Network.POLICE)
    act(row, "hand_over", county.deputy_G1, network=Network.COMMUNITY, to_position=county.worker_G3.id)
    moved = incidents.incident(at_=None, address="示例路 9 号")
    point = territory.at(3.2, 3.2)
    where = Place(point, Given(point.lng, point.lat, Datum.WGS84), 50, 1, None)
    placing.place(moved.county, moved.id, where, expected_version=None, at=AT + timedelta(hours=1))
    return county


def test_whatever_has_happened_the_replay_meets_what_was_stored(lived):
    assert differences(lived) == []
    assert count(lived) >= 30


def test_it_still_does_when_people_and_boundaries_have_moved_on(lived, session):
    """History keeps the versions that decided it."""
    session.execute(text("UPDATE position SET withdrawn_at = :at, withdrawn_by = 1"), {"at": AT + timedelta(days=1)})
    session.execute(text("UPDATE shift SET withdrawn_at = :at"), {"at": AT + timedelta(days=1)})
    session.execute(text("UPDATE leave SET withdrawn_at = :at"), {"at": AT + timedelta(days=1)})
    territory.publish([territory.plot("N1", 0, 0, 4, 4)], county=lived.county, valid_from=AT + timedelta(days=2))
    assert differences(lived) == []


def test_a_case_placed_after_a_publication_and_handed_over_later_is_met_too(county):
    row = incidents.incident(at_=None, address="示例路 9 号")
    territory.publish([territory.plot("N1", 0, 0, 4, 4)], county=county.county, valid_from=AT + timedelta(minutes=1))
    point = territory.at(3.2, 3.2)
    where = Place(point, Given(point.lng, point.lat, Datum.WGS84), 50, 1, None)
    placing.place(row.county, row.id, where, expected_version=None, at=AT + timedelta(minutes=2))
    act(row, "hand_over", county.station, network=Network.COMMUNITY, to_position=county.worker_G3.id)
    assert differences(county) == []


def test_boundaries_redrawn_for_the_past_are_no_difference(lived):
    fresh = territory.draft([territory.plot("N1", 0, 0, 4, 4)], county=lived.county)
    redrawn_at = AT + timedelta(days=2)
    publication.publish(lived.county, fresh.id, valid_from=AT - timedelta(hours=1), at=redrawn_at, backdated=True)
    assert differences(lived) == []


def test_batches_follow_one_another_without_loss(lived, monkeypatch):
    whole = count(lived)
    monkeypatch.setattr(replay, "BATCH", 7)
    assert count(lived) == whole


RECORD = "UPDATE assignment_why SET record = jsonb_set(record, '{{{path}}}', '{value}') WHERE assignment_id = {last}"
TAMPERING = [
    ("UPDATE assignment SET position_id = {other}, person_id = 1 WHERE id = {last}", "leg"),
    (RECORD.replace("{path}", "choice,position").replace("{value}", "{other}"), "position"),
    (RECORD.replace("{path}", "choice,why").replace("{value}", '"deputy_on_duty"'), "why"),
    (RECORD.replace("{path}", "candidates,0,skip").replace("{value}", '"off_duty"'), "skipped"),
    (RECORD.replace("{path}", "incident,place").replace("{value}", "[116.025, 40.005]"), "outline"),
    ("UPDATE area_outline SET valid_to = valid_from + interval '1 day' WHERE code IN ('G1', 'P1')", "outline"),
    ("UPDATE position SET valid_to = '2026-02-01' WHERE id = {chosen}", "position"),
    ("UPDATE position SET role = 'auxiliary', keeps = 'deputy' WHERE area_id = {beat} AND role = 'officer'", "why"),
]


@pytest.mark.parametrize(("tampering", "what"), TAMPERING)
def test_what_somebody_changed_behind_the_service_is_told_by_name(county, session, tampering, what):
    row = incidents.incident(category=incidents.FIGHT)
    legs = incidents.legs_of(row)
    last = max(leg.id for leg in legs.values())
    chosen = next(leg.position_id for leg in legs.values() if leg.id == last)
    assert differences(county) == []
    with owner.acting(session):
        session.execute(
            text(
                tampering.format(last=last, other=county.worker_G4.id, chosen=chosen, beat=county.areas["B1"]).replace(
                    ":", r"\:"
                )
            )
        )
    session.expire_all()
    assert what in {each.what for each in differences(county)}


def test_a_candidate_left_out_of_the_record_is_missed(county, session):
    """Whoever takes the rightful one out of a record must also explain who was chosen instead."""
    incidents.incident()
    with owner.acting(session):
        session.execute(text("UPDATE assignment_why SET record = record #- '{candidates,0}'"))
    assert {each.what for each in differences(county)} >= {"position", "leg"}
