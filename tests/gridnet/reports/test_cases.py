"""The cases of a county: on the ground as it lay then, and as it lies now."""

from datetime import date, timedelta

import pytest

from gridnet.base import events
from gridnet.reports import answering, naming
from gridnet.reports.periods import Period
from gridnet.reports.question import Basis, Boundaries, Cut
from tests.factories import incidents, reports, territory
from tests.factories.people import AT

NOW = AT + timedelta(days=20)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SPLIT = AT + timedelta(days=5)


@pytest.fixture
def split(session, monkeypatch):
    """G1 is split in the middle of the period: its eastern half becomes G5, of another village.

    Nothing follows from the reports here: the legs are made by hand.
    """
    monkeypatch.setattr(events, "_reactions", {})
    made = incidents.ground()
    for number in range(12):
        at_ = (0.5, 0.5) if number < 6 else (1.5, 0.5)
        report = incidents.incident(at_=at_, ref=f"split-{number}")
        reports.leg(report, accepted=5)
    village, other = "410599001001", "410599001009"
    grids = [
        territory.plot("G1", 0, 0, 1, 2, parent=village),
        territory.plot("G5", 1, 0, 2, 2, parent=other),
        territory.plot("G2", 2, 0, 4, 2, parent=village),
        territory.plot("G3", 0, 2, 2, 4, parent="410599001002"),
        territory.plot("G4", 2, 2, 4, 4, parent="410599001002"),
    ]
    territory.publish(grids, county=made.county, valid_from=SPLIT)
    return made


def table(cut, boundaries, **given):
    asked = reports.ask("accept", period=MARCH, as_of=NOW, cuts=(cut,), boundaries=boundaries, **given)
    found = answering.answer(asked, now=NOW, tolerance_m=50).table
    return asked, {each.key[0]: each.figures.funnel.reported for each in found.groups}


def test_then_the_whole_grid_had_them_all_and_that_it_was_split_is_told(split):
    asked, found = table(Cut.GRID, Boundaries.THEN)
    key = str(split.areas["G1"])
    assert found == {key: 12}
    named = naming.names(asked, [(key,)])
    assert named.is_redrawn(asked.cuts, (key,))


def test_now_each_half_has_its_own(split):
    _, found = table(Cut.GRID, Boundaries.NOW)
    assert found.pop(str(split.areas["G1"])) == 6
    assert list(found.values()) == [6]


def test_now_the_village_and_the_station_are_those_of_the_ground_as_it_lies(split):
    assert table(Cut.VILLAGE, Boundaries.THEN)[1] == {"410599001001": 12}
    assert table(Cut.VILLAGE, Boundaries.NOW)[1] == {"410599001001": 6, "410599001009": 6}
    assert table(Cut.STATION, Boundaries.NOW)[1] == {"S1": 12}
    assert table(Cut.VILLAGE, Boundaries.NOW, scope="410599001009")[1] == {"410599001009": 6}


@pytest.mark.usefixtures("session")
def test_what_has_no_point_stays_where_it_was_put():
    for _ in range(5):
        reports.leg(reports.incident(), accepted=5)
    assert table(Cut.VILLAGE, Boundaries.NOW)[1] == {"410599001001": 5}


@pytest.mark.usefixtures("session")
def test_of_a_period_without_cases_nothing_is_placed():
    assert table(Cut.GRID, Boundaries.NOW, basis=Basis.CLOSED)[1] == {}
