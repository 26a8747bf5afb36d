"""What an answer says as of a moment that has passed is what was said at that moment."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from gridnet import wiring
from gridnet.base import db, events
from gridnet.reports import answering, cases, catalogue, cohorts, statements
from gridnet.reports import question as questions
from gridnet.reports.funnel import Fate
from gridnet.reports.periods import Period
from gridnet.reports.question import Basis, Cut
from tests.factories import incidents, reports
from tests.factories.people import AT
from tests.gridnet.incidents.test_steps import DESK, take

DAY = Period(date(2026, 3, 1), date(2026, 3, 31))

#: What is done to each case after so many minutes; more of them than the masking needs.
LIVES = (
    [("accept", "worker_G1", 5), ("arrive", "worker_G1", 15), ("handle", "worker_G1", 25), ("close", "township", 70)],
    [("accept", "worker_G1", 5), ("handle", "worker_G1", 40), ("rework", "township", 50), ("handle", "worker_G1", 90)],
    [
        ("accept", "worker_G1", 65),
        ("contact", "worker_G1", 67),
        ("depart", "worker_G1", 70),
        ("arrive", "worker_G1", 80),
    ],
    [("reject", "township", 55)],
    [("accept", "worker_G1", 5), ("handle", "worker_G1", 20), ("close", "township", 30), ("reopen", "township", 75)],
    [("decline", "worker_G1", 10), ("convert", "township", 95)],
)
MOMENTS = (12, 35, 60, 85)


@pytest.fixture
def crew(session, monkeypatch):
    monkeypatch.setattr(events, "_reactions", {})
    events.connect(wiring.REACTIONS)
    return incidents.staffed()


def told(at, now):
    """What every measure and rate says of every case, as of one moment, asked at another; all of them in one statement.

    The figures are made of nothing else.
    """
    found = {}
    for basis in Basis:
        asked = questions.check(reports.ask("handle", period=DAY, as_of=at, basis=basis, cuts=(Cut.PRIORITY,)), now=now)
        rows_of = {code: statements.rows(catalogue.get(code), asked.cuts, frozenset()) for code in catalogue.CODES}
        every = " UNION ALL ".join(f"SELECT '{code}', told.* FROM ({rows}) AS told" for code, rows in rows_of.items())
        shared = cohorts.tables(basis, frozenset(), is_past=asked.is_past)
        rows = db.session.execute(text(shared + every), cases.given(reports.COUNTY, asked, tolerance_m=50))
        for code, *case in rows:
            found.setdefault((code, basis), set()).add(tuple(case))
    return found


def test_a_permalink_gives_the_same_figures_whatever_has_happened_since(crew):
    cases = [
        (incidents.incident(category=incidents.DISPUTE, text=f"示例 {number}"), life)
        for number in range(2)
        for life in LIVES
    ]
    acts = sorted(((minutes, number, step, by) for number, (_, life) in enumerate(cases) for step, by, minutes in life))
    then = {}
    for moment in MOMENTS:
        for minutes, number, step, by in [act for act in acts if act[0] <= moment]:
            parts = DESK if by == "township" else None
            reason = {"reason": "示例"} if step not in {"accept", "contact", "arrive", "depart", "close"} else {}
            take(
                cases[number][0],
                step,
                getattr(crew, by),
                minutes=minutes,
                **reason,
                **({"parts": parts} if parts else {}),
            )
        acts = [act for act in acts if act[0] > moment]
        at = AT + timedelta(minutes=moment)
        then[at] = told(at, at)
    for at, said in then.items():
        again = told(at, AT + timedelta(days=300))
        assert set(again) == set(said)
        for key in said:
            assert again[key] == said[key], (at, key)


@pytest.mark.usefixtures("session")
def test_what_was_granted_later_was_not_there_yet():
    for _ in range(5):
        made = reports.handled(None, due=60)
        reports.extended(made, due=600)
    as_of = reports.NINE + 90 * reports.MINUTE
    found = answering.answer(reports.ask("handle", as_of=as_of), now=reports.NOW, tolerance_m=50)
    assert found.table.total.open_late == 5
    later = answering.answer(
        reports.ask("on_time_handle", as_of=as_of + 300 * reports.MINUTE), now=reports.NOW, tolerance_m=50
    )
    assert later.table.total.funnel.count(Fate.NOT_DUE) == 5


@pytest.mark.usefixtures("session")
def test_an_incident_is_of_the_priority_and_category_it_had_then():
    for _ in range(5):
        made = reports.handled(5, priority="P1", category="0202")
        detail = {"priority": ["P3", "P1"], "category": ["0402", "0202"]}
        reports.entry(made, "classify", minutes=60, detail=detail)
    cuts = {"cuts": (Cut.PRIORITY, Cut.CATEGORY)}
    for minutes, key in ((30, ("P3", "0402")), (90, ("P1", "0202"))):
        asked = reports.ask("handle", as_of=reports.NINE + minutes * reports.MINUTE, **cuts)
        (group,) = answering.answer(asked, now=reports.NOW, tolerance_m=50).table.groups
        assert group.key == key
