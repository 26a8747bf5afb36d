"""The pages in a real browser: the way in, and the API browsed."""

import pytest
from playwright.sync_api import expect

from tests.browser import check_accessible
from tests.factories import people

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_somebody_signs_in_by_the_form_and_out_again(open_page, width, language):
    page = open_page(width=width, language=language)
    page.goto("/")
    check_accessible(page)
    page.locator("input[name=login]").fill("worker_g1")
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text({"zh": "我的任务", "en": "My work"}[language])
    check_accessible(page)
    page.get_by_role("button", name={"zh": "退出", "en": "Sign out"}[language]).click()
    expect(page.locator("input[name=password]")).to_be_visible()


def test_the_site_lets_a_browser_in(site, open_page):
    page = open_page(language="en")
    site.sign_in(page, "admin")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")


def test_the_api_can_be_browsed_and_tried_out(site, open_page):
    page = open_page()
    site.sign_in(page, "dispatcher")
    page.goto("/api/v1/docs")
    whole = page.request.get("/api/v1/openapi.json").json()
    doors = sum(len(methods.keys() & {"get", "post", "put", "patch", "delete"}) for methods in whole["paths"].values())
    expect(page.locator(".opblock")).to_have_count(doors, timeout=30_000)
    door = page.locator("[id$=show_me]")
    door.locator(".opblock-summary-control").click()
    door.get_by_role("button", name="Try it out").click()
    door.get_by_role("button", name="Execute").click()
    expect(door.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    expect(door.locator(".live-responses-table")).to_contain_text("dispatcher")
