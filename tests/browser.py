"""Chromium on the running service: fixtures for tests of pages. They are there for every test; mark it `browser`.

    pytestmark = pytest.mark.browser

    def test_a_worker_finds_what_waits(site, open_page):
        with site.transaction():                    # the factories, committed into the site's database
            number = incidents.raised(at=moment.now(), ...).number
        page = open_page(width=390, language="en")  # a browser of its own; 1440 wide and Chinese unless told
        site.sign_in(page, "worker_g1")             # any seat of `incidents.staffed`, or of OFFICE below
        page.goto("/")
        expect(page.get_by_text(number)).to_be_visible()
        check_accessible(page)

`site` is one gunicorn a run (and pytest worker) on a database of its own, and it keeps what tests leave: make what
you look for yourself, and where "nothing else is there" matters, `site.settle(fresh)` staffs another county, with
`sign_in(page, login, county=fresh)`. What a file makes in it once is made by a fixture of scope `session`: a process
may leave the file and come back. Time is the machine's, for gunicorn reads the clock: `moment.now()`.
Do not mix with `session`, `service` or `committing`: the process has one session.

A page's faults fail its test: exceptions and complaints in the console (the content policy's among them), scripts,
styles, pictures and fonts that do not load. Expected ones are taken off `page.faults`.
"""

import base64
import re
import secrets
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.base.network import Network
from gridnet.people import access, credentials
from gridnet.people.models import Person
from gridnet.people.roles import Role
from tests.factories import incidents, people
from tests.journeys.server import Server, database

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-first-run", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
ARGUMENTS = ["--no-sandbox", "--disable-sync", *QUIET]
SIZES = {390: 844, 1440: 900}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
NEEDED = {"script", "stylesheet", "image", "font"}
#: An answer of 400 and up is told in the console too, and so is having no network; both are the test's business.
ANSWERED = re.compile(
    r"Failed to load resource: (the server responded with a status of 4\d\d|.*ERR_INTERNET_DISCONNECTED)"
)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
#: How long a page may take on a busy machine before a test gives it up, milliseconds; costs nothing where it is quick.
PATIENCE_MS = 30_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

#: The seats of the county beside those of `incidents.staffed`, by login.
OFFICE = {
    "centre": (Role.COUNTY_DESK, None),
    "supervisor": (Role.SUPERVISOR, Network.COMMUNITY),
    "police_supervisor": (Role.SUPERVISOR, Network.POLICE),
    "admin": (Role.SYSTEM_ADMIN, None),
    "security": (Role.SECURITY_ADMIN, None),
    "auditor": (Role.AUDITOR, None),
}

expect.set_options(timeout=PATIENCE_MS)


class Site:
    """The service as it runs, the database behind it, and ways in."""

    def __init__(self, server, url):
        self.server, self.address = server, f"http://127.0.0.1:{server.port}"
        self._engine = db.connect(url, role="gridnet_service")

    @contextmanager
    def transaction(self):
        """The session on the site's database, committed at the end."""
        db.session.remove()
        db.session.configure(bind=self._engine)
        try:
            with db.transaction():
                yield db.session
        finally:
            db.session.remove()

    def settle(self, county=people.COUNTY):
        """A county with every seat taken, the office's too; each login is the seat's name in small letters."""
        with self.transaction():
            made = incidents.staffed(county)
            office = {name: (role, {"scope": county, "network": network}) for name, (role, network) in OFFICE.items()}
            made.positions |= people.seated(county, office)
            for name, held in made.positions.items():
                holder = people.person_of(held)
                holder.login, holder.password_hash = name.lower(), people.quick_hash(people.PASSWORD)
        return made

    def sign_in(self, page, login, *, county=people.COUNTY, is_strong=True):
        """Let the page's browser be this person's, as if they had come through the form with both factors."""
        with self.transaction():
            who = db.session.scalars(select(Person).where(Person.county == county, Person.login == login)).one()
            given = {"is_strong": is_strong, "source": "test", "at": moment.now()}
            _, cookie = credentials.open_session(county, who.id, **given)
        page.context.add_cookies([{"name": access.COOKIE, "value": cookie, "url": self.address}])

    def report(self, county, **given):
        """The number of a case that the dispatcher reports in grid G1; `given` are members of the body."""
        with self.transaction():
            logins = (Person.county == county, Person.login == "dispatcher")
            token = people.token(db.session.scalars(select(Person).where(*logins)).one(), at=moment.now())
        body = {"client_ref": secrets.token_hex(8), "category": "0402", "text": "x", "grid_code": "G1"}
        status, told = self.server.call("POST", "/api/v1/incidents", body | given, token)
        assert status == 201, told
        return told["number"]

    def rung(self, page, bell, is_shown):
        """Seconds until an open page shows it, thirty at most; the worker's bell rings in this process meanwhile."""
        began = time.monotonic()
        while time.monotonic() - began < 30 and not is_shown():
            with self.transaction():
                bell.tick(moment.now())
            page.wait_for_timeout(100)
        return time.monotonic() - began

    def close(self):
        self.server.kill()
        self._engine.dispose()


@pytest.fixture(scope="session")
def site(owner_url, tmp_path_factory):
    """The service on a database with the county of `incidents.staffed` in it."""
    with database(owner_url, staffed=False) as (url, _), pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRIDNET_FIELD_KEYS", base64.b64encode(b"k" * 32).decode())
        patch.setenv("GRIDNET_HOME_COUNTY", people.COUNTY)
        patch.setenv("WEB_CONCURRENCY", "1")
        server = Server(url, tmp_path_factory.mktemp("site"))
        server.start()
        running = Site(server, url)
        running.settle()
        yield running
        running.close()


def path():
    """Where Chromium is installed, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="module")
def chromium():
    """A browser for the tests of a file. Not for the run: Playwright's loop would be in the way of other files'."""
    if path() is None:
        pytest.skip("no Chromium is installed here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """`open_page(width=1440, language="zh")` is a page in a browser context of its own; its faults fail the test."""
    pages = []

    def opened(*, width=1440, language="zh", **given):
        size = {"width": width, "height": SIZES.get(width, 900)}
        context = chromium.new_context(viewport=size, locale=LOCALES[language], base_url=site.address, **given)
        context.set_default_timeout(2 * PATIENCE_MS)
        page = context.new_page()
        page.faults = []
        _listen(page)
        pages.append(page)
        return page

    yield opened
    faults = [fault for page in pages for fault in page.faults]
    for page in pages:
        page.context.close()
    assert faults == []


def _listen(page):
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda said: _complain(page, said))
    page.on("requestfailed", lambda sent: _miss(page, sent, sent.failure))
    page.on("response", lambda answer: _miss(page, answer.request, answer.status) if answer.status >= 400 else None)


def _complain(page, said):
    if said.type == "error" and not ANSWERED.match(said.text):
        page.faults.append(said.text)


def _miss(page, sent, why):
    if sent.resource_type in NEEDED and "ERR_ABORTED" not in str(why):
        page.faults.append(f"{sent.url}: {why}")


def check_accessible(page):
    """No rule of WCAG 2.2 AA that a program can check is broken (axe-core)."""
    page.evaluate(f"{AXE.read_text()}; null")
    asked = {"runOnly": RULES, "resultTypes": ["violations"]}  # what passed is told at length otherwise
    found = page.evaluate("asked => axe.run(asked).then((told) => told.violations)", asked)
    assert [(each["id"], each["nodes"][0]["html"], each["help"]) for each in found] == []
