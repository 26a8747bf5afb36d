"""A supervisor and the reports: the worst grid in a few clicks, the cases behind a number, and what cannot be asked."""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from gridnet.base import moment
from gridnet.base.county import County
from gridnet.incidents import numbers
from gridnet.web.reports import spans
from tests.browser import check_accessible
from tests.factories import reports

pytestmark = pytest.mark.browser

COUNTY = County("420902")
#: How many minutes it took to accept in each grid; the limit is 30. One grid has too few cases to be told.
MINUTES = {"G1": [10] * 6, "G2": [10] * 8 + [50] * 4, "G3": [20] * 2 + [90] * 10, "G4": [10] * 2}
MOST_CLICKS = 4


@pytest.fixture(scope="session")
def month():
    """The last month, as a period."""
    return spans.named("last_month", moment.local(moment.now()).date())


@pytest.fixture(scope="session")
def numbers_of(site, month):
    """A county with a month of cases: the numbers of those of each grid."""
    settled = site.settle(COUNTY)
    with site.transaction():
        return {
            grid: [accepted(settled, grid, minutes, month, n) for n, minutes in enumerate(took)]
            for grid, took in MINUTES.items()
        }


def accepted(settled, grid, minutes, month, n):
    day = month.first + timedelta(days=n)
    at = datetime.combine(day, time(10), moment.LOCAL)
    made = reports.incident(COUNTY, reported_at=at, grid_area_id=settled.areas[grid])
    reports.leg(made, accepted=minutes)
    reports.clock(made, "accept", due=30, stopped=minutes)
    return numbers.write(COUNTY, made.id)


@pytest.fixture
def desk(site, open_page, numbers_of):
    """A supervisor's page, signed in; the language and the size may be chosen."""

    def opened(**given):
        page = open_page(**({"language": "en"} | given))
        site.sign_in(page, "supervisor", county=COUNTY)
        return page

    return opened


@pytest.mark.parametrize("width", [390, 1440])
def test_the_worst_grid_of_last_month_is_found_in_under_five_clicks(desk, numbers_of, width):
    page, clicks = desk(width=width), 0

    def click(target):
        nonlocal clicks
        target.click()
        clicks += 1

    page.goto("/")
    main = page.get_by_role("navigation", name="Main")
    if width == 390:
        click(main.get_by_text("More"))
    click(main.get_by_role("link", name="Reports", exact=True))
    worst = page.locator(".slowest li").first
    expect(worst).to_contain_text("示例 G3")
    expect(worst).to_contain_text("16.7% in the limit")
    expect(worst).to_contain_text("beyond chance")
    click(worst.get_by_role("link"))
    expect(page.locator("#cases tr")).to_have_count(len(numbers_of["G3"]))
    click(page.locator("#cases a").first)
    expect(page).to_have_url(re.compile(f"/incidents/{numbers_of['G3'][-1]}"))
    assert clicks <= MOST_CLICKS


def test_a_number_leads_to_the_cases_behind_it_and_they_add_up(desk, numbers_of):
    page = desk()
    page.goto("/reports/answer?measure=accept&by=grid")
    row = page.get_by_role("row", name=re.compile("示例 G2"))
    expect(row).to_contain_text("66.7%")
    row.get_by_role("link", name="4", exact=True).click()
    expect(page.locator("#cases tr")).to_have_count(4)
    shown = {link.inner_text() for link in page.locator("#cases th a").all()}
    assert shown == set(numbers_of["G2"][8:])


def test_fewer_than_five_are_not_told_and_nothing_gives_them_away(desk, numbers_of):
    page = desk()
    page.goto("/reports/answer?measure=accept&by=grid")
    expect(page.get_by_role("row", name=re.compile("示例 G4"))).to_contain_text("fewer than 5")
    expect(page.get_by_text("2 groups are not told")).to_be_visible()


def test_each_picture_is_drawn_and_told_in_words_and_in_a_table(desk):
    page = desk(reduced_motion="reduce")
    for view in ("spread", "where", "when", "waits", "trend", "trust"):
        page.goto(f"/reports/answer?measure=accept&view={view}")
        panel = page.locator(".picture-panel").first
        expect(panel.locator(".sentence")).not_to_be_empty()
        expect(panel.locator("canvas").first).to_be_visible()
        panel.get_by_text("The table behind it").click()
        expect(panel.get_by_role("table")).to_be_visible()
        check_accessible(page)


def test_without_script_the_sentences_and_tables_are_there(desk):
    page = desk(java_script_enabled=False)
    page.goto("/reports/answer?measure=accept&view=spread")
    expect(page.locator(".picture-panel .sentence")).to_contain_text("Half took at most")
    page.get_by_text("The table behind it").click()
    expect(page.locator(".picture-panel table")).to_contain_text("50%")
    expect(page.locator(".picture")).to_be_hidden()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_can_be_read_on_a_phone(desk, language):
    page = desk(width=390, language=language)
    for path in ("/reports", "/reports/answer?measure=accept&by=grid", "/reports/mail"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        check_accessible(page)


def test_what_is_wrong_is_told_in_the_form_and_nothing_typed_is_lost(desk):
    page = desk()
    page.goto("/reports")
    page.get_by_label("When", exact=True).select_option("custom")
    page.get_by_label("First day").fill("2026-03-31")
    page.get_by_label("Last day").fill("2026-03-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("The period ends before it begins")
    expect(page.get_by_label("First day")).to_have_value("2026-03-31")
    expect(page.get_by_label("Last day")).to_have_value("2026-03-01")
    check_accessible(page)


def test_a_report_is_asked_for_by_mail_once_and_ended(desk):
    page = desk()
    page.goto("/reports/mail")
    page.get_by_label("How often").select_option("weekly")
    page.get_by_role("button", name="Send me this").click()
    page.get_by_label("How often").select_option("weekly")
    page.get_by_role("button", name="Send me this").click()
    expect(page.get_by_role("alert")).to_contain_text("You have that report already")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("Nothing yet.").first).to_be_visible()


def test_the_export_holds_what_the_page_shows(desk):
    page = desk()
    page.goto("/reports/answer?measure=accept&by=grid")
    expect(page.get_by_role("row", name=re.compile("示例 G3"))).to_contain_text("16.7%")
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert re.search(r"^示例 G3 \(G3\),12,5400\.0,5400\.0,.*,0\.166667,", text, re.MULTILINE)
