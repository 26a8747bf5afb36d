"""The statement that writes legs."""

from gridnet.assignment import queries, writing
from gridnet.assignment.choice import Choice, Need, Why
from gridnet.assignment.values import Decided
from gridnet.base.network import Network
from gridnet.incidents import queries as incidents_queries
from gridnet.incidents.lifecycle import Role
from tests.factories import incidents
from tests.factories.people import AT


def decided(case, network, desk):
    need = Need(network, Role.ASSIST, desk)
    return Decided(case=case, need=need, choice=Choice(None, desk, Why.NOBODY, ()), candidates=())


def test_legs_come_back_in_the_order_they_were_given(county):
    first, second = (
        incidents_queries.recall(taken.county, taken.id)
        for taken in (incidents.raised(category=incidents.SUGGESTION) for _ in range(2))
    )
    given = [decided(second, Network.POLICE, "b"), decided(first, Network.POLICE, "a")]
    written = writing.insert_legs(county.county, given, at=AT)
    assert [(leg.incident_id, leg.desk_code) for leg in written] == [(second.id, "b"), (first.id, "a")]
    assert written[0].id < written[1].id


def test_each_leg_has_its_record_and_its_entry(county):
    row = incidents.incident()
    legs, records = incidents.legs_of(row), queries.list_why(row.county, row.id)
    assert {record.Leg.id for record in records} == {leg.id for leg in legs.values()}
    entries = [entry for entry in incidents.entries_of(row) if entry.step == "assign"]
    assert {(entry.leg_id, entry.reason, entry.detail["position"]) for entry in entries} == {
        (leg.id, leg.why, leg.position_id) for leg in legs.values()
    }


def test_whoever_was_found_in_the_text_is_kept_as_named(county, session):
    from gridnet.people.models import Person

    name = session.get(Person, (county.county, county.officer_B1.person_id)).name
    row = incidents.incident(text=f"{name}推诿", named={county.officer_B1.person_id: "staff_no"})
    assert incidents.named_in(row) == {county.officer_B1.person_id}


def test_names_in_any_script_and_quotes_pass_unharmed(county):
    words = "'; DROP TABLE incident; -- \\ \" 𠮷 \u202e {}%(x)s :at"
    assert incidents.incident(text=words).text_ == words
