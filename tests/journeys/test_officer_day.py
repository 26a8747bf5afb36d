"""A community officer's day in the browser."""

import pytest
from playwright.sync_api import expect

from tests.browser import check_accessible

pytestmark = pytest.mark.browser

FIGHT, LAMP = "0202", "0402"


@pytest.fixture
def county(site, fresh):
    return site.settle(fresh)


@pytest.fixture
def officer(site, open_page, county):
    page = open_page(width=390, language="en")
    site.sign_in(page, "officer_b1", county=county.county)
    return page


def test_from_accepting_to_handled(site, officer, county):
    number = site.report(county.county, category=FIGHT, text="两人推搡")
    officer.goto("/today")
    officer.locator("article", has_text=number).get_by_role("button", name="Accept").click()
    officer.get_by_role("link", name=number).click()
    officer.get_by_role("button", name="On my way").click()
    officer.get_by_role("button", name="Arrived").click()
    officer.get_by_role("button", name="Handled").click()
    officer.get_by_label("What was done?").fill("separated, warned, registered")
    officer.get_by_role("dialog").get_by_role("button", name="Handled").click()
    expect(officer.locator(".timeline")).to_contain_text("separated, warned, registered")
    check_accessible(officer)


def test_what_is_only_to_be_known_takes_one_tap(site, officer, county):
    number = site.report(county.county, category=LAMP, text="路灯不亮")
    officer.goto("/today")
    card = officer.locator("article", has_text=number)
    card.get_by_role("button", name="Noted").click()
    expect(card.get_by_role("button")).to_have_count(0)


def test_a_case_is_passed_to_station_duty(site, officer, county):
    number = site.report(county.county, category=FIGHT, text="两人推搡")
    officer.goto(f"/incidents/{number}")
    officer.get_by_role("button", name="Hand to station duty").click()
    officer.get_by_label("Why, and what is needed?").fill("called to another scene")
    officer.get_by_role("dialog").get_by_role("button", name="Hand to station duty").click()
    expect(officer.locator(".leg.police")).to_contain_text("Station duty")


def test_whoever_has_an_interest_steps_aside_and_finds_the_case_no_more(site, officer, county):
    number = site.report(county.county, category=FIGHT, text="两人推搡")
    officer.goto(f"/incidents/{number}")
    officer.get_by_role("button", name="Conflict of interest").click()
    officer.get_by_label("What connects you with it").fill("my brother is one of them")
    officer.get_by_role("button", name="Step aside").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Today")
    officer.goto(f"/incidents/{number}")
    expect(officer.get_by_role("alert")).to_be_visible()


def test_the_partner_is_rung(site, officer, county):
    number = site.report(county.county, category=FIGHT, text="两人推搡")
    officer.goto(f"/incidents/{number}")
    officer.locator(".leg.community").get_by_role("button", name="Call").click()
    expect(officer.locator(".leg.community")).to_contain_text("No telephone number is known.")
