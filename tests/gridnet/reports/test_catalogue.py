"""Definitions: each complete, each answerable, each written once."""

import pytest
from sqlalchemy import text

from gridnet.base.errors import Invalid
from gridnet.reports import cases, catalogue, statements
from gridnet.reports.measures import Counting, Measure, Pauses
from gridnet.reports.question import Basis
from tests.factories.reports import COUNTY, ask


@pytest.mark.parametrize("code", catalogue.CODES)
def test_a_definition_has_names_in_both_languages(code):
    found = catalogue.get(code)
    assert found.code == code
    assert found.name_zh
    assert found.name_en.isascii()


def test_no_code_is_both_a_measure_and_a_rate():
    assert len(set(catalogue.CODES)) == len(catalogue.CODES)


@pytest.mark.parametrize("code", catalogue.CODES)
def test_working_time_is_the_clocks_own(code):
    found = catalogue.get(code)
    if isinstance(found, Measure) and (found.counting is Counting.WORKING or found.pauses is Pauses.NET):
        assert found.stage, "only a clock knows pauses and working time"


@pytest.mark.parametrize("code", catalogue.CODES)
@pytest.mark.parametrize("basis", Basis)
def test_every_definition_has_its_statement(session, code, basis):
    asked = cases.given(COUNTY, ask(code, basis=basis), tolerance_m=50)
    statement = statements.cases(catalogue.get(code), basis, (), frozenset())
    assert session.execute(text(statement), asked).all() == []


def test_an_unknown_code_names_those_there_are():
    with pytest.raises(Invalid, match="on_time_handle"):
        catalogue.get("speed")
