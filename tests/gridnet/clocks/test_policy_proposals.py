"""Time limits take two persons."""

import pytest

from gridnet.base import paging
from gridnet.base.errors import Conflict, Invalid, NotAllowed
from gridnet.clocks import policies, policy_book, policy_proposals
from gridnet.clocks.counting import By
from gridnet.clocks.policy_proposals import State, Wish
from gridnet.clocks.schemas import PolicyIn
from tests.factories.people import AT

FIRST, SECOND = By(11, 12), By(21, 22)


def body(county, **given):
    wanted = {"code": f"{county}.lamp", "county": county, "stage": "accept", "priority": "P3"}
    return PolicyIn.model_validate(wanted | {"limit": {"amount": 45, "unit": "minute"}, "calendar": "always"} | given)


@pytest.fixture
def propose(session, fresh):
    def made(by=FIRST, *, is_withdrawal=False, **given):
        return policy_proposals.propose(fresh, Wish(body(fresh, **given), is_withdrawal), by=by, at=AT)

    made.county = fresh
    return made


def held(county):
    return {each.code: each for each in policies.in_force(policy_book.list_versions(county), AT) if each.county}


def test_what_is_proposed_does_not_hold_yet(propose):
    row = propose()
    assert (row.state, held(propose.county)) == (State.WAITING, {})


def test_a_second_person_lets_it_hold_in_the_name_of_the_first(propose):
    row = propose()
    made = policy_proposals.confirm(propose.county, row.id, by=SECOND, at=AT, version=row.version).policy
    assert held(propose.county) == {made.code: made}
    assert (row.state, row.decided_by, row.policy_id) == (State.CONFIRMED, SECOND.person_id, made.id)


def test_nobody_confirms_their_own(propose):
    row = propose()
    with pytest.raises(NotAllowed, match="two persons"):
        policy_proposals.confirm(propose.county, row.id, by=FIRST, at=AT, version=row.version)


def test_what_the_book_refuses_cannot_be_proposed(propose):
    with pytest.raises(Conflict, match="tighten"):
        propose(priority="P1", limit={"amount": 9, "unit": "month"}, stage="arrive")


def test_one_proposal_of_a_code_waits_at_a_time(propose):
    propose()
    with pytest.raises(Conflict, match="waits already"):
        propose(by=SECOND)


def test_whoever_looked_at_another_version_decides_nothing(propose):
    row = propose()
    with pytest.raises(Conflict, match="look again"):
        policy_proposals.confirm(propose.county, row.id, by=SECOND, at=AT, version=row.version + 1)


@pytest.mark.parametrize(
    ("by", "state"),
    [(SECOND, State.DECLINED), (FIRST, State.WITHDRAWN)],
    ids=["another one says no", "its author takes it back"],
)
def test_a_proposal_ends_without_holding(propose, by, state):
    row = propose()
    policy_proposals.decline(propose.county, row.id, reason="不需要", by=by, at=AT, version=row.version)
    assert (row.state, held(propose.county)) == (state, {})
    with pytest.raises(Conflict, match="already"):
        policy_proposals.confirm(propose.county, row.id, by=SECOND, at=AT, version=row.version)


def test_a_no_has_a_reason(propose):
    row = propose()
    with pytest.raises(Invalid):
        policy_proposals.decline(propose.county, row.id, reason=" ", by=SECOND, at=AT, version=row.version)


def test_a_policy_is_withdrawn_by_two_persons_as_well(propose):
    row = propose()
    policy_proposals.confirm(propose.county, row.id, by=SECOND, at=AT, version=row.version)
    end = propose(is_withdrawal=True)
    policy_proposals.confirm(propose.county, end.id, by=SECOND, at=AT, version=end.version)
    assert held(propose.county) == {}


def test_what_waits_and_what_is_decided_are_listed_apart(propose):
    row, wish = propose(), paging.Wish()
    assert policy_proposals.count_waiting(propose.county) == 1
    assert [each.id for each in policy_proposals.list_proposals(propose.county, wish, is_waiting=True)] == [row.id]
    assert not policy_proposals.list_proposals(propose.county, wish, is_waiting=False)


def test_looking_ahead_writes_nothing(propose):
    would = policy_proposals.foresee(propose.county, Wish(body(propose.county)), by=FIRST, at=AT)
    assert (would.moved, held(propose.county)) == ([], {})
