"""A draft is checked beside what is in force, and changes nothing of it."""

from dataclasses import replace

import pytest
import shapely
from sqlalchemy import select

from geo.coverage import Grade
from geo.outlines import Fault, FaultKind
from gridnet.base import audit
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.base.network import Network
from gridnet.territory import drafts, layers
from gridnet.territory.drafts import Origin
from gridnet.territory.models import AreaOutline, Draft, DraftFinding, DraftOutline
from gridnet.territory.reading import Layer
from gridnet.territory.values import Doer, DraftState, Refused
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, box, plot


def outlines(session):
    return session.scalars(select(DraftOutline).order_by(DraftOutline.code)).all()


def test_a_layer_is_kept_with_its_report(session):
    draft = factories.draft([plot("A", parent=COUNTY), plot("B", 1, parent=COUNTY)])
    assert (draft.state, draft.verdict, draft.areas, draft.rejected) == (DraftState.CHECKED, Grade.CLEAN, 2, 0)
    assert draft.report["layer_m2"] == pytest.approx(2 * 853_000 * 1.11, rel=0.01)
    assert [each.code for each in outlines(session)] == ["A", "B"]
    assert session.scalars(select(AreaOutline)).all() == []


def test_whoever_brought_it_is_written_down(session):
    factories.division()
    by = Doer(7, 8)
    draft = drafts.make(COUNTY, Network.POLICE, Layer.of([plot("A")]), Origin("x", by=by), at=SINCE)
    entry = session.scalars(select(audit.AuditEntry)).one()
    assert (draft.created_by, entry.person_id, entry.position_id) == (7, 7, 8)


def test_findings_are_kept_with_their_shapes(session):
    draft = factories.draft([plot("A"), plot("B", 0.5)])
    (found,) = layers.list_findings(COUNTY, draft.id)
    assert (found.kind, found.codes) == ("overlap", ["A", "B"])
    assert '"MultiPolygon"' in found.geometry


def test_a_fault_that_was_repaired_is_a_finding(session):
    factories.division()
    fault = Fault(FaultKind.SELF_INTERSECTION, "ring self-intersection", None, 12.0)
    layer = replace(Layer.of([plot("A", parent=COUNTY)]), faults={0: fault})
    draft = drafts.make(COUNTY, Network.COMMUNITY, layer, Origin("x"), at=SINCE)
    assert draft.verdict == Grade.WARNINGS
    assert [row.kind for row in session.scalars(select(DraftFinding))] == ["self_intersection"]


def test_refused_rows_block(session):
    factories.division()
    layer = Layer([plot("A")], [Refused(2, "", "it has no code")], "EPSG:4326")
    draft = drafts.make(COUNTY, Network.POLICE, layer, Origin("x"), at=SINCE)
    assert (draft.verdict, draft.rejected) == (Grade.BLOCKED, 1)


def test_a_parent_that_is_no_division_is_a_warning(session):
    draft = factories.draft([plot("A", parent="990101001002")])
    assert draft.verdict == Grade.WARNINGS
    assert "division table: 1" in draft.report["reasons"][0]


def test_what_lies_outside_of_the_county_blocks(session):
    factories.division()
    origin = Origin("x", parent=box(5, 5, 6, 6))
    draft = drafts.make(COUNTY, Network.POLICE, Layer.of([plot("A")]), origin, at=SINCE)
    assert draft.verdict == Grade.BLOCKED


def test_a_parent_that_is_no_area_is_refused(session):
    factories.division()
    origin = Origin("x", parent=shapely.Point(116, 40))
    with pytest.raises(Invalid, match="parent outline cannot be used"):
        drafts.make(COUNTY, Network.POLICE, Layer.of([plot("A")]), origin, at=SINCE)


def test_a_county_that_nobody_knows_has_no_drafts(session):
    with pytest.raises(NotFound, match="there is no division 990101 in the table"):
        drafts.make(COUNTY, Network.POLICE, Layer.of([plot("A")]), Origin("x"), at=SINCE)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [([], "none of its 0 rows became an area"), ([Refused(1, "", "it has no code")], "row 1: it has no code")],
)
def test_a_file_without_areas_is_no_draft(session, refused, sentence):
    factories.division()
    with pytest.raises(Invalid, match=sentence):
        drafts.make(COUNTY, Network.POLICE, Layer([], refused, ""), Origin("x"), at=SINCE)
    assert session.scalars(select(Draft)).all() == []


def test_a_layer_larger_than_a_batch_is_kept_whole(session, monkeypatch):
    monkeypatch.setattr(drafts, "BATCH", 3)
    factories.draft([plot(f"{n}", n) for n in range(8)])
    assert len(outlines(session)) == 8


def test_a_withdrawn_draft_keeps_its_report_and_drops_its_outlines(session):
    draft = factories.draft([plot("A"), plot("B", 0.5)])
    drafts.withdraw(COUNTY, draft.id, at=SINCE)
    assert (draft.state, draft.version) == (DraftState.WITHDRAWN, 2)
    assert outlines(session) == []
    assert len(layers.list_findings(COUNTY, draft.id)) == 1


def test_a_published_draft_cannot_be_withdrawn(session):
    made = factories.publish([plot("A")])
    with pytest.raises(Conflict, match="is published"):
        drafts.withdraw(COUNTY, made.draft_id, at=SINCE)
