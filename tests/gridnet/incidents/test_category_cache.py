"""Categories in memory."""

import pytest
from sqlalchemy import event

from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.tables import Line
from gridnet.incidents import category_cache, overrides, queries
from gridnet.incidents.categories import Priority

COUNTY = County("410599")


@pytest.fixture
def asked(session):
    statements = []
    event.listen(session.connection(), "before_cursor_execute", lambda *given: statements.append(given[2]))
    return statements


def test_categories_are_read_once_for_many_reports(asked):
    first = category_cache.get(COUNTY, "0401")
    before = len(asked)
    assert category_cache.get(COUNTY, "0402").code == "0402"
    assert len(asked) == before
    assert first == queries.get_category(COUNTY, "0401")


def test_a_change_made_here_takes_effect_at_once(session):
    category_cache.get(COUNTY, "0401")
    overrides.take_in(COUNTY, [Line(2, {"code": "0401", "priority": "P2"})])
    assert category_cache.get(COUNTY, "0401").priority is Priority.P2


def test_a_change_made_elsewhere_takes_effect_within_seconds(session, monkeypatch):
    category_cache.get(COUNTY, "0401")
    overrides.take_in(COUNTY, [Line(2, {"code": "0401", "priority": "P4"})])
    monkeypatch.setattr(category_cache, "monotonic", lambda: float("inf"))
    assert category_cache.get(COUNTY, "0401").priority is Priority.P4


def test_an_unknown_category_is_refused(session):
    with pytest.raises(Invalid, match="no category 0499"):
        category_cache.get(COUNTY, "0499")


def test_counties_do_not_answer_for_each_other(session):
    overrides.take_in(COUNTY, [Line(2, {"code": "0401", "priority": "P1"})])
    assert category_cache.get(COUNTY, "0401") != category_cache.get(County("410598"), "0401")
