"""A line of the queue, and the mark it is recognised by."""

from gridnet.web.board.queue import LONGEST
from tests.factories import incidents

PART = {"HX-Request": "true"}


def stamps(text):
    return [part.split('"')[0] for part in text.split('data-stamp="')[1:]]


def test_the_stamp_of_a_line_changes_with_the_case_and_not_otherwise(county, desk, session, again):
    row = incidents.incident()
    who = desk()
    first = stamps(who.get("/board", headers=PART).text)
    assert stamps(who.get("/board", headers=PART).text) == first
    again(row).version += 1
    session.flush()
    assert stamps(who.get("/board", headers=PART).text) != first


def test_a_long_story_is_cut(county, desk):
    incidents.incident(text="字" * 500)
    assert "字" * LONGEST not in desk().get("/board", headers=PART).text


def test_a_line_names_both_networks_people(county, desk, session):
    incidents.incident()
    text = desk().get("/board", headers=PART).text
    assert 'class="who community"' in text
    assert 'class="who police"' in text


def test_what_nobody_has_bears_the_name_of_its_desk(county, desk):
    incidents.incident(at_=None, address="示例街道", category=incidents.SUGGESTION)
    assert county.county in desk().get("/board", headers=PART).text
