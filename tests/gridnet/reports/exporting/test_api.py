"""The doors of exports: what they give as what, to whom, and what they never give."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.base.audit import AuditEntry
from gridnet.people.roles import Permission, Role
from gridnet.reports.exporting import pdf_file, xlsx_file
from tests.factories import people, reports, territory
from tests.factories.reports import COUNTY, HOUR, MINUTE, NOW

MARCH = {"scope": COUNTY, "from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture(autouse=True)
def _later(service, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)


@pytest.fixture
def dispatcher(calls):
    return calls(people.position(role=Role.DISPATCHER, scope=COUNTY))


@pytest.fixture
def handled():
    """Seven cases, of which five were handled, one late, and two are open and late."""
    return [reports.handled(each) or each for each in (10, 20, 30, 40, 90, None, None)]


def export(caller, what="answer", code="handle", **given):
    query = {"measure": code, **MARCH, **given}
    return caller.get(f"/api/v1/reports/{what}/export", query_string=query)


def table(response):
    assert response.status_code == 200, response.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


KINDS = {
    "csv": ("text/csv; charset=utf-8", b"\xef\xbb\xbf"),
    "xlsx": (xlsx_file.MEDIA, b"PK"),
    "pdf": ("application/pdf", b"%PDF-"),
}


@pytest.mark.parametrize("format_", KINDS)
@pytest.mark.parametrize("what", ["answer", "cases"])
def test_each_format_is_a_file_with_a_name(dispatcher, handled, what, format_):
    media, start = KINDS[format_]
    response = export(dispatcher, what, format=format_)
    assert (response.status_code, response.content_type) == (200, media)
    assert response.data.startswith(start)
    ending = "-cases" if what == "cases" else ""
    name = f"gridnet-handle-{COUNTY}-2026-03-01-2026-03-31{ending}.{format_}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_figures_of_a_file_are_those_of_the_answer(dispatcher, handled):
    (total,) = table(export(dispatcher, language="en"))
    assert (total["n"], total["Median"], total["Out of"], total["Open and late"]) == ("5", "1800.0", "7", "2")
    assert (total["Which cases"], total["Worked out from"]) == ("reported in the period", "every case")
    assert "measure=handle" in total["Permalink"]


def test_a_list_has_every_case_behind_the_figure_with_what_became_of_it(dispatcher, handled):
    rows = table(export(dispatcher, "cases", language="en"))
    assert [row["What became of it"] for row in rows].count("measured") == 5
    assert sorted(float(row["Duration"]) / 60 for row in rows if row["Duration"]) == [10, 20, 30, 40, 90]
    assert [row["Late"] for row in rows].count("late") == 3
    assert {row["Division"] for row in rows} == {f"{COUNTY}001001"}


@pytest.mark.parametrize(
    ("given", "many"),
    [
        ({"fate": "open"}, 2),
        ({"late": "true"}, 3),
        ({"late": "false"}, 4),
        ({"priority": "P1"}, 0),
        ({"hour": "10"}, 7),
    ],
)
def test_a_list_is_narrowed_to_what_is_behind_a_part_of_the_figure(dispatcher, handled, given, many):
    assert len(table(export(dispatcher, "cases", **given))) == many


def test_no_list_holds_a_name_a_contact_a_story_or_an_address(dispatcher):
    case = reports.incident(text_="张三家噪音", address="示例路 7 号", contact_sealed=b"sealed")
    keeper = people.position(people.person(name="示例网格员甲"), Role.GRID_WORKER)
    reports.leg(case, person_id=keeper.person_id, position_id=keeper.id, desk_code=None)
    csv_, xlsx = (export(dispatcher, "cases", format=each) for each in ("csv", "xlsx"))
    cells = [str(cell.value) for sheet in load_workbook(io.BytesIO(xlsx.data)) for row in sheet for cell in row]
    for told in (csv_.data.decode(), " ".join(cells)):
        assert not any(word in told for word in ("张三", "示例路", "示例网格员甲", "sealed"))
    assert len(table(csv_)) == 1


def test_a_list_shows_only_what_may_be_read(calls, dispatcher):
    reports.handled(10)
    reports.leg(reports.incident(matter="police", category="0202"), "police")
    supervisor = calls(people.position(role=Role.SUPERVISOR, scope=COUNTY))
    assert len(table(export(dispatcher, "cases", "accept"))) == 2
    assert len(table(export(supervisor, "cases", "accept"))) == 1


@pytest.mark.parametrize("what", ["answer", "cases"])
@pytest.mark.parametrize(("scope", "status"), [("410598", 404), ("41", 404), ("4105x", 422)])
def test_a_county_outside_the_viewers_scope_is_not_told_of(dispatcher, what, scope, status):
    assert export(dispatcher, what, scope=scope).status_code == status


def test_a_list_is_of_one_county(calls):
    province = calls(people.position(role=Role.SUPERVISOR, scope="41"))
    response = export(province, "cases", scope="41")
    assert (response.status_code, "of one county" in response.get_json()["detail"]) == (422, True)


def test_whoever_may_see_figures_only_gets_no_list(calls):
    auditor = calls(people.position(role=Role.AUDITOR, scope=COUNTY))
    assert export(auditor).status_code == 200
    assert export(auditor, "cases").status_code == 403
    limited = calls(people.position(role=Role.DISPATCHER, scope=COUNTY), permissions=[Permission.REPORT_READ])
    assert export(limited, "cases").status_code == 403


@pytest.mark.parametrize(("module", "format_"), [(pdf_file, "pdf"), (xlsx_file, "xlsx")])
def test_too_many_rows_are_refused_with_what_to_do_instead(dispatcher, handled, monkeypatch, module, format_):
    monkeypatch.setattr(module, "MOST_ROWS", 6)
    said = export(dispatcher, "cases", format=format_)
    assert said.status_code == 422
    assert "at most 6 rows" in said.get_json()["detail"]
    assert "ask for csv" in said.get_json()["detail"]


def test_a_list_wants_a_second_factor_and_figures_do_not(calls):
    weak = calls(people.position(role=Role.DISPATCHER, scope=COUNTY), is_strong=False)
    assert export(weak).status_code == 200
    said = export(weak, "cases")
    assert (said.status_code, "second factor" in said.get_json()["detail"]) == (403, True)


def test_every_export_is_audited(dispatcher, handled):
    export(dispatcher, format="pdf")
    export(dispatcher, "cases")
    kept = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action.like("report.%")).order_by(AuditEntry.id)
    ).all()
    assert [(each.action, each.detail["format"], each.subject_id) for each in kept] == [
        ("report.export", "pdf", "handle"),
        ("report.export_cases", "csv", "handle"),
    ]
    assert all("measure=handle" in each.detail["asked"] for each in kept)


def test_a_permalink_gives_the_same_figures_after_more_was_heard_of(dispatcher, handled, monkeypatch):
    asked = NOW - 10 * 24 * HOUR
    before = table(export(dispatcher, as_of=asked.isoformat()))
    late = reports.incident(reported_at=reports.NINE, recorded_at=asked + MINUTE)
    reports.leg(late, accepted=0, handled=5)
    assert table(export(dispatcher, as_of=asked.isoformat())) == before
    assert table(export(dispatcher)) != before


def test_a_file_names_its_groups_as_the_page_does(dispatcher, handled):
    territory.division("410599001", "示例街道")
    rows = table(export(dispatcher, by="township", language="en"))
    assert "示例街道" in {value for row in rows for value in row.values()}
