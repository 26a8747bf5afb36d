from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from gridnet.assignment import replay
from gridnet.base import events
from gridnet.base.county import County
from gridnet.base.errors import Conflict
from gridnet.base.network import Network
from gridnet.incidents import lifecycle
from gridnet.incidents.lifecycle import LegState, State
from gridnet.incidents.models import Entry, Incident, Leg
from gridnet.people import coverage
from gridnet.people.coverage import Depth
from gridnet.people.models import Person, Shift
from gridnet.sample import loading
from gridnet.sample.crew import DEPARTMENTS
from gridnet.sample.ground import COUNTY
from gridnet.territory import alignment, layers
from gridnet.territory.models import Draft
from gridnet.whistle.models import Summons
from tests.factories import incidents as factories
from tests.factories import people
from tests.gridnet.sample.conftest import PLAN, UNTIL

#: What a county is made of, without ids and sealed fields: equal for equal seeds.
DIGEST = """
    SELECT md5(string_agg(told, '|' ORDER BY told)) FROM (
        SELECT concat_ws(' ', r.client_ref, i.category, i.channel, i.state, i.text, ST_AsText(i.place), i.recorded_at,
                         i.captured_at, i.closed_at, e.step, e.to_state, e.occurred_at, e.reason, p.staff_no) AS told
        FROM incident AS i JOIN intake_receipt AS r ON r.incident_id = i.id
        JOIN incident_entry AS e ON e.incident_id = i.id LEFT JOIN person AS p ON p.id = e.person_id
        UNION ALL SELECT concat_ws(' ', code, name, parent_code, ST_AsText(outline)) FROM area_outline
        UNION ALL SELECT concat_ws(' ', s.starts_at, s.ends_at, p.staff_no, s.area_id IS NULL)
                  FROM shift AS s JOIN person AS p ON p.id = s.person_id
    ) AS every
"""


#: Long enough to hold every kind of row.
SHORT = replace(PLAN, size=replace(PLAN.size, days=1, per_day=20))


def load(session):
    """What the county comes to; it is taken back."""
    with session.begin_nested() as savepoint:
        loading.load(SHORT)
        found = session.scalar(text(DIGEST))
        savepoint.rollback()
    session.expunge_all()
    return found


def test_it_has_its_areas_and_its_staff(loaded):
    assert layers.count_areas(COUNTY, Network.COMMUNITY, UNTIL) == PLAN.size.grids
    assert layers.count_areas(COUNTY, Network.POLICE, UNTIL) == PLAN.size.beats
    assert len(loaded.scalars(select(Person.id)).all()) == 34 + len(DEPARTMENTS)
    assert len(loaded.scalars(select(Shift.id)).all()) > 100


def test_both_layers_are_clean_and_in_force_since_before_the_first_incident(loaded):
    assert {draft.verdict for draft in loaded.scalars(select(Draft))} == {"clean"}
    first = loaded.scalars(select(Incident.occurred_at).order_by(Incident.occurred_at)).first()
    for network in Network:
        assert layers.last_publication(COUNTY, network).backdated
        assert layers.last_publication(COUNTY, network).valid_from < first - timedelta(days=1)


def test_every_grid_lies_in_its_village_and_beats_do_not_line_up(loaded):
    report = alignment.report(COUNTY, UNTIL)
    assert not report.uncovered
    assert len(report.split) > 0.3 * PLAN.size.grids
    rows, _ = layers.read_layer(COUNTY, Network.COMMUNITY, UNTIL)
    known = set(loaded.scalars(text("SELECT code FROM division WHERE level = 'village'")))
    assert {row.code[:12] for row in rows} == known


def test_the_fortnight_ahead_has_holes(loaded):
    holes = coverage.coverage_holes(COUNTY, UNTIL, UNTIL + timedelta(days=PLAN.size.ahead))
    assert {hole.network for hole in holes} == set(Network)
    assert Depth.KEEPERS in {hole.depth for hole in holes}


