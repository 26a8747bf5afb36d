"""Whether what was closed stayed solved, and what looks like closing for the figure."""

from datetime import timedelta

import pytest

from gridnet.base import db, moment
from gridnet.base.errors import Invalid
from gridnet.incidents.models import Attachment
from gridnet.people.roles import Role
from gridnet.reports import quality
from gridnet.reports.quality import Watched
from gridnet.reports.question import Cut
from tests.factories import people, reports
from tests.factories.reports import COUNTY, HOUR, MINUTE, NINE, NOW, ask

DAY = timedelta(days=1)
HERE = "SRID=4326;POINT(113.62 34.75)"
NEAR = "SRID=4326;POINT(113.6203 34.75)"  # 27 m to the east
OFF = "SRID=4326;POINT(113.6210 34.75)"  # 91 m to the east


def closed(place=HERE, *, days=0, **given):
    at = NINE + days * DAY
    return reports.incident(state="closed", reported_at=at, place=place, located_by="point", **given)


def watch(unit=Cut.TOWNSHIP, **given):
    wanted = Watched(**given)
    return quality.watch(ask("closing"), unit, wanted, tolerance_m=50).total


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("again", "recurred"),
    [
        ({"place": NEAR, "days": 10}, 1),
        ({"place": OFF, "days": 10}, 0),  # too far
        ({"place": NEAR, "days": -1}, 1),  # itself closed before, and so what recurred
        ({"place": NEAR, "days": 10, "category": "0101"}, 0),  # something else
    ],
)
def test_the_same_near_and_soon_after_closing_is_a_recurrence(again, recurred):
    for number in range(5):
        closed(f"SRID=4326;POINT({113 + number / 10} 34)")
    closed()
    closed(**again)
    found = watch()
    assert (found.closed, found.recurred) == (7, recurred)


@pytest.mark.usefixtures("session")
def test_too_late_is_no_recurrence_and_whose_days_are_not_over_is_not_judged():
    for days in (0, 10, 20, 25):
        closed(days=days)
    closed("SRID=4326;POINT(113 34)", days=25)
    assert (watch(days=3).recurred, watch(days=3).watched) == (0, 5)
    assert (watch(days=12).recurred, watch(days=12).watched) == (3, 3)


@pytest.mark.usefixtures("session")
def test_batches_haste_far_photos_and_the_end_of_the_month_are_counted():
    for number in range(6):
        made = closed(days=0 if number < 5 else 28, closed_at=NINE + (29 * DAY if number == 5 else HOUR))
        reports.leg(made, arrived=10, handled=10 if number < 2 else 30)
        reports.entry(made, "close", minutes=60, person_id=7)
        if number < 4:
            _photo(made, OFF if number else "SRID=4326;POINT(113.63 34.75)")
    found = watch(batch=5)
    assert (found.batched, found.hasty, found.pictured, found.far, found.month_end) == (5, 2, 4, 1, 1)


def _photo(of, place):
    db.session.add(
        Attachment(
            county=COUNTY,
            incident_id=of.id,
            sha256=f"{of.id:064}",
            media_type="image/jpeg",
            size_bytes=1,
            width_px=1,
            height_px=1,
            taken_place=place,
            added_at=of.reported_at + MINUTE,
        )
    )
    db.session.flush()


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("unit", sorted(quality.UNITS))
def test_it_is_told_by_unit(unit):
    for _ in range(5):
        closed()
    assert watch(unit).cases == 5


def test_it_is_never_told_by_person():
    with pytest.raises(Invalid, match="never by person"):
        quality.watch(ask("closing"), Cut.ROLE, Watched(), tolerance_m=50)


def test_it_is_read_case_by_case():
    with pytest.raises(Invalid, match="one county"):
        quality.watch(ask("closing", scope="41"), Cut.COUNTY, Watched(), tolerance_m=50)


def test_the_door_masks_units_of_fewer_than_five(service, calls, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)
    for number in range(12):
        closed(division_code=f"{COUNTY}00{1 if number < 2 else 2 if number < 7 else 3}001")
    supervisor = calls(people.position(role=Role.SUPERVISOR, scope=COUNTY))
    query = {"scope": COUNTY, "from": "2026-03-01", "to": "2026-03-31", "unit": "township"}
    found = supervisor.get("/api/v1/reports/quality", query_string=query).get_json()
    assert [(each["key"], each["figures"] is None) for each in found["groups"]] == [
        ("410599001", True),
        ("410599002", True),
        ("410599003", False),
    ]
    assert found["total"]["verified"] == {
        "count": 0,
        "of": 12,
        "value": 0,
        "low": 0,
        "high": pytest.approx(0.2425, abs=1e-4),
    }
