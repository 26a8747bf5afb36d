"""Whistle and report in the browser: the township calls from the board, the department comes, the township rates."""

import pytest
from playwright.sync_api import expect

from gridnet.base.county import County
from tests.browser import check_accessible
from tests.factories import people, whistles

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def county(site):
    """A county of its own with a department and somebody at its desk."""
    code = County("420901")
    site.settle(code)
    with site.transaction():
        holder = people.person_of(whistles.desk(whistles.department(county=code)))
        holder.login, holder.password_hash = "department", people.quick_hash(people.PASSWORD)
    return code


def test_called_come_and_rated(site, open_page, county):
    number = site.report(county, grid_code="G1", text="占道经营")
    desk = open_page(language="en")
    site.sign_in(desk, "township", county=county)
    desk.goto("/board")
    desk.locator(".line").first.wait_for()
    desk.keyboard.press("j")
    desk.keyboard.press("w")
    sheet = desk.locator("#board-sheet")
    sheet.get_by_label("Sample bureau CG").check()
    sheet.get_by_label("Urgent: acknowledge within 30 minutes").check()
    sheet.get_by_label("Where to meet").fill("the corner")
    sheet.get_by_label("What is needed").fill("stalls in the road")
    check_accessible(desk)
    sheet.get_by_role("button", name="Call the departments").click()
    summons = desk.locator("#whistles .summons")
    expect(summons).to_contain_text("to be acknowledged")

    phone = open_page(width=390, language="en")
    site.sign_in(phone, "department", county=county)
    phone.goto("/")
    expect(phone).to_have_url(f"{site.address}/whistles")
    expect(phone.locator(".whistle")).to_contain_text("stalls in the road")
    expect(phone.get_by_text("占道经营")).to_have_count(0)
    phone.get_by_role("button", name="Acknowledge").click()
    expect(summons).to_contain_text("acknowledged")  # live, while the desk looks on
    phone.get_by_role("button", name="We are there").click()
    phone.locator("summary").get_by_text("It is done").click()
    phone.get_by_label("What was done?").fill("the road is free")
    check_accessible(phone)
    phone.get_by_role("button", name="It is done").click()

    expect(summons).to_contain_text("done, to be rated")
    summons.locator("summary").get_by_text("Rate the attendance").click()
    expect(summons.get_by_label("How they attended")).to_have_value("on_time")
    summons.get_by_role("button", name="Rate the attendance").click()
    expect(summons).to_contain_text("came in time · solved")
    desk.goto(f"/incidents/{number}")
    expect(desk.locator(".timeline")).to_contain_text("Department is on the spot: Sample bureau CG")
