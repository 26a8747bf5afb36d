"""The day at the desk: the board as it is read, narrowed, heard, and acted from; two desks at one case."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from gridnet import wiring
from gridnet.base import events, moment
from gridnet.clocks import subjects
from gridnet.clocks.card_models import Card
from gridnet.clocks.ladder import Mark
from gridnet.clocks.models import Clock
from gridnet.incidents import numbers, steps
from gridnet.incidents.lifecycle import Part, Step
from gridnet.incidents.ringing import Bell
from gridnet.incidents.steps import Standing, Wish
from tests.browser import check_accessible
from tests.factories import incidents

pytestmark = pytest.mark.browser

_counties = count(1)
#: Within so long an open board shows what has happened.
SECONDS = 2


@pytest.fixture(autouse=True)
def _wired(monkeypatch):
    """What is reported from here has the consequences it has in the service."""
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)
    subjects.connect(wiring.SUBJECTS)


@pytest.fixture
def county(site):
    """A county of this test's own, staffed: what stands on a board is counted here."""
    return site.settle(f"4211{next(_counties):02}")


@pytest.fixture
def raised(site, county):
    """`raised(text, …)` is the number of a case reported now."""

    def made(text, **given):
        with site.transaction():
            taken = incidents.raised(
                county=county.county,
                text=text,
                at=moment.now(),
                recorded_at=moment.now(),
                occurred_at=moment.now(),
                **given,
            )
            return numbers.write(taken.county, taken.id)

    return made


@pytest.fixture
def board(site, county, open_page):
    """`board(login)` is the board of somebody in a browser of their own."""

    def opened(login="dispatcher", query="", **given):
        page = open_page(**({"language": "en"} | given))
        site.sign_in(page, login, county=county.county)
        page.goto(f"/board?{query}")
        return page

    return opened


def line(page, number):
    return page.locator(f'.line[data-number="{number}"]')


def test_the_board_is_read_with_the_keys_and_the_case_opens_beside_it(raised, board):
    numbers_ = [raised(f"示例路灯 {each}") for each in range(3)]
    page = board()
    expect(page.locator(".line")).to_have_count(len(numbers_))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".line").nth(1)).to_have_class(re.compile("here"))
    page.keyboard.press("k")
    expect(page.locator(".line").nth(0)).to_have_class(re.compile("here"))
    page.keyboard.press("Enter")
    first = page.locator(".line").nth(0).get_attribute("data-number")
    expect(page.locator("#drawer .story")).to_have_attribute("data-number", first)
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(first)
    expect(page.locator(".line")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"number={first}"))
    page.go_back()
    expect(page.locator(".line")).to_have_count(len(numbers_))


def red_card(site, county, number):
    """A red card on the case's first clock, as the watch writes it."""
    _, id_ = numbers.read(number)
    with site.transaction() as session:
        of = (Clock.county == county, Clock.subject_id == id_)
        clock = session.scalars(select(Clock).where(*of).order_by(Clock.due_at)).first()
        copied = ("county", "epoch", "subject_kind", "subject_id", "network", "stage", "priority", "division_code")
        given = {name: getattr(clock, name) for name in copied}
        due = {"due_at": clock.due_at, "detected_at": clock.due_at, "is_late": False, "skipped": []}
        session.add(Card(clock_id=clock.id, level=2, mark=Mark.RED, needs_reason=True, **given, **due))


def test_cards_are_a_column_beside_the_queue_and_folded_above_it_where_there_is_no_room(site, county, raised, board):
    number = raised("示例积水")
    page = board()
    expect(page.get_by_text("No card waits for an answer.")).to_be_visible()
    red_card(site, county.county, number)
    page.reload()
    cards = page.locator("#cards")
    expect(cards.get_by_role("link", name=number)).to_be_visible()
    check_accessible(page)
    column, queue, ground = (page.locator(each).bounding_box() for each in ("#cards", "#lines", "#board-map"))
    assert column["x"] + column["width"] <= queue["x"]
    assert queue["x"] + queue["width"] <= ground["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    assert cards.bounding_box()["y"] + cards.bounding_box()["height"] <= page.locator("#lines").bounding_box()["y"]
    cards.locator("summary").click()
    expect(cards.get_by_role("link", name=number)).to_be_hidden()


def test_filters_live_in_the_address_and_a_view_keeps_them(raised, board):
    raised("示例路灯")
    fight = raised("示例打架", category=incidents.FIGHT)
    page = board()
    page.locator(".more-filters summary").click()
    page.get_by_label("Category").select_option(incidents.FIGHT)
    expect(page.locator(".line")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"category={incidents.FIGHT}"))
    page.reload()
    expect(line(page, fight)).to_be_visible()
    page.locator(".views summary").click()
    page.get_by_label("Keep what I see now as").fill("Fights")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.goto("/board")
    page.locator(".views summary").click()
    page.get_by_role("link", name="Fights").click()
    expect(page.locator(".line")).to_have_count(1)
    page.locator(".views summary").click()
    page.get_by_role("button", name="Remove the view Fights").click()
    page.locator(".views summary").click()
    expect(page.get_by_role("link", name="Fights")).to_have_count(0)


