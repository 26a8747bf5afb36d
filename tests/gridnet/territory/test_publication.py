"""A publication changes a layer at one moment, whole or not at all, and never what has been."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from gridnet.base import audit, db
from gridnet.base.errors import Conflict, NotAllowed, NotFound, Stale
from gridnet.base.network import Network
from gridnet.territory import drafts, layers, publication, queries
from gridnet.territory.models import Area, AreaOutline, Draft, DraftOutline, Station
from gridnet.territory.values import Doer, DraftState, Kind
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, at, plot

NEXT = SINCE + timedelta(days=30)
LAST = SINCE + timedelta(days=60)


def versions(code=None):
    query = select(AreaOutline).order_by(AreaOutline.code, AreaOutline.valid_from)
    rows = db.session.scalars(query).all()
    return [(row.code, row.valid_from, row.valid_to) for row in rows if code in {None, row.code}]


def counts(made):
    return made.added, made.changed, made.kept, made.retired


def test_the_first_publication_opens_every_area(session):
    made = factories.publish([plot("A"), plot("B", 1)])
    assert counts(made) == (2, 0, 0, 0)
    assert versions() == [("A", SINCE, None), ("B", SINCE, None)]


def test_whoever_brought_a_draft_does_not_publish_it(session):
    draft = factories.draft([plot("A")])
    draft.created_by = 7
    given = {"valid_from": NEXT, "at": SINCE}
    with pytest.raises(NotAllowed, match="two persons"):
        publication.publish(COUNTY, draft.id, by=Doer(7, 1), **given)
    assert publication.publish(COUNTY, draft.id, by=Doer(8, 2), **given).published_by == 8


CHANGES = [
    ([plot("A"), plot("B", 1)], (0, 0, 2, 0)),  # the same again
    ([plot("A"), plot("B", 1, 0, 2.5, 1)], (0, 1, 1, 0)),  # one drawn anew
    ([plot("A"), plot("B", 1, name="新名")], (0, 1, 1, 0)),  # one renamed
    ([plot("A"), plot("B", 1, kind=Kind.DEDICATED)], (0, 1, 1, 0)),  # one of another kind
    ([plot("A"), plot("B", 1, parent="990101001")], (0, 1, 1, 0)),  # one that belongs elsewhere
    ([plot("A")], (0, 0, 1, 1)),  # one retired
    ([plot("A"), plot("B", 1), plot("C", 2)], (1, 0, 2, 0)),  # one more
    ([plot("C"), plot("D", 1)], (2, 0, 0, 2)),  # all of them others
]


@pytest.mark.parametrize(("plots", "expected"), CHANGES)
def test_what_changes_has_a_new_version_and_what_does_not_keeps_its_own(session, plots, expected):
    factories.publish([plot("A"), plot("B", 1)])
    made = factories.publish(plots, valid_from=NEXT)
    assert counts(made) == expected
    begun = [code for code, valid_from, _ in versions() if valid_from == NEXT]
    ended = [code for code, _, valid_to in versions() if valid_to == NEXT]
    assert (len(begun), len(ended)) == (made.added + made.changed, made.changed + made.retired)


def test_a_ring_drawn_the_other_way_round_is_no_change(session):
    factories.publish([plot("A")])
    made = factories.publish([replace(plot("A"), outline=plot("A").outline.reverse())], valid_from=NEXT)
    assert counts(made) == (0, 0, 1, 0)


def test_an_area_keeps_its_key_through_its_versions(session):
    factories.publish([plot("A")])
    factories.publish([plot("A", 0, 0, 2, 1)], valid_from=NEXT)
    assert len(session.scalars(select(Area)).all()) == 1
    assert versions() == [("A", SINCE, NEXT), ("A", NEXT, None)]


def test_a_retired_code_may_come_back(session):
    factories.publish([plot("A"), plot("B", 1)])
    factories.publish([plot("A")], valid_from=NEXT)
    factories.publish([plot("A"), plot("B", 1)], valid_from=LAST)
    assert versions("B") == [("B", SINCE, NEXT), ("B", LAST, None)]


def test_the_networks_and_counties_do_not_touch_each_other(session):
    factories.publish([plot("A")])
    factories.publish([plot("A")], Network.POLICE)
    factories.publish([plot("A")], county="990102")
    factories.publish([plot("Z")], valid_from=NEXT)
    assert versions("A") == [("A", SINCE, None), ("A", SINCE, None), ("A", SINCE, NEXT)]


@pytest.mark.parametrize(
    "moment",
    [SINCE, SINCE - timedelta(days=1)],  # the very moment again; before it
)
def test_a_layer_can_only_follow_the_one_before(session, moment):
    first = factories.publish([plot("A")])
    second = factories.draft([plot("B")])
    with pytest.raises(Conflict, match=rf"publication {first.id}\); a new layer can only follow it"):
        publication.publish(COUNTY, second.id, valid_from=moment, at=SINCE, backdated=True)


def test_a_moment_in_the_past_has_to_be_meant(session):
    draft = factories.draft([plot("A")])
    with pytest.raises(Conflict, match="backdated"):
        publication.publish(COUNTY, draft.id, valid_from=SINCE, at=NEXT)
    made = publication.publish(COUNTY, draft.id, valid_from=SINCE, at=NEXT, backdated=True)
    assert made.backdated


def test_a_blocked_draft_is_not_published(session):
    draft = factories.draft([plot("A"), plot("A", 1)])
    with pytest.raises(Conflict, match=r"blocked \(codes used more than once: 1\)"):
        publication.publish(COUNTY, draft.id, valid_from=NEXT, at=SINCE)
    assert versions() == []


def test_a_draft_is_published_once(session):
    made = factories.publish([plot("A")])
    with pytest.raises(Conflict, match="is published; only a checked one"):
        publication.publish(COUNTY, made.draft_id, valid_from=NEXT, at=SINCE)


def test_a_withdrawn_draft_is_not_published(session):
    draft = factories.draft([plot("A")])
    drafts.withdraw(COUNTY, draft.id, at=SINCE)
    with pytest.raises(Conflict, match="is withdrawn"):
        publication.publish(COUNTY, draft.id, valid_from=NEXT, at=SINCE)


def test_a_draft_that_changed_since_it_was_read_is_not_published(session):
    draft = factories.draft([plot("A")])
    with pytest.raises(Stale, match="read it again"):
        publication.publish(COUNTY, draft.id, valid_from=NEXT, at=SINCE, expected_version=draft.version + 1)


def test_a_draft_of_another_county_is_not_there(session):
    draft = factories.draft([plot("A")])
    with pytest.raises(NotFound):
        publication.publish("990102", draft.id, valid_from=NEXT, at=SINCE)


def test_the_draft_before_is_retired_and_its_outlines_are_not_kept_twice(session):
    first = factories.publish([plot("A")])
    second = factories.publish([plot("B")], valid_from=NEXT)
    states = [session.get(Draft, (COUNTY, made.draft_id), populate_existing=True).state for made in (first, second)]
    assert states == [DraftState.RETIRED, DraftState.PUBLISHED]
    assert session.scalars(select(DraftOutline)).all() == []


def test_stations_that_beats_name_are_there_afterwards(session):
    factories.publish([plot("B1", parent="S01"), plot("B2", 1, parent="S01")], Network.POLICE)
    assert [(row.code, row.name) for row in session.scalars(select(Station))] == [("S01", "S01")]


def test_a_publication_is_audited(session):
    made = factories.publish([plot("A")])
    entry = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "boundary.publish")).one()
    assert (entry.subject_id, entry.detail["network"]) == (str(made.id), "community")


def test_two_publications_at_once_wait_for_each_other(owner_url):
    """Two real connections: the second waits for the first, then meets the layer the first has published."""
    engine = db.connect(owner_url, role="gridnet_service")
    db.session.remove()
    db.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    county = "990198"
    with db.transaction():
        ids = [factories.draft([plot(code)], county=county).id for code in ("A", "B")]
    answers, started = {}, threading.Barrier(2)

    def publish(id_):
        started.wait()
        try:
            with db.transaction():
                made = publication.publish(county, id_, valid_from=NEXT, at=SINCE)
                answers[id_] = made.added
        except Conflict as refusal:
            answers[id_] = str(refusal)
        finally:
            db.session.remove()

    threads = [threading.Thread(target=publish, args=(id_,)) for id_ in ids]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    try:
        first, second = sorted(map(str, answers.values()))
        assert first == "1"
        assert "already" in second
        assert layers.count_areas(county, Network.COMMUNITY, NEXT) == 1
    finally:
        db.session.remove()
        _clear(owner_url, county)
        engine.dispose()


def _clear(owner_url, county):
    tables = ("area_outline", "area", "publication", "draft_finding", "draft_outline", "boundary_draft", "audit_entry")
    engine = db.connect(owner_url)
    with engine.begin() as connection:
        for table in tables:
            connection.execute(text(f"DELETE FROM {table} WHERE county = :county"), {"county": county})
        connection.execute(text("DELETE FROM division WHERE code LIKE '99%'"))
    engine.dispose()


def test_what_was_in_force_answers_as_before(session):
    factories.publish([plot("A")])
    before = queries.locate(COUNTY, at(0.5, 0.5), SINCE, tolerance_m=0)
    factories.publish([plot("B", 0, 0, 2, 2)], valid_from=NEXT)
    assert queries.locate(COUNTY, at(0.5, 0.5), SINCE, tolerance_m=0) == before


def test_no_outline_is_lost_from_the_index_by_publications_that_were_given_up(session):
    """A search that goes on while the table is written can mark entries dead that are not; this makes it tempting."""
    plots = [plot(f"P{number}", number % 3, number // 3) for number in range(7)]
    for _ in range(26):
        given_up = session.begin_nested()
        factories.publish(plots)
        given_up.rollback()
    factories.publish(plots)
    session.execute(text("SET LOCAL enable_seqscan = off"))
    session.execute(text("SET LOCAL enable_bitmapscan = off"))
    found = session.scalars(
        text("SELECT code FROM area_outline WHERE outline && ST_MakeEnvelope(115, 39, 118, 42, 4326)")
    )
    assert sorted(found) == sorted(each.code for each in plots)
