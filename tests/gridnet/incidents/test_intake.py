"""Taking incidents in, each exactly once, each with its grid and its beat."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select

from geo import datums
from geo.datums import Datum
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.base.network import Network
from gridnet.incidents import intake, queries
from gridnet.incidents.models import CategoryOverride, Incident, IntakeReceipt
from gridnet.incidents.values import Given
from tests.factories import incidents, territory
from tests.factories.incidents import TOLERANCE_M
from tests.factories.people import AT

METRE = 1 / 111_000  # of latitude, about


def placed(row):
    """The codes of grid and beat."""
    areas = queries.get_view(County(row.county), row.id, viewer=0).areas
    code = {outline: code for outline, (code, _) in areas.items()}
    return code.get(row.grid_outline_id), code.get(row.beat_outline_id)


@pytest.mark.parametrize(
    ("at_", "grid", "beat"),
    [
        ((0.5, 0.5), "G1", "B1"),
        ((2.5, 0.5), "G2", "B1"),
        ((0.5, 2.5), "G3", "B1"),  # the layers do not line up
        ((0.5, 3.5), "G3", "B2"),
        ((3.2, 3.2), "P1", "B2"),  # the park lies within G4 and wins
        ((2.0, 0.5), "G1", "B1"),  # on the edge of two equal grids: the lower code
        ((2.0, 2.0), "G3", "B1"),  # on the corner of four: the smaller ones lie further north
        ((3.0, 3.2), "P1", "B2"),  # on the edge of the park
        ((0.0, 0.0), "G1", "B1"),  # on the corner of everything
    ],
)
def test_a_point_goes_to_one_grid_and_one_beat(county, at_, grid, beat):
    row = incidents.incident(at_=at_)
    assert placed(row) == (grid, beat)
    assert row.located_by == "point"


def test_the_distance_to_the_edge_is_kept(county):
    row = incidents.incident(at_=(1.0, 0.001))
    assert row.grid_edge_m == pytest.approx(1.11, abs=0.01)
    assert row.beat_edge_m == pytest.approx(1.11, abs=0.01)


@pytest.mark.parametrize(
    ("away_m", "located_by", "grid"), [(5, "nearest", "G1"), (49, "nearest", "G1"), (51, "outside", None)]
)
def test_a_point_outside_goes_to_the_nearest_or_to_the_desk(county, away_m, located_by, grid):
    row = incidents.incident(at_=(0.5, -away_m * METRE / territory.STEP))
    assert (row.located_by, placed(row)[0]) == (located_by, grid)
    if grid:
        assert row.grid_edge_m == pytest.approx(away_m, rel=0.01)


def test_outside_of_everything_it_waits_in_the_queue_of_the_county_and_has_owners(county):
    row = incidents.incident(at_=(9, 9))
    assert (row.located_by, row.desk_code, row.grid_area_id, row.beat_area_id) == ("outside", county.county, None, None)
    assert {leg.desk_code for leg in incidents.legs_of(row).values()} == {county.county}


def test_the_datum_is_converted_once_and_what_was_sent_is_kept(county):
    place = territory.at(0.5, 0.5)
    sent = datums.point_from_wgs84(place, Datum.GCJ02)
    given = Given(sent.lng, sent.lat, Datum.GCJ02, accuracy_m=12.0)
    row = incidents.incident(given=given, place=datums.point_to_wgs84(sent, Datum.GCJ02))
    assert placed(row) == ("G1", "B1")
    assert (row.given_lng, row.given_lat, row.given_datum, row.accuracy_m) == (sent.lng, sent.lat, "gcj02", 12.0)


def test_a_grid_can_be_named_by_its_code(county):
    row = incidents.incident(at_=None, grid_code="G3")
    assert (row.located_by, *placed(row)) == ("grid_code", "G3", "B1")  # the beat that has most of its ground
    assert (row.place, row.grid_edge_m) == (None, None)


def test_an_unknown_grid_is_told_so(county):
    with pytest.raises(NotFound, match="no grid G9"):
        incidents.incident(at_=None, grid_code="G9")


def test_a_grid_retired_yesterday_names_those_on_its_ground_today(county):
    halves = [territory.plot("G1a", 0, 0, 2, 1), territory.plot("G1b", 0, 1, 2, 2)]
    others = [territory.plot("G2", 2, 0, 4, 2), territory.plot("G3", 0, 2, 2, 4), territory.plot("G4", 2, 2, 4, 4)]
    territory.publish(halves + others, county=county.county, valid_from=AT - timedelta(days=1))
    with pytest.raises(Conflict, match=r"G1 was retired on 2026-03-09.*G1[ab], G1[ab]"):
        incidents.incident(at_=None, grid_code="G1")
    before = incidents.incident(at_=None, grid_code="G1", at=AT - timedelta(days=2))
    assert placed(before)[0] == "G1"


def test_the_versions_that_answer_are_those_of_the_moment_of_the_report(county):
    territory.publish([territory.plot("N1", 0, 0, 4, 4)], county=county.county, valid_from=AT)
    assert placed(incidents.incident(at=AT - timedelta(microseconds=1)))[0] == "G1"
    assert placed(incidents.incident(at=AT))[0] == "N1"


@pytest.mark.parametrize(
    ("given", "desk", "division"),
    [
        ({"division_code": "410599001002"}, "410599001", "410599001002"),
        ({"division_code": "410599001"}, "410599001", "410599001"),
        ({}, "410599", "410599"),
        ({"division_code": "410598001"}, "410599", "410599"),  # of another county: not believed
    ],
)
def test_an_address_alone_goes_to_the_desk_of_its_township(county, given, desk, division):
    row = incidents.incident(at_=None, address="示例路 7 号", **given)
    assert (row.located_by, row.desk_code, row.division_code) == ("address", desk, division)


def test_the_same_report_again_is_the_same_incident(county, session):
    first = incidents.raised(ref="phone-0001", body="a")
    again = incidents.raised(ref="phone-0001", body="a")
    assert (again.id, again.is_repeat, first.is_repeat) == (first.id, True, False)
    assert len(session.scalars(select(Incident)).all()) == 1


def test_another_report_under_the_same_reference_is_refused_and_changes_nothing(county, session):
    first = incidents.raised(ref="phone-0001", body="a")
    with pytest.raises(Conflict, match=f"already used for {first.number}") as refused:
        incidents.raised(ref="phone-0001", body="b", text="another")
    assert refused.value.extra == {"number": first.number}
    assert len(session.scalars(select(Incident)).all()) == 1


def test_two_senders_may_use_the_same_reference(county):
    here = incidents.raised(ref="phone-0001", sender=County("410599"))
    there = incidents.raised(ref="phone-0001", sender=County("410598"))
    assert here.id != there.id


@pytest.mark.parametrize("name", ["occurred_at", "captured_at"])
def test_what_lies_ahead_of_the_clock_is_refused_beyond_a_tolerance(name):
    ahead = timedelta(minutes=5)
    intake.check_times(incidents.report(**{name: AT + ahead}), tolerance=ahead)
    with pytest.raises(Invalid, match=f"{name} lies 6 minutes ahead"):
        intake.check_times(incidents.report(**{name: AT + timedelta(minutes=6)}), tolerance=ahead)


@pytest.mark.parametrize("name", ["occurred_at", "captured_at"])
def test_what_lies_before_anybody_alive_is_a_slip(name):
    """A moment of year one cannot be shown again: in another time zone it lies before the calendar."""
    ancient = datetime.fromisoformat("0001-01-01T00:00:00+08:00")
    with pytest.raises(Invalid, match=f"{name} lies in the year 1"):
        intake.check_times(incidents.report(**{name: ancient}), tolerance=timedelta(0))


def test_all_three_times_are_kept(county):
    occurred, captured = AT - timedelta(hours=3), AT - timedelta(hours=2)
    row = incidents.incident(occurred_at=occurred, captured_at=captured)
    assert (row.occurred_at, row.captured_at, row.reported_at, row.recorded_at) == (occurred, captured, AT, AT)
    (first, *_) = incidents.entries_of(row)
    assert (first.occurred_at, first.recorded_at, first.is_late) == (captured, AT, True)


def test_the_timeline_begins_with_the_report_and_the_two_assignments(county):
    row = incidents.incident()
    assert [(each.step, each.network) for each in incidents.entries_of(row)] == [
        ("report", None),
        ("assign", "community"),
        ("assign", "police"),
    ]


def test_an_unknown_category_is_refused(county):
    with pytest.raises(Invalid, match="no category 9999"):
        incidents.raised(category="9999")


def test_what_was_handled_on_the_spot_is_handled_and_named(county):
    worker = county.worker_G1
    row = incidents.incident(self_handled="清运完毕", reported_by=worker.person_id, reported_as=worker.id)
    lead = incidents.legs_of(row)["community"]
    assert (row.state, lead.state, lead.person_id, lead.why) == (
        "handled", "handled", worker.person_id, "handled_by_reporter",
    )  # fmt: skip
    assert incidents.entries_of(row)[0].note == "清运完毕"


@pytest.mark.parametrize("category", [incidents.FIGHT, incidents.COMPLAINT])
def test_nobody_handles_a_police_matter_or_a_complaint_about_staff_on_the_spot(county, category):
    worker = county.worker_G1
    with pytest.raises(Invalid, match="on the spot"):
        incidents.raised(category=category, self_handled="劝解", reported_by=worker.person_id, reported_as=worker.id)


def test_whoever_is_named_cannot_have_handled_it_on_the_spot(county):
    worker = county.worker_G1
    with pytest.raises(Invalid, match="on the spot"):
        incidents.raised(
            self_handled="处理完毕",
            reported_by=worker.person_id,
            reported_as=worker.id,
            named={worker.person_id: "staff_no"},
        )


def counted(session, act):
    statements = []
    engine = session.get_bind().engine

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [each for each in statements if not each.lstrip().startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize(
    ("given", "most"),
    [
        ({}, 7),
        ({"at_": (9, 9)}, 9),  # both networks asked for their nearest
        ({"at_": None, "address": "示例路 7 号"}, 6),
        ({"at_": None, "grid_code": "G1"}, 8),
        ({"named": {1: "staff_no"}}, 7),
    ],
)
def test_intake_takes_few_statements(county, session, given, most):
    incidents.raised()  # what seldom changes is in memory from the first one on
    assert len(counted(session, lambda: incidents.raised(**given))) <= most


def test_a_file_of_a_hundred_takes_as_many_as_one(county, session):
    many = [(f"file-{number:03}", b"h", incidents.report(at_=(number % 4 + 0.3, 1.2))) for number in range(100)]

    incidents.raised()

    def act():
        return intake.take_in_many(county.county, many, tolerance_m=TOLERANCE_M, at=AT)

    assert len(counted(session, act)) <= 8


def test_many_are_taken_like_one_each(county):
    places = [(0.5, 0.5), (3.2, 3.2), (2.0, 2.0), (9, 9), (0.5, 3.5)]
    one = [incidents.incident(at_=at_) for at_ in places]
    many = [(f"many-{number}", b"h", incidents.report(at_=at_)) for number, at_ in enumerate(places)]
    taken = intake.take_in_many(county.county, many, tolerance_m=TOLERANCE_M, at=AT)
    for alone, each in zip(one, taken, strict=True):
        row = queries.get_view(each.county, each.id, viewer=0).incident
        assert (row.located_by, *placed(row)) == (alone.located_by, *placed(alone))
        assert row.grid_edge_m == alone.grid_edge_m
        mine, theirs = incidents.legs_of(row), incidents.legs_of(alone)
        assert {(n, leg.position_id, leg.why) for n, leg in mine.items()} == {
            (n, leg.position_id, leg.why) for n, leg in theirs.items()
        }


def test_of_many_those_taken_before_are_repetitions_in_their_places(county):
    first = incidents.raised(ref="row-2", body="x")
    hash_ = intake.fingerprint({"body": "x"})
    many = [(f"row-{number}", hash_, incidents.report()) for number in (1, 2, 3)]
    taken = intake.take_in_many(county.county, many, tolerance_m=TOLERANCE_M, at=AT)
    assert [each.is_repeat for each in taken] == [False, True, False]
    assert taken[1].id == first.id


def test_of_many_one_that_is_refused_does_not_stop_the_others(county, session):
    incidents.raised(ref="row-2", body="x")
    many = [
        ("row-1", b"h", incidents.report()),
        ("row-2", b"other", incidents.report()),  # used before, for something else
        ("row-3", b"h", incidents.report(at_=None, grid_code="G9")),  # no such grid
        ("row-4", b"h", incidents.report()),
    ]
    taken = intake.take_in_many(county.county, many, tolerance_m=TOLERANCE_M, at=AT)
    assert [type(each).__name__ for each in taken] == ["Taken", "Conflict", "NotFound", "Taken"]
    assert session.get(IntakeReceipt, (county.county, "row-3")) is None  # it may be sent again, mended


def test_a_county_may_change_a_category(county, session):
    session.add(CategoryOverride(county=county.county, code="0402", police_role="none", priority="P1", version=4))
    session.flush()
    row = incidents.incident()
    assert (row.priority, set(incidents.legs_of(row))) == ("P1", {Network.COMMUNITY})
    assert row.category_version == 1004


def test_a_hundred_at_once_are_one_incident(committing, fresh):
    """Each in a transaction of its own: the second waits for the first and finds its answer."""

    def send(_):
        try:
            with db.transaction():
                return incidents.raised(county=fresh, ref="at-once-1", body="same", at_=(0.5, 0.5))
        finally:
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(send, range(100)))
    assert len({each.id for each in taken}) == 1
    assert sum(not each.is_repeat for each in taken) == 1
