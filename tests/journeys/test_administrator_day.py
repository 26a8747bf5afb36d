"""An administrator's day in the browser: boundaries imported by one and published by another, an outline drawn again,
a limit proposed and confirmed, a calendar year taken in, a week rostered."""

import pytest
import shapely
from playwright.sync_api import expect

from geo import partition
from gridnet.base import moment
from gridnet.base.network import Network
from gridnet.people.duty import Rule
from gridnet.people.roles import Role
from gridnet.territory import layers
from tests.browser import check_accessible
from tests.factories import people, territory

pytestmark = pytest.mark.browser


@pytest.fixture
def office(site, fresh, open_page):
    """A county with two administrators; `office("second")` is a page of one of them."""
    site.settle(fresh)
    with site.transaction():
        for login in ("admin1", "admin2"):
            holder = people.person(fresh, login=login)
            people.position(holder, Role.SYSTEM_ADMIN, scope=fresh, county=fresh)
        keeper = people.person(fresh, login="rostered1", name="示例网格员 01")
        people.position(keeper, scope=f"{fresh}001001", duty_rule=Rule.ROSTERED, county=fresh)

    def enter(login="admin1", **given):
        page = open_page(language="en", **given)
        site.sign_in(page, login, county=fresh)
        return page

    enter.county = fresh
    return enter


@pytest.fixture
def layer(tmp_path):
    """A file of twelve ragged grids over the county's ground; `holed` leaves out the one in the middle."""

    def made(*, holed=False):
        cells = partition.divide(territory.box(0, 0, 4, 4), 12, seed=7).cells
        middle = shapely.Point(territory.at(2, 2))
        rows = [
            territory.feature(cell, 网格编码=f"N{number:02}", 网格名称=f"示例网格 {number:02}")
            for number, cell in enumerate(cells)
            if not (holed and cell.covers(middle))
        ]
        return territory.geojson(tmp_path / "grids.geojson", *rows)

    return made


def send(page, path):
    """Import a file up to the report of its draft."""
    page.goto("/admin/boundaries/new")
    page.set_input_files("#file", path)
    page.select_option("#datum", "wgs84")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#code_field")).to_have_value("网格编码")
    expect(page.locator("#name_field")).to_have_value("网格名称")
    page.get_by_role("button", name="Read and check").click()
    page.wait_for_url("**/drafts/*")


def test_boundaries_take_two_persons(site, office, layer):
    page = office()
    send(page, layer())
    expect(page.locator("#draft-map[data-drawn]")).to_be_visible()
    check_accessible(page)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    draft = page.url

    other = office("admin2")
    other.goto("/admin")
    other.get_by_role("link", name="boundary drafts wait").click()
    other.goto(draft)
    other.get_by_role("link", name="added").click()
    expect(other.locator("#differences")).to_contain_text("N00")
    other.get_by_role("button", name="Publish").click()
    expect(other.get_by_text("Published.")).to_be_visible()
    with site.transaction():
        assert layers.count_areas(office.county, Network.COMMUNITY, moment.now()) == 12


def test_a_gap_is_drawn_and_blocks_nobody_unseen(office, layer):
    page = office()
    send(page, layer(holed=True))
    expect(page.locator("#draft-map[data-found='1']")).to_be_visible()
    expect(page.locator(".worst li")).to_have_count(1)
    expect(page.locator(".chips")).to_contain_text("gap")


def test_a_corner_drawn_again_moves_in_both_areas(site, office):
    page = office()
    page.goto("/admin/boundaries")
    page.get_by_role("button", name="Correct: community network").click()
    page.get_by_role("link", name="unchanged").click()
    page.get_by_role("link", name="G1", exact=True).click()
    canvas = page.locator("#correct-map[data-drawn]")
    expect(canvas).to_be_visible()
    changed = []
    for _ in range(4):
        page.get_by_role("button", name="Next corner").click()
        canvas.press("ArrowRight")
        changed.append(int(canvas.get_attribute("data-changed")))
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#drawn")).to_have_text("Nothing changed yet")
    assert sorted(changed) == [1, 2, 2, 4], "the corner in the middle belongs to four grids"
    page.get_by_role("button", name="Redo").click()
    before = page.url
    page.get_by_role("button", name="Check and save as a new draft").click()
    page.wait_for_url(lambda url: url != before and "/correction" not in url)
    expect(page.get_by_text("✎1")).to_be_visible()
    expect(page.locator(".chips .badge")).to_have_count(0)


def test_a_limit_is_proposed_by_one_and_confirmed_by_another(office):
    page = office()
    page.goto("/admin/time-limits/new")
    page.get_by_label("Code").fill(f"{office.county}.lamp")
    page.select_option("#stage", "accept")
    page.select_option("#priority", "P3")
    page.get_by_label("Limit", exact=True).fill("0")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Code")).to_have_value(f"{office.county}.lamp")
    page.get_by_label("Limit", exact=True).fill("45")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("link", name=f"{office.county}.lamp").first.click()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    check_accessible(page)

    other = office("admin2")
    other.goto("/admin/time-limits")
    other.get_by_role("link", name=f"{office.county}.lamp").first.click()
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_text("Confirmed.")).to_be_visible()
    expect(other.locator("main")).to_contain_text("45 minutes")


def test_a_calendar_year_is_taken_in(office):
    page = office()
    page.goto("/admin/calendars?year=2026")
    page.get_by_label("Hours of a working day").fill("08:30-12:00 14:30-17:30")
    page.get_by_role("button", name="Take it in from the library").click()
    expect(page.get_by_text("Taken in as version")).to_be_visible()
    expect(page.locator(".month")).to_have_count(12)
    expect(page.locator(".month .make_up").first).to_be_visible()
    check_accessible(page)


def test_a_week_is_rostered_and_copied(office):
    page = office(width=1440)
    page.goto("/admin/rosters?week=2030-03-04")
    row = page.get_by_role("row").filter(has_text="示例网格员 01")
    row.get_by_role("button").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("From", exact=True).fill("08:00")
    sheet.get_by_label("To", exact=True).fill("20:00")
    sheet.get_by_label("On every day to the end of the week").check()
    sheet.get_by_role("button", name="Add the shift").click()
    expect(row.locator(".shift")).to_have_count(7)
    page.get_by_role("link", name="The week after").click()
    page.get_by_role("button", name="Copy the week before").click()
    expect(page.get_by_text("7 shifts copied")).to_be_visible()
    expect(row.locator(".shift")).to_have_count(7)
    check_accessible(page)
