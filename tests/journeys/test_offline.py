"""A patrol without a network: reports and steps kept on the phone, sent once it is back, each of them once."""

import io
from contextlib import contextmanager
from datetime import timedelta

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.incidents.models import Attachment, Entry, Incident
from gridnet.people.models import Person, WebSession
from tests import browser
from tests.factories import people, territory

pytestmark = pytest.mark.browser

HERE = territory.at(0.5, 0.5)
LAMP, NOISE, RUBBISH = "0402", "0404", "0401"
PAGES = ("/report", "/outbox")


@pytest.fixture
def phone(chromium, site, tmp_path):
    """`phone()` is a page of a browser that can be killed and started again with all that it had kept."""
    folder = tmp_path / "phone"

    @contextmanager
    def opened():
        context = chromium.browser_type.launch_persistent_context(
            folder,
            executable_path=browser.path(),
            args=browser.ARGUMENTS,
            viewport={"width": 390, "height": 844},
            locale="en-GB",
            base_url=site.address,
            geolocation={"longitude": HERE.lng, "latitude": HERE.lat, "accuracy": 8},
            permissions=["geolocation"],
        )
        yield context.pages[0]
        context.close()

    return opened


@pytest.fixture
def patrol(site, fresh):
    """A county of its own, its worker, and two cases that wait for them."""
    county = site.settle(fresh)
    with site.transaction():
        dispatcher = db.session.get_one(Person, (fresh, county.dispatcher.person_id))
        token = people.token(dispatcher, at=moment.now())
    return county, [raised(site, token, ref) for ref in ("before-01", "before-02")]


def raised(site, token, ref):
    body = {"client_ref": ref, "category": LAMP, "text": "before", "grid_code": "G1"}
    status, told = site.server.call("POST", "/api/v1/incidents", body, token)
    assert status == 201, told
    return told["number"]