def test_what_happens_is_on_an_open_board_within_two_seconds(site, raised, board):
    """The worker's bell rings in this process, once a second as the worker does; all else is the running service."""
    bell = Bell()
    raised("示例路灯")
    with site.transaction():
        bell.tick(moment.now())
    page = board("supervisor")
    expect(page.locator("#live-mark")).to_have_text("Live")
    page.keyboard.press("j")
    selected = page.locator(".line.here").get_attribute("data-number")
    took = [heard(site, page, bell, raised(f"示例井盖 {each}")) for each in range(3)]
    expect(page.locator(".line.here")).to_have_attribute("data-number", selected)
    assert min(took) < SECONDS, f"took {took} s; a machine that is busy may be late once, not always"


def heard(site, page, bell, number):
    """How long after it was committed a case stands on the open board, in seconds."""
    took = site.rung(page, bell, lambda: line(page, number).count())
    expect(line(page, number)).to_be_visible()
    return took


def test_a_case_is_given_to_somebody_else_with_a_reason(county, raised, board):
    number = raised("示例积水")
    page = board(query=f"number={number}")
    page.keyboard.press("j")
    page.keyboard.press("a")
    sheet = page.locator("#board-sheet")
    expect(sheet.get_by_text("has it now")).to_be_visible()
    check_accessible(page)
    sheet.locator(f'input[value="{county.deputy_G1.id}"]').check()
    sheet.get_by_label("Why").fill("责任人当日另有任务")
    sheet.get_by_role("button", name="Reassign").click()
    expect(page.locator(".toast")).to_contain_text("Given to somebody else.")
    expect(sheet).to_be_hidden()
    expect(page.locator("#drawer .story")).to_contain_text("责任人当日另有任务")


def test_two_desks_at_one_case_the_second_is_told_and_loses_nothing(county, raised, board):
    number = raised("示例噪声")
    pages = [board(query=f"number={number}"), board("township", query=f"number={number}")]
    for page in pages:
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.locator(f'#board-sheet input[value="{county.deputy_G1.id}"]').check()
        page.locator("#board-sheet").get_by_label("Why").fill("责任人当日另有任务，请副职处理")
    first, second = (page.locator("#board-sheet") for page in pages)
    first.get_by_role("button", name="Reassign").click()
    expect(first).to_be_hidden()
    second.get_by_role("button", name="Reassign").click()
    expect(second.get_by_role("alert")).to_contain_text("moved on meanwhile")
    expect(second.get_by_label("Why")).to_have_value("责任人当日另有任务，请副职处理")


def test_several_are_closed_at_once_and_it_is_said_which_are_not(site, county, raised, board):
    done, under_way = raised("示例垃圾"), raised("示例垃圾二")
    _handle(site, county, done)
    page = board("township")
    for number in (done, under_way):
        line(page, number).locator(".choose").check()
    expect(page.locator("#bulk-count")).to_have_text("2 chosen")
    page.keyboard.press("b")
    sheet = page.locator("#board-sheet")
    sheet.get_by_label("Close the case").check()
    expect(sheet.get_by_role("heading", name="Will be done with 1 case")).to_be_visible()
    expect(sheet.get_by_role("heading", name="Not with 1 case")).to_be_visible()
    sheet.get_by_role("button", name="Do it").click()
    expect(page.locator(".toast")).to_contain_text("1 case: Close the case")
    expect(line(page, done)).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Reopen").click()
    sheet.get_by_label("Why").fill("误结案，退回继续办理")
    sheet.get_by_role("button", name="Do it").click()
    expect(line(page, done)).to_be_visible()


def _handle(site, county, number):
    """The worker of G1 has handled it."""
    at = moment.now()
    with site.transaction():
        who = county.worker_G1
        for step in (Step.ACCEPT, Step.HANDLE):
            wish = Wish(
                step=step,
                network=None,
                reason="已清理完毕",
                note=None,
                occurred_at=at,
                at=at,
                is_late=False,
                person_id=who.person_id,
                position_id=who.id,
            )
            steps.take(*numbers.read(number), wish, Standing(frozenset({Part.ASSIGNEE})), frozenset())


def test_what_had_only_an_address_is_placed_on_the_map(raised, board):
    number = raised("示例漏水", at_=None, address="示例街道12号")
    page = board(query="unlocated=true")
    line(page, number).locator("a").click()
    page.get_by_role("button", name="Place on the map").click()
    page.locator("#board-map canvas").click(position={"x": 100, "y": 400})
    sheet = page.locator("#board-sheet")
    expect(sheet.get_by_label("Longitude")).to_be_visible()
    lng, lat = incidents.territory.at(2.5, 0.5)
    sheet.get_by_label("Longitude").fill(str(lng))
    sheet.get_by_label("Latitude").fill(str(lat))
    sheet.get_by_role("button", name="Place it here").click()
    expect(page.locator(".toast").last).to_contain_text("Placed on the map.")
    expect(line(page, number)).to_have_count(0)


def test_on_a_phone_the_board_is_a_list(raised, board):
    number = raised("示例路灯")
    page = board(width=390, language="zh")
    expect(line(page, number)).to_be_visible()
    expect(page.locator(".board-map")).to_be_hidden()
    check_accessible(page)
    line(page, number).locator("a").click()
    expect(page.locator("#drawer .story")).to_be_visible()


def test_where_nothing_is_open_that_is_said(site, open_page, fresh):
    site.settle(fresh)
    page = open_page(language="en")
    site.sign_in(page, "dispatcher", county=fresh)
    page.goto("/board")
    expect(page.get_by_role("heading", name="No case is open")).to_be_visible()
    page.goto("/board?priority=P1")
    expect(page.get_by_role("heading", name="Nothing is like this")).to_be_visible()
    site.sign_in(page, "admin", county=fresh)
    assert page.goto("/board").status == 403
