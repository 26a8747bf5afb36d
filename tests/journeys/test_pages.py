"""The pages in a real browser: the way in, and the API browsed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from gridnet.base import moment
from tests.browser import check_accessible
from tests.factories import people

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_somebody_signs_in_by_the_form(open_page, width, language):
    page = open_page(width=width, language=language)
    page.goto("/")
    check_accessible(page)
    page.locator("input[name=login]").fill("worker_g1")
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("navigation").first).to_be_visible()
    check_accessible(page)


def test_the_site_lets_a_browser_in(site, open_page):
    page = open_page(language="en")
    site.sign_in(page, "admin")
    page.goto("/")
    expect(page.locator("input[name=password]")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_has_an_old_password_is_led_to_change_it(site, open_page, width, language):
    login = f"aged_{width}_{language}"
    with site.transaction():
        person = people.person(login=login, password=people.PASSWORD)
        people.position(person)
        person.password_at, person.signed_in_at = moment.now() - timedelta(days=100), moment.now()
    page = open_page(width=width, language=language)
    page.goto("/sign-in")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator(".notice.warn")).to_be_visible()
    for name, typed in (("old", people.PASSWORD), ("new", "Barley-field 43"), ("again", "Barley-field 34")):
        page.locator(f"input[name={name}]").fill(typed)
    page.locator("input[name=again]").press("Enter")
    expect(page.locator("#again-fault")).to_be_visible()
    check_accessible(page)
    for name, typed in (("old", people.PASSWORD), ("new", "Barley-field 43"), ("again", "Barley-field 43")):
        page.locator(f"input[name={name}]").fill(typed)
    page.locator("input[name=again]").press("Enter")
    page.wait_for_url(lambda address: "/password" not in address)
    expect(page.locator("input[name=password]")).to_have_count(0)


def test_the_api_can_be_browsed_and_tried_out(site, open_page):
    page = open_page()
    site.sign_in(page, "dispatcher")
    page.goto("/api/v1/docs")
    whole = page.request.get("/api/v1/openapi.json").json()
    doors = sum(len(methods.keys() & {"get", "post", "put", "patch", "delete"}) for methods in whole["paths"].values())
    expect(page.locator(".opblock")).to_have_count(doors)
    door = page.locator("[id$=show_me]")
    door.locator(".opblock-summary-control").click()
    door.get_by_role("button", name="Try it out").click()
    door.get_by_role("button", name="Execute").click()
    expect(door.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    expect(door.locator(".live-responses-table")).to_contain_text("dispatcher")
