"""Answers put together from facts: the same as from the cases, within what a sketch allows."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from gridnet.base import db
from gridnet.base.errors import Invalid
from gridnet.reports import answering, daily
from gridnet.reports.answering import Source
from gridnet.reports.models import Fact, FactStamp
from gridnet.reports.periods import Period
from gridnet.reports.question import Basis, Boundaries, Cut, Filters
from tests.factories import reports
from tests.factories.reports import COUNTY, NINE, NOW, ask

DAY = timedelta(days=1)
MONTHS = Period(date(2026, 2, 1), date(2026, 3, 31))


@contextmanager
def bound(connection):
    """The session on this connection; what it commits stays within the transaction it is in."""
    db.session.remove()
    db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
    yield
    db.session.remove()


@pytest.fixture(scope="module")
def written(engine):
    """A connection on which the cases and their facts are written, once for all tests of this file."""
    with engine.connect() as connection, connection.begin() as outer:
        with bound(connection):
            write_cases()
        yield connection
        outer.rollback()


@pytest.fixture(autouse=True)
def cases(written):
    """The cases; whatever a test does to them is undone."""
    with written.begin_nested() as each:
        with bound(written):
            yield
        each.rollback()


def write_cases():
    """Two counties, four days in two months, some open, some late, some no cases at all."""
    for number, county in enumerate((COUNTY, "410598")):
        for days in (-20, 0, 1, 15):
            for minutes in (7 + number, 20, 35, 58, 61, 300, None):
                made = reports.incident(county, reported_at=NINE + days * DAY, priority="P1" if days else "P3")
                reports.handled(minutes, of=made)
        reports.leg(reports.incident(county, state="duplicate"))
    daily.tick(NOW)


def answer(code="handle", scope="41", **given):
    return answering.answer(ask(code, scope=scope, **given), now=NOW, tolerance_m=50)


def shown(figures):
    return figures.n, figures.funnel.counts, figures.share, figures.open_late


def test_many_counties_are_answered_from_facts_and_it_says_so():
    found = answer()
    assert (found.source, found.facts_until, found.facts_are_later) == (Source.FACTS, date(2026, 3, 31), False)
    assert "1%" in found.method


@pytest.mark.parametrize("cut", [Cut.NETWORK, Cut.PRIORITY, Cut.GROUP, Cut.DAY, Cut.WEEK, Cut.MONTH, Cut.CITY])
def test_facts_say_what_the_cases_say(cut):
    for code in ("handle", "on_time_handle", "close", "accept", "filing"):
        exact = answer(code, COUNTY, cuts=(cut,)).table
        facts = answer(code, "4105", cuts=(cut, Cut.COUNTY)).table
        mine = {each.key[0]: each.figures for each in facts.groups if each.key[1] == COUNTY}
        assert list(mine) == [each.key[0] for each in exact.groups]
        for each in exact.groups:
            check_alike(each.figures, mine[each.key[0]])


def check_alike(exact, facts):
    if exact is None or facts is None:  # masked among others
        return
    assert shown(exact) == shown(facts)
    if exact.p90:
        assert facts.p90.seconds == pytest.approx(exact.p90.seconds, rel=0.01)
        assert facts.median.seconds == pytest.approx(exact.median.seconds, rel=0.01)


def test_whole_months_come_from_months_and_give_the_same():
    by_month = answer(period=MONTHS, cuts=(Cut.MONTH,)).table
    by_day = answer(period=MONTHS, cuts=(Cut.MONTH, Cut.DAY)).table
    assert sum(each.figures.n for each in by_month.groups) == sum(each.figures.n for each in by_day.groups) == 48
    assert by_month.total == by_day.total


def test_a_county_that_is_behind_is_answered_from_its_days():
    here = {"county": COUNTY}
    db.session.query(FactStamp).filter_by(**here).update({"last_day": date(2026, 3, 10)})
    db.session.query(Fact).filter_by(grain="month", **here).delete()
    found = answer(period=MONTHS)
    assert (found.table.total.n, found.facts_until) == (48, date(2026, 3, 10))


def test_a_filter_is_a_part():
    assert answer(filters=Filters(priority="P3")).table.total.n == 12
    assert answer(filters=Filters(network="police")).table.total.n == 0


def test_facts_written_after_the_moment_asked_for_are_told():
    assert answer(as_of=NOW - DAY).facts_are_later


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"basis": Basis.CLOSED}, "by the day of the report"),
        ({"boundaries": Boundaries.NOW}, "boundaries"),
        ({"limit_s": 60}, "limit_s"),
        ({"cuts": (Cut.HOUR,)}, "divided by"),
        ({"cuts": (Cut.PRIORITY, Cut.GROUP)}, "not by both"),
        ({"filters": Filters(channel="QR")}, "narrowed by"),
    ],
)
def test_what_facts_do_not_know_is_refused_with_what_to_do(given, said):
    with pytest.raises(Invalid, match=said) as refused:
        answer(**given)
    assert "one county" in str(refused.value)
