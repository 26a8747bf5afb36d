"""Where one can go, and what a phone has room for."""

import pytest

from gridnet.people.roles import Role
from gridnet.web import navigation
from gridnet.web.navigation import ENTRIES
from tests.factories import people

ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("places", "in_bar", "further"),
    [(5, 5, 0), (6, 4, 2), (8, 4, 4), (0, 0, 0)],  # one place of the bar opens the rest, where there is a rest
)
def test_the_bar_holds_what_a_thumb_can_tell_apart(places, in_bar, further):
    bar, rest = navigation.split(ENTRIES[:places])
    assert (len(bar), len(rest)) == (in_bar, further)
    assert (*bar, *rest) == tuple(ENTRIES[:places])


def test_the_inbox_is_always_in_reach(calls):
    for role in (Role.GRID_WORKER, Role.DISPATCHER, Role.SUPERVISOR):
        page = calls(people.position(role=role)).get("/me", headers=ENGLISH).text
        bar = page.partition('class="more-places"')[0]
        assert '<li class="further"><a href="/inbox"' not in bar


def test_a_desk_opens_the_rest_and_a_worker_needs_no_more(calls):
    desk, worker = (calls(people.position(role=role)) for role in (Role.DISPATCHER, Role.GRID_WORKER))
    assert 'class="more-places"' in desk.get("/me", headers=ENGLISH).text
    assert 'class="more-places"' not in worker.get("/me", headers=ENGLISH).text


@pytest.mark.parametrize(
    ("path", "entry"), [("/reports/mail", "/reports"), ("/me/factor", "/me"), ("/password", "/me")]
)
def test_pages_of_another_file_belong_to_their_entry(calls, path, entry):
    page = calls(people.position(role=Role.SUPERVISOR)).get(path, headers=ENGLISH).text
    assert f'<a href="{entry}" aria-current="page"' in page
