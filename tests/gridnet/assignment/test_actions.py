"""Making people responsible in both networks."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from geo.datums import Datum
from gridnet.assignment import queries
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.incidents import intake, legs, placing, steps
from gridnet.incidents import queries as reading
from gridnet.incidents.lifecycle import Part, Step
from gridnet.incidents.models import Leg
from gridnet.incidents.placing import Place
from gridnet.incidents.steps import Standing, Wish
from gridnet.incidents.values import Given
from gridnet.people.duty import Rule
from gridnet.people.models import Person
from gridnet.people.roles import Role
from gridnet.territory.models import Area
from tests.factories import incidents, people, territory
from tests.factories.incidents import COMPLAINT, DISPUTE, FIGHT, LAMP, STATION, SUGGESTION, TOWNSHIP
from tests.factories.people import AT

DESK = frozenset({Part.DESK, Part.SUPERVISOR})


def responsible(of):
    """By network: role, and the position or the desk that has it."""
    return {network: (leg.role, leg.position_id or leg.desk_code) for network, leg in incidents.legs_of(of).items()}


def why(of):
    return {network: leg.why for network, leg in incidents.legs_of(of).items()}


def act(of, step, by, *, minutes=5, **given):
    at = AT + timedelta(minutes=minutes)
    defaults = {"network": None, "reason": "理由", "note": None, "occurred_at": at, "at": at, "is_late": False}
    person = {"person_id": by.person_id, "position_id": by.id}
    return steps.take(
        of.county, of.id, Wish(step=Step(step), **(defaults | person | given)), Standing(DESK), frozenset()
    )


@pytest.mark.parametrize(
    ("category", "roles"),
    [
        (FIGHT, {"community": "assist", "police": "lead"}),
        (DISPUTE, {"community": "lead", "police": "assist"}),
        (LAMP, {"community": "lead", "police": "inform"}),
        (SUGGESTION, {"community": "lead"}),
        (COMPLAINT, {"community": "lead"}),
        ("0308", {"community": "assist", "police": "lead"}),  # joint
    ],
)
def test_each_network_gets_the_part_the_category_gives_it(county, category, roles):
    legs = incidents.legs_of(incidents.incident(category=category))
    assert {network: leg.role for network, leg in legs.items()} == roles


def test_both_legs_go_to_whoever_keeps_the_ground(county):
    row = incidents.incident(at_=(3.2, 3.2))
    assert responsible(row) == {"community": ("lead", county.worker_P1.id), "police": ("inform", county.officer_B2.id)}
    assert why(row) == {"community": "primary_on_duty", "police": "primary_on_duty"}
    legs = incidents.legs_of(row)
    assert (legs["community"].area_id, legs["police"].area_id) == (county.areas["P1"], county.areas["B2"])
    assert (legs["community"].outline_id, legs["police"].outline_id) == (row.grid_outline_id, row.beat_outline_id)


@pytest.mark.parametrize(
    ("away", "who", "reason"),
    [
        (["worker_G1"], "deputy_G1", "deputy_on_duty"),
        (["worker_G1", "deputy_G1"], "leader", "grid_leader_on_duty"),
        (["worker_G1", "deputy_G1", "leader"], "village", "village_desk_on_duty"),
        (["worker_G1", "deputy_G1", "leader", "village"], "township", "township_desk_on_duty"),
    ],
)
def test_the_community_falls_back_rung_by_rung(county, away, who, reason):
    county.leave(*away)
    row = incidents.incident()
    assert (responsible(row)["community"][1], why(row)["community"]) == (county.positions[who].id, reason)


def test_the_police_fall_back_to_the_station_and_never_to_an_auxiliary(county):
    county.leave("officer_B1")
    row = incidents.incident(category=FIGHT)
    assert (responsible(row)["police"][1], why(row)["police"]) == (county.station.id, "station_duty")


def test_an_auxiliary_alone_leaves_the_leg_to_the_station(county):
    county.leave("officer_B1", "station")
    row = incidents.incident(category=FIGHT)
    assert (responsible(row)["police"][1], why(row)["police"]) == (STATION, "nobody_on_duty")


def test_with_nobody_on_duty_both_legs_wait_at_a_desk(county):
    county.leave(*county.positions)
    row = incidents.incident()
    assert responsible(row) == {"community": ("lead", TOWNSHIP), "police": ("inform", STATION)}
    assert set(why(row).values()) == {"nobody_on_duty"}


def test_a_rostered_worker_without_a_shift_is_passed_over(session):
    ground = incidents.ground()
    area = session.get(Area, (ground.county, ground.areas["G1"]))
    resting = people.position(role=Role.GRID_WORKER, area=area, duty_rule=Rule.ROSTERED)
    serving = people.position(role=Role.GRID_WORKER, area=area, duty_rule=Rule.ROSTERED)
    people.shift(serving)
    row = incidents.incident()
    assert responsible(row)["community"][1] == serving.id
    (record,) = [each.WhyRecord.record for each in queries.list_why(ground.county, row.id)][:1]
    assert {each["position"]: each["skip"] for each in record["candidates"]} == {
        resting.id: "off_duty",
        serving.id: None,
    }


def test_between_two_who_keep_a_grid_the_one_with_fewer_open_cases_has_it(county, session):
    second = people.position(role=Role.GRID_WORKER, area=session.get(Area, (county.county, county.areas["G1"])))
    had = [responsible(incidents.incident())["community"][1] for _ in range(4)]
    assert had == [county.worker_G1.id, second.id, county.worker_G1.id, second.id]


def test_a_file_is_spread_like_single_reports(county, session):
    second = people.position(role=Role.GRID_WORKER, area=session.get(Area, (county.county, county.areas["G1"])))
    many = [(f"row-{number}", b"h", incidents.report()) for number in range(6)]
    taken = intake.take_in_many(county.county, many, tolerance_m=50, at=AT)
    had = [incidents.legs_of(each)["community"].position_id for each in taken]
    assert had == [county.worker_G1.id, second.id] * 3


@pytest.mark.parametrize("how", ["staff_no", "text"])
def test_whoever_is_named_does_not_get_it_and_cannot_find_it(county, session, how):
    officer = county.officer_B1
    name = session.get(Person, (county.county, officer.person_id)).name
    given = {"named": {officer.person_id: "staff_no"}} if how == "staff_no" else {"text": f"反映{name}态度问题"}
    row = incidents.incident(category=FIGHT, **given)
    assert responsible(row)["police"][1] == county.station.id
    assert incidents.named_in(row) == {officer.person_id}
    with pytest.raises(NotFound):
        reading.get_view(county.county, row.id, viewer=officer.person_id)
    assert reading.get_view(county.county, row.id, viewer=county.station.person_id)


def test_a_complaint_about_staff_goes_to_the_desk_above_them_all(county):
    row = incidents.incident(category=COMPLAINT)
    assert responsible(row) == {"community": ("lead", county.township.id)}
    (record,) = queries.list_why(county.county, row.id)
    skips = {each["position"]: each["skip"] for each in record.WhyRecord.record["candidates"]}
    assert skips[county.worker_G1.id] == skips[county.village.id] == "below_the_conflict_route"


def test_what_only_has_an_address_waits_at_the_desk_of_its_township(county):
    row = incidents.incident(at_=None, address="示例路 7 号", division_code="410599001002", category=DISPUTE)
    assert responsible(row) == {"community": ("lead", county.township.id), "police": ("assist", TOWNSHIP)}


def test_a_decline_goes_to_the_next_one_and_never_back(county):
    row = incidents.incident()
    act(row, "decline", county.worker_G1)
    assert (responsible(row)["community"][1], why(row)["community"]) == (county.deputy_G1.id, "deputy_on_duty")
    act(row, "decline", county.deputy_G1)
    act(row, "decline", county.leader)
    act(row, "decline", county.village)
    act(row, "decline", county.township)
    assert responsible(row)["community"] == ("lead", TOWNSHIP)
    assert (row.state, row.version) == ("assigned", 6)


def test_an_escalation_goes_above_the_area(county):
    row = incidents.incident()
    act(row, "escalate", county.worker_G1)
    assert (responsible(row)["community"][1], why(row)["community"]) == (county.leader.id, "grid_leader_on_duty")


def test_the_new_leg_follows_the_old_and_the_old_one_stays_known(county):
    row = incidents.incident()
    act(row, "decline", county.worker_G1)
    every = [leg for leg in legs.list_all(county.county, row.id) if leg.network == "community"]
    assert [(leg.state, leg.position_id) for leg in every] == [
        ("released", county.worker_G1.id),
        ("assigned", county.deputy_G1.id),
    ]
    assert (every[1].follows, every[1].assigned_at, every[0].ended_at) == (
        every[0].id,
        *[AT + timedelta(minutes=5)] * 2,
    )


def test_a_handover_goes_to_whom_it_is_given(county):
    row = incidents.incident()
    act(row, "hand_over", county.worker_G1, to_position=county.worker_G3.id)
    assert (responsible(row)["community"][1], why(row)["community"]) == (county.worker_G3.id, "named_by_hand")


@pytest.mark.parametrize(
    ("network", "to", "refusal"),
    [
        ("community", "officer_B1", Invalid),  # the other network
        ("police", "auxiliary_B1", Invalid),  # assists, never holds it alone
        ("community", None, NotFound),
        ("community", "dispatcher", NotFound),  # answers for nothing
        ("community", "worker_G1", Conflict),  # has it already
    ],
)
def test_it_cannot_be_handed_to_just_anybody(county, network, to, refusal):
    row = incidents.incident(category=DISPUTE)
    position = county.positions[to].id if to else 999_999
    with pytest.raises(refusal):
        act(row, "hand_over", county.township, network=network, to_position=position)


def test_it_cannot_be_handed_to_somebody_it_names(county):
    row = incidents.incident(named={county.worker_G3.person_id: "staff_no"})
    with pytest.raises(Conflict, match="cannot take the case"):
        act(row, "hand_over", county.worker_G1, to_position=county.worker_G3.id)


def test_nor_to_somebody_whose_name_stands_in_it_though_they_keep_another_area(county, session):
    name = session.get(Person, (county.county, county.worker_G3.person_id)).name
    row = incidents.incident(text=f"反映{name}态度问题")
    with pytest.raises(Conflict, match="cannot take the case"):
        act(row, "hand_over", county.worker_G1, to_position=county.worker_G3.id)


def place(of, at_, *, minutes=30):
    point = territory.at(*at_)
    where = Place(point, Given(point.lng, point.lat, Datum.WGS84), 50, 1, None)
    return placing.place(of.county, of.id, where, expected_version=None, at=AT + timedelta(minutes=minutes))


def test_a_case_that_gets_its_place_gets_its_people(county):
    row = incidents.incident(at_=None, address="示例路 7 号", category=DISPUTE)
    place(row, (3.2, 3.2))
    assert responsible(row) == {"community": ("lead", county.worker_P1.id), "police": ("assist", county.officer_B2.id)}
    assert (row.located_by, row.version) == ("point", 2)


def test_a_leg_under_way_stays_with_whoever_is_on_the_way(county):
    row = incidents.incident(category=DISPUTE)
    act(row, "accept", county.worker_G1)
    place(row, (3.2, 3.2))
    assert responsible(row) == {"community": ("lead", county.worker_G1.id), "police": ("assist", county.officer_B2.id)}


def test_a_correction_into_the_ground_of_a_worker_it_names_skips_them(county):
    row = incidents.incident(named={county.worker_P1.person_id: "staff_no"})
    place(row, (3.2, 3.2))
    assert responsible(row)["community"][1] != county.worker_P1.id


def test_an_incident_has_one_lead_and_one_leg_a_network_whatever_is_written(county, session):
    row = incidents.incident(category=DISPUTE)
    leg = {"county": row.county, "incident_id": row.id, "state": "assigned", "version": 1, "desk_code": "x", "why": "x"}
    for network, role in (("community", "assist"), ("police", "lead")):
        tried = session.begin_nested()
        with pytest.raises(IntegrityError):
            session.execute(insert(Leg), [{**leg, "network": network, "role": role, "assigned_at": AT}])
        tried.rollback()


def test_the_chain_is_asked_in_one_statement(county, session):
    seen = []
    engine = session.get_bind().engine

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    incidents.raised()
    event.remove(engine, "before_cursor_execute", note)
    assert sum("FROM position" in each for each in seen) == 1