def test_every_assignment_is_derived_again(loaded):
    batches = list(replay.replay(COUNTY))
    assert sum(batch.count for batch in batches) == len(loaded.scalars(select(Leg.id)).all()) > 150
    assert [each for batch in batches for each in batch.differences] == []


def test_every_incident_has_the_state_of_its_lead(loaded):
    states = {row.id: row.state for row in loaded.execute(select(Incident.id, Incident.state))}
    leads = select(Leg.incident_id, Leg.state).where(Leg.role == "lead", Leg.state != LegState.RELEASED)
    for incident_id, state in loaded.execute(leads):
        if State(states[incident_id]) in lifecycle.ENDED:
            assert state == LegState.CLOSED
        elif states[incident_id] != State.VERIFIED:
            assert states[incident_id] == lifecycle.incident_state(LegState(state))


def test_the_version_of_an_incident_counts_its_steps(loaded):
    steps = (Entry.step.not_in(["report", "assign"]), Entry.step.not_like("whistle_%"))  # a whistle is no step of it
    taken = Counter(loaded.scalars(select(Entry.incident_id).where(*steps)).all())
    assert all(version == 1 + taken[id_] for id_, version in loaded.execute(select(Incident.id, Incident.version)))


def test_departments_are_called_to_some_cases(loaded):
    states = Counter(loaded.scalars(select(Summons.state)))
    assert states["rated"] >= 1
    assert states["acknowledged"] >= 1
    assert states["declined"] >= 1


def test_the_timeline_of_an_incident_is_written_in_order(loaded):
    rows = loaded.execute(select(Entry.incident_id, Entry.recorded_at).order_by(Entry.id))
    last = {}
    for incident_id, recorded_at in rows:
        assert recorded_at >= last.get(incident_id, recorded_at)
        last[incident_id] = recorded_at


def test_lives_are_of_many_kinds_and_some_go_on(loaded):
    states = Counter(loaded.scalars(select(Incident.state)))
    assert {State.CLOSED, State.HANDLED, State.ON_SCENE, State.ASSIGNED} <= states.keys()
    steps = Counter(loaded.scalars(select(Entry.step)))
    assert {"accept", "depart", "arrive", "handle", "verify", "close"} <= steps.keys()
    whys = Counter(loaded.scalars(select(Leg.why)))
    assert {"primary_on_duty", "deputy_on_duty", "station_duty", "handled_by_reporter"} <= whys.keys()
    assert loaded.scalars(select(Entry.id).where(Entry.is_late)).first() is not None


@pytest.mark.parametrize("how", [{"if_empty": True, "force": False}, {"if_empty": False, "force": True}])
def test_where_it_is_loaded_there_is_nothing_to_do(loaded, how):
    assert loading.is_loaded()
    assert loading.why_not(**how) == "The sample county is loaded already."


def test_the_same_seed_and_moment_make_the_same_county(session):
    assert load(session) == load(session)


def test_it_is_not_mixed_with_the_incidents_of_others(session):
    assert loading.why_not(if_empty=False, force=False) is None
    factories.incident(county=County("410699"))
    with pytest.raises(Conflict, match="incidents of other counties"):
        loading.why_not(if_empty=False, force=False)
    assert loading.why_not(if_empty=False, force=True) is None


@pytest.mark.parametrize("other", [factories.incident, people.person], ids=["incident", "person"])
def test_a_database_with_another_county_is_not_empty(session, other):
    assert loading.why_not(if_empty=True, force=False) is None
    other(county=County("410699"))
    assert "holds other counties" in loading.why_not(if_empty=True, force=False)


def test_the_planner_is_told_of_what_was_loaded(loaded):
    counted = text("SELECT reltuples FROM pg_class WHERE relname = 'shift'")
    assert loaded.scalar(counted) > 100


def test_the_stages_are_told(session):
    told = []
    loading.load(SHORT, lambda *each: told.append(each))
    assert [stage for stage, done, _ in told if done == 0] == list(loading.Stage)[:-1]
    days = SHORT.size.days + 1
    assert told[-days:] == [(loading.Stage.HISTORY, number, days) for number in range(1, days + 1)]
    assert events._reactions
