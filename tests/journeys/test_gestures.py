"""What a thumb does on a phone: swiping, photos, dragging a pin, answering a card, taking back; and without script."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect

from gridnet import wiring
from gridnet.base import events, moment
from gridnet.clocks import subjects, watch
from gridnet.incidents import numbers
from tests.factories import incidents, people, territory

pytestmark = pytest.mark.browser

LAMP = "0402"
HERE = territory.at(0.5, 0.5)


@pytest.fixture
def county(site, fresh):
    return site.settle(fresh).county


@pytest.fixture
def phone(site, county, open_page):
    """`phone(login, …)` is somebody's phone."""

    def opened(login="worker_g1", **given):
        page = open_page(**({"width": 390, "language": "en"} | given))
        site.sign_in(page, login, county=county)
        return page

    return opened


def swipe(page, box, by):
    """A finger that goes `by` pixels to the right, as the browser itself hears of it."""
    phone, x, y = page.context.new_cdp_session(page), box["x"] + 60, box["y"] + 30

    def touch(kind, *points):
        phone.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for part in range(1, 9):
        touch("touchMove", {"x": x + by * part / 8, "y": y})
    touch("touchEnd")


def test_a_card_that_is_swiped_far_enough_takes_its_next_step(site, county, phone):
    number = site.report(county, category=LAMP, text="路灯不亮")
    page = phone(has_touch=True)
    page.goto("/today")
    card = page.locator("article", has_text=number)
    expect(card.get_by_role("button", name="Accept")).to_be_visible()
    swipe(page, card.bounding_box(), 60)  # not far enough
    expect(card.get_by_role("button", name="Accept")).to_be_visible()
    swipe(page, card.bounding_box(), 200)
    expect(card.get_by_role("button", name="On my way")).to_be_visible()


def test_what_was_done_can_be_taken_back_from_the_toast(site, county, phone):
    number = site.report(county, category=LAMP, text="路灯不亮")
    page = phone()
    page.goto(f"/incidents/{number}")
    page.get_by_role("button", name="Accept").click()
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("Accepted")
    toast.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("dialog", name="Hand over")).to_be_visible()


def test_whoever_hands_over_chooses_from_the_chain(site, county, phone):
    number = site.report(county, category=LAMP, text="路灯不亮")
    page = phone("township")
    page.goto(f"/incidents/{number}")
    page.get_by_role("button", name="Hand over").first.click()
    sheet = page.get_by_role("dialog", name="Hand over")
    expect(sheet.get_by_role("radio", name="Whoever is next in turn")).to_be_checked()
    expect(sheet.get_by_text("has it now")).to_be_visible()


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_photos_are_looked_at_large_one_after_the_other(site, county, phone):
    number = site.report(county, category=LAMP, text="路灯不亮")
    page = phone()
    page.goto(f"/incidents/{number}")
    page.locator('#story input[type="file"]').set_input_files([picture("red"), picture("blue")])
    links = page.locator("a[data-photo]")
    expect(links).to_have_count(2)
    addresses = [links.nth(n).get_attribute("href") for n in range(2)]
    links.first.click()
    large = page.locator("#photo-viewer img")
    expect(large).to_have_attribute("src", page.evaluate("path => new URL(path, location).href", addresses[0]))
    page.keyboard.press("ArrowRight")
    expect(large).to_have_attribute("src", page.evaluate("path => new URL(path, location).href", addresses[1]))
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_the_pin_is_dragged_to_the_exact_spot(site, open_page):
    where = {"longitude": HERE.lng, "latitude": HERE.lat, "accuracy": 8}
    page = open_page(width=390, language="en", geolocation=where, permissions=["geolocation"])
    site.sign_in(page, "worker_g1")
    page.goto("/report")
    pin = page.locator("#ground .pin")
    expect(pin).to_be_visible()
    before = page.locator("input[name=lng]").input_value()
    page.locator("#ground").scroll_into_view_if_needed()
    box = page.locator("#ground svg[role=application]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator("input[name=accuracy_m]")).to_have_value("")  # a person's pin has no error of a device
    assert float(page.locator("input[name=lng]").input_value()) > float(before)


@pytest.fixture
def late(site, county, monkeypatch):
    """A case whose limits ran out, as the watch has found it."""
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)
    subjects.connect(wiring.SUBJECTS)
    days_ago = moment.now() - timedelta(days=5)
    with site.transaction():
        made = incidents.raised(county=county, text="路灯不亮", at=days_ago, recorded_at=days_ago, occurred_at=days_ago)
        number = numbers.write(made.county, made.id)
    with site.transaction():
        watch.tick(moment.now())
    return number


def test_a_card_is_answered_on_the_page_of_the_case(phone, late):
    page = phone()
    page.goto(f"/incidents/{late}")
    cards = page.locator(".raised:has(details)")
    expect(cards.first).to_be_visible()
    waiting = cards.count()
    cards.first.locator("summary").click()
    cards.first.get_by_label("Reason").fill("路口积水，等待抽排")
    cards.first.get_by_role("button", name="Answer the card").click()
    expect(cards).to_have_count(waiting - 1)
    expect(page.locator(".timeline")).to_contain_text("路口积水")


def test_without_script_every_form_still_works(site, county, open_page):
    number = site.report(county, category=LAMP, text="路灯不亮")
    page = open_page(width=390, language="en", java_script_enabled=False)
    page.goto("/today")
    page.locator("input[name=county]").fill(county)
    page.locator("input[name=login]").fill("worker_g1")
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("article", has_text=number).get_by_role("button", name="Accept").click()
    page.goto(f"/incidents/{number}")
    expect(page.get_by_role("button", name="On my way")).to_be_visible()
    page.goto("/shifts/leave")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("waits to be approved")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The request was taken back.")).to_be_visible()


def test_a_desk_without_script_opens_the_places_that_the_bar_has_no_room_for(phone):
    page = phone("dispatcher", java_script_enabled=False)
    page.goto("/today")
    expect(page.get_by_role("link", name="Coverage")).to_be_hidden()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Coverage").click()
    expect(page.get_by_role("heading", name="Coverage")).to_be_visible()
