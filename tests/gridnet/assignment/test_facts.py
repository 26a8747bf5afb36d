"""The facts a choice is made from."""

from gridnet.assignment import facts
from gridnet.base.network import Network
from gridnet.incidents import queries
from gridnet.people.duty import Rung
from tests.factories import incidents
from tests.factories.people import AT


def case(**given):
    taken = incidents.raised(**given)
    return queries.recall(taken.county, taken.id)


def test_the_chain_of_both_networks_is_gathered_for_every_case(county):
    here, there = case(at_=(0.5, 0.5)), case(at_=(0.5, 3.5))
    found = facts.gather(county.county, [here, there], at=AT)
    chain = [(each.network, each.rung, each.position_id) for each in found[here.id]]
    assert chain == [
        (Network.COMMUNITY, Rung.PRIMARY, county.worker_G1.id),
        (Network.COMMUNITY, Rung.DEPUTY, county.deputy_G1.id),
        (Network.COMMUNITY, Rung.LEADER, county.leader.id),
        (Network.COMMUNITY, Rung.VILLAGE_DESK, county.village.id),
        (Network.COMMUNITY, Rung.TOWNSHIP_DESK, county.township.id),
        (Network.POLICE, Rung.PRIMARY, county.officer_B1.id),
        (Network.POLICE, Rung.DEPUTY, county.auxiliary_B1.id),
        (Network.POLICE, Rung.LEADER, county.station.id),
    ]
    assert {each.position_id for each in found[there.id]} >= {county.worker_G3.id, county.officer_B2.id}


def test_a_case_without_a_place_has_its_desk(county):
    found = case(at_=None, address="示例路", division_code="410599001")
    assert [each.position_id for each in facts.gather(county.county, [found], at=AT)[found.id]] == [county.township.id]


def test_loads_are_counted_only_between_rivals(county):
    row = incidents.incident()
    (leg,) = [leg for leg in incidents.legs_of(row).values() if leg.network == "community"]
    found = facts.gather(county.county, [case()], at=AT)
    ours = [each for each in next(iter(found.values())) if each.position_id in {leg.position_id, county.deputy_G1.id}]
    assert facts.loads(county.county, [ours[:1]]) == {}
    assert facts.loads(county.county, [ours]) == {leg.position_id: 2}


def test_a_position_is_found_for_a_handover_only_while_it_is_held(county):
    assert facts.position(county.county, county.worker_G1.id, at=AT).position_id == county.worker_G1.id
    assert facts.position(county.county, None, at=AT) is None
    county.worker_G1.withdrawn_at = AT
    assert facts.position(county.county, county.worker_G1.id, at=AT) is None