def picture(colour):
    """A photo taken with the camera turned, which says when; lying on its side it is 2400 by 1200 pixels."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.DateTime] = 6, "2026:11:20 08:30:00"
    Image.new("RGB", (2400, 1200), colour).save(out, "JPEG", exif=exif)
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def begin(site, page, county):
    """Sign in, and let the phone keep what it needs."""
    site.sign_in(page, "worker_g1", county=county.county)
    page.goto("/today")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    for path in PAGES:
        page.goto(path)
    wait_until_kept(page, *PAGES)


def wait_until_kept(page, *paths):
    page.evaluate(
        """async (paths) => {
            const areKept = async () => (await Promise.all(paths.map((path) => caches.match(path)))).every(Boolean);
            for (let tries = 0; !(await areKept()); tries += 1) {
                if (tries > 1200) throw new Error(`not kept: ${paths}`);
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
        }""",
        list(paths),
    )


def report(page, category, text, *colours):
    page.goto("/report")
    page.locator("#seek").fill(category)
    page.keyboard.press("Enter")
    page.locator('.way:has([value="grid"])').click()
    page.get_by_label("A few words").fill(text)
    if colours:
        page.locator("[data-photos]").last.set_input_files([picture(colour) for colour in colours])
        expect(page.locator("#pictures img")).to_have_count(len(colours))
    page.locator("#send").click()


def waits(page):
    """How many things wait, as the head of the page says."""
    return page.locator("[data-outbox-count] b")


def taken_in(site, county):
    with site.transaction():
        query = select(Incident).where(Incident.county == county.county).order_by(Incident.id)
        return list(db.session.scalars(query))


def test_a_patrol_in_a_dead_zone_arrives_whole_and_once(site, phone, patrol):
    county, cases = patrol
    with phone() as page:
        begin(site, page, county)
        for number in cases:
            page.goto(f"/incidents/{number}")
        wait_until_kept(page, *(f"/incidents/{number}" for number in cases))
        page.context.set_offline(True)
        for category, text in ((LAMP, "lamp"), (NOISE, "noise"), (RUBBISH, "rubbish")):
            report(page, category, text, "red", "blue")
            page.wait_for_url("**/outbox")
        for number in cases:
            page.goto(f"/incidents/{number}")
            expect(page.locator("#stale")).to_contain_text("shown as of")
            page.locator('form[data-outbox="step"] button').first.click()
            expect(page.locator(".is-kept")).to_have_count(1)
        for step in ("Rang the reporter", "Arrived"):
            page.get_by_role("button", name=step).click()
        expect(waits(page)).to_have_text("7")
        written = moment.now()
    with phone() as page:  # the session went with the browser; what was kept did not
        site.sign_in(page, "worker_g1", county=county.county)
        page.goto("/outbox")
        expect(page.locator("#items .sent")).to_have_count(7)
        expect(page.locator("[data-outbox-count]")).to_be_hidden()
    found = taken_in(site, county)
    assert [row.text_ for row in found[2:]] == ["lamp", "noise", "rubbish"]
    assert all(row.captured_at < written < row.recorded_at for row in found[2:])
    with site.transaction():
        photos = db.session.scalars(select(Attachment).where(Attachment.county == county.county)).all()
        steps = select(Entry).where(Entry.county == county.county, Entry.step.in_(["accept", "contact", "arrive"]))
        told = db.session.scalars(steps.order_by(Entry.id)).all()
    assert sorted(photo.incident_id for photo in photos) == sorted([row.id for row in found[2:]] * 2)
    assert {(photo.width_px, photo.height_px) for photo in photos} == {(800, 1600)}
    assert {moment.local(photo.taken_at).strftime("%m-%d %H:%M") for photo in photos} == {"11-20 08:30"}
    first, second = (row.id for row in found[:2])
    assert [(entry.incident_id, entry.step) for entry in told] == [
        (first, "accept"),
        (second, "accept"),
        (second, "contact"),
        (second, "arrive"),
    ]
    assert all(entry.occurred_at < written < entry.recorded_at for entry in told)


def test_a_session_that_ended_meanwhile_asks_to_sign_in_and_then_sends(site, open_page, patrol):
    county, _ = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    with site.transaction():
        for session in db.session.scalars(select(WebSession).where(WebSession.county == county.county)):
            session.revoked_at = moment.now()
    page.route("**/report/spot*", lambda route: route.abort())  # only sending is about the session here
    page.locator("body").evaluate("() => null")
    page.context.set_offline(True)
    report(page, LAMP, "lamp")
    page.wait_for_url("**/outbox")
    page.context.set_offline(False)
    expect(page.get_by_text("Sign in again, and what waits is sent.").first).to_be_visible()
    page.get_by_role("button", name="Sign in").first.click()
    page.get_by_label("County code").fill(county.county)
    page.get_by_label("Login").fill("worker_g1")
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/outbox")
    expect(page.locator("#items .sent")).to_have_count(1)
    assert len(taken_in(site, county)) == 3


def test_what_the_service_refuses_stays_with_the_reason(site, open_page, patrol):
    county, _ = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    page.context.set_offline(True)
    page.goto("/report")
    page.locator("#seek").fill("0402")
    page.keyboard.press("Enter")
    page.get_by_label("A few words").fill("lamp")
    page.locator('.way:has([value="grid"])').click()
    page.locator("#grid_code").fill("G99")
    page.locator("#send").click()
    page.wait_for_url("**/outbox")
    page.context.set_offline(False)
    expect(page.locator("#items .refused")).to_contain_text("there is no grid G99")
    assert len(taken_in(site, county)) == 2
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("#grid_code")).to_have_value("G99")
    expect(page.get_by_label("A few words")).to_have_value("lamp")
    page.locator("#grid_code").fill("G1")
    page.locator("#send").click()
    page.wait_for_url("**/report/sent/*")
    assert len(taken_in(site, county)) == 3


def test_a_step_that_somebody_else_took_shows_both_and_lets_choose(site, open_page, patrol):
    county, cases = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    page.goto(f"/incidents/{cases[0]}")
    wait_until_kept(page, f"/incidents/{cases[0]}")
    page.context.set_offline(True)
    page.locator('form[data-outbox="step"] button').first.click()
    expect(waits(page)).to_have_text("1")
    other = open_page(width=390, language="en")
    site.sign_in(other, "dispatcher", county=county.county)
    answer = other.request.post(
        f"/api/v1/incidents/{cases[0]}/steps",
        data={"step": "reject", "reason": "not a matter of ours"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.ok, answer.text()
    page.context.set_offline(False)
    page.goto("/outbox")
    refused = page.locator("#items .refused")
    expect(refused).to_contain_text("What you did")
    expect(refused).to_contain_text("How it stands now")
    refused.get_by_role("button", name="Discard").click()
    page.locator("#discarding").get_by_role("button", name="Discard").click()
    expect(page.locator("#no-items")).to_be_visible()


def test_two_tabs_send_once(site, open_page, patrol):
    county, _ = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    page.context.set_offline(True)
    for text in ("one", "two"):
        report(page, LAMP, text)
        page.wait_for_url("**/outbox")
    sent = []
    page.context.on("response", lambda answer: sent.append(answer) if answer.request.method == "POST" else None)
    other = page.context.new_page()
    page.context.set_offline(False)
    other.goto("/outbox")
    for each in (page, other):
        expect(each.locator("#items .sent")).to_have_count(2)
    assert sorted(row.text_ for row in taken_in(site, county)[2:]) == ["one", "two"]
    assert [answer.status for answer in sent if answer.url.endswith("/api/v1/incidents")] == [201, 201]


def test_signing_out_asks_about_what_waits_and_leaves_nothing_to_the_next(site, open_page, patrol):
    county, cases = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    page.goto(f"/incidents/{cases[0]}")
    wait_until_kept(page, f"/incidents/{cases[0]}")
    page.context.set_offline(True)
    report(page, LAMP, "lamp")
    page.wait_for_url("**/outbox")
    page.evaluate("""() => {
        const form = Object.assign(document.createElement("form"), { method: "post", action: "/sign-out" });
        form.append(document.createElement("button"));
        document.querySelector("main").append(form);
    }""")
    page.locator('form[action="/sign-out"] button').click()
    expect(page.locator("#leaving")).to_contain_text("Waiting to be sent: 1")
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign out; it stays on this device").click()
    page.wait_for_url("**/sign-in*")
    site.sign_in(page, "worker_g2", county=county.county)
    page.goto("/outbox")
    expect(page.locator("#no-items")).to_be_visible()
    wait_until_kept(page, *PAGES)
    assert len(taken_in(site, county)) in {2, 3}  # sent in between, or kept for whoever wrote it
    page.context.set_offline(True)
    page.goto("/report")
    expect(page.locator("body")).to_have_attribute("data-viewer", f"{county.county}-{county.worker_G2.person_id}")
    page.goto(f"/incidents/{cases[0]}")
    expect(page.get_by_text("this page is not kept on the device")).to_be_visible()


def test_a_draft_survives_a_reload_with_its_photos(site, open_page, patrol):
    county, _ = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    page.goto("/report")
    page.locator("#seek").fill("ljdf")
    page.keyboard.press("Enter")
    page.get_by_label("A few words").fill("half a sen")
    page.locator("[data-photos]").last.set_input_files([picture("red")])
    expect(page.locator("#kept")).to_have_text("Draft kept on this device")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.get_by_label("A few words")).to_have_value("half a sen")
    expect(page.locator("#chosen")).to_contain_text("Rubbish")
    expect(page.locator("#pictures img")).to_have_count(1)


def test_the_first_load_of_the_report_page_is_light(site, open_page, patrol):
    county, _ = patrol
    page = open_page(width=390, language="zh")
    site.sign_in(page, "worker_g1", county=county.county)
    sizes = []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto("/report")
    page.wait_for_load_state("networkidle")
    assert 20_000 < sum(sizes) <= 120 * 1024, sum(sizes)


def test_the_clock_of_a_page_from_memory_counts_on(site, open_page, patrol):
    county, cases = patrol
    page = open_page(width=390, language="en")
    begin(site, page, county)
    page.goto(f"/incidents/{cases[0]}")
    wait_until_kept(page, f"/incidents/{cases[0]}")
    page.context.set_offline(True)
    page.clock.install(time=moment.now() + timedelta(hours=3))
    page.goto(f"/incidents/{cases[0]}")
    aged = page.evaluate(
        "import(document.querySelector('script[type=module]').src.replace('app.js', 'left.js')).then((m) => m.now())"
    )
    assert abs(aged / 1000 - (moment.now() + timedelta(hours=3)).timestamp()) < 60


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_a_patrol_can_be_used_by_everybody(site, open_page, patrol, language):
    county, _ = patrol
    page = open_page(width=390, language=language)
    site.sign_in(page, "worker_g1", county=county.county)
    for path in ("/report", "/outbox", "/offline"):
        page.goto(path)
        browser.check_accessible(page)
