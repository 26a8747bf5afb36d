"""Every page in both sizes and languages, looked over by axe, kept as pictures in test-results/gallery/index.html.

A page is a row of PAGES: who opens it, and where. `{case}` is a case that waits for the grid worker and the officer.
"""

import html
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.incidents import numbers
from gridnet.incidents.models import Incident
from gridnet.people.models import Position
from gridnet.people.roles import Role
from tests.browser import check_accessible
from tests.factories import people, whistles

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parents[2] / "test-results" / "gallery"

#: Who opens what; nobody is whoever has not signed in.
PAGES = [
    ("", "/sign-in"),
    ("", "/offline"),
    ("", "/welcome"),
    ("worker_g1", "/today"),
    ("worker_g1", "/incidents/{case}"),
    ("worker_g1", "/incidents/{case}/why"),
    ("worker_g1", "/report"),
    ("worker_g1", "/outbox"),
    ("worker_g1", "/inbox"),
    ("worker_g1", "/shifts"),
    ("worker_g1", "/shifts/leave"),
    ("worker_g1", "/shifts/swap"),
    ("worker_g1", "/me"),
    ("worker_g1", "/me/factor"),
    ("worker_g1", "/password"),
    ("worker_g1", "/components"),
    ("officer_b1", "/today"),
    ("officer_b1", "/incidents/{case}"),
    ("township", "/today"),
    ("dispatcher", "/board"),
    ("dispatcher", "/between"),
    ("dispatcher", "/coverage"),
    ("dispatcher", "/coverage/now"),
    ("dispatcher", "/coverage/requests"),
    ("dispatcher", "/admin/rosters"),
    ("dispatcher", "/report/sent/{case}"),
    ("supervisor", "/reports?period=this_month"),
    ("supervisor", "/reports/answer?measure=accept&period=this_month"),
    ("supervisor", "/reports/answer?measure=accept&period=this_month&view=where"),
    ("supervisor", "/reports/cases?measure=accept&period=this_month"),
    ("supervisor", "/reports?period=custom&from=2026-03-31&to=2026-03-01"),
    ("supervisor", "/reports/rest?period=this_month"),
    ("supervisor", "/reports/definitions"),
    ("supervisor", "/reports/mail"),
    ("township", "/whistles"),
    ("township", "/incidents/{case}/whistle"),
    ("department", "/whistles"),
    ("department", "/incidents/{case}"),  # not for them to see
    ("worker_g4", "/today"),  # nothing waits for them
    ("worker_g4", "/incidents/{case}"),  # not for them to see
    ("admin", "/admin"),
    ("admin", "/admin/boundaries"),
    ("admin", "/admin/boundaries/alignment"),
    ("admin", "/admin/boundaries/new"),
    ("admin", "/admin/people"),
    ("admin", "/admin/people/new"),
    ("admin", "/admin/people/ending"),
    ("admin", "/admin/rosters"),
    ("admin", "/admin/rosters/holes"),
    ("admin", "/admin/time-limits"),
    ("admin", "/admin/time-limits/new"),
    ("admin", "/admin/time-limits/history"),
    ("admin", "/admin/calendars"),
    ("admin", "/admin/ladder"),
    ("admin", "/admin/categories"),
    ("admin", "/admin/categories/new"),
    ("admin", "/admin/departments"),
    ("admin", "/admin/departments/new"),
    ("admin", "/admin/clocks-set-aside"),
    ("admin", "/admin/deliveries"),
    ("admin", "/admin/health"),
    ("security", "/admin/security"),
    ("auditor", "/admin/audit"),
]
#: Addresses without a row, and why.
NO_PAGES = {
    "/": "leads on to the first page of whoever comes",
    "/admin/boundaries/fields": "the step after a file was sent, in the administrator's day",
    "/admin/holes": "a line of /admin",
    "/board/bulk": "a part of /board",
    "/board/points": "figures for the map",
    "/report/ground": "figures for the map",
    "/report/spot": "a part of /report",
    "/manifest.webmanifest": "for the device",
    "/sw.js": "a script",
    "/healthz": "for machines",
    "/metrics": "for machines",
    "/readyz": "for machines",
    "/watchz": "for machines",
}
SIZES = [(390, "zh"), (1440, "en")]
LOGINS = list(dict.fromkeys(login for login, _ in PAGES))


@pytest.fixture(scope="session")
def case(site):
    """A dispute in G1, which the community leads and the police assist with."""
    return site.report(people.COUNTY, category="0101", text="两户因院墙起争执，需要上门调解。")


@pytest.fixture(scope="session", autouse=True)
def called(site, case):
    """The department that is called to the case, and another one without anybody at its desk."""
    _county, id_ = numbers.read(case)
    with site.transaction():
        cg, _zj = whistles.department(), whistles.department("DEPT-ZJ")
        people.person_of(whistles.desk(cg)).login = "department"
        mine = (Position.county == people.COUNTY, Position.role == Role.TOWNSHIP_DESK)
        township = db.session.scalars(select(Position).where(*mine).order_by(Position.id)).first()
        whistles.whistle(db.session.get(Incident, (people.COUNTY, id_)), township, cg, at=moment.now())


def name(login, path, suffix):
    return f"{login or 'nobody'}{re.sub(r'[^a-z0-9]+', '-', path.replace('{case}', 'case'))}-{suffix}.png"


def take(page, login, path, case, suffix):
    page.goto(path.format(case=case))
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / name(login, path, suffix), full_page=True)


def is_wider_than_the_window(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("size", SIZES)
def test_a_page_is_good_to_look_at_and_for_everybody(site, open_page, case, login, size):
    width, language = size
    page = open_page(width=width, language=language)
    if login:
        site.sign_in(page, login)
    for path in [path for whose, path in PAGES if whose == login]:
        take(page, login, path, case, f"{width}-{language}")
        check_accessible(page)
        assert not is_wider_than_the_window(page), path


def test_every_page_has_a_row(whole):
    rules = [rule for rule in whole.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    pages = {rule.rule for rule in rules if not rule.rule.startswith("/api/")}
    assert pages - {path.partition("?")[0] for _, path in PAGES} == set(NO_PAGES)


@pytest.mark.parametrize("login", ["worker_g1", "dispatcher"])
def test_a_page_at_twice_its_size_needs_no_scrolling_sideways(site, open_page, case, login):
    page = open_page(width=320, language="en")
    site.sign_in(page, login)
    for path in [path for whose, path in PAGES if whose == login]:
        page.goto(path.format(case=case))
        assert not is_wider_than_the_window(page), path


def test_a_page_is_as_readable_in_the_dark(site, open_page, case):
    page = open_page(width=390, language="zh", color_scheme="dark")
    site.sign_in(page, "worker_g1")
    for path in ("/today", "/incidents/{case}", "/me"):
        take(page, "worker_g1", path, case, "390-dark")
        check_accessible(page)


def test_all_of_them_are_on_one_page():
    FOLDER.mkdir(parents=True, exist_ok=True)
    pictures = sorted(FOLDER.glob("*.png"))
    shown = "".join(
        f'<figure><a href="{each.name}"><img src="{each.name}" loading="lazy" alt=""></a>'
        f"<figcaption>{html.escape(each.stem)}</figcaption></figure>"
        for each in pictures
    )
    style = "body{font:14px system-ui;display:flex;flex-wrap:wrap;gap:16px}img{height:420px;border:1px solid #ccc}"
    index = FOLDER / "index.html"
    index.write_text(f'<!doctype html><meta charset="utf-8"><style>{style}</style>{shown}', encoding="utf-8")
    assert index.read_text(encoding="utf-8").count("<figure>") == len(pictures)
