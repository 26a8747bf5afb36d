"""Saved views: a person's own, a name once, and not without end."""

import pytest

from gridnet.base.errors import Conflict
from gridnet.web.board import views
from gridnet.web.board.views import ViewIn
from tests.factories.people import AT

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def names(county, seat):
    return [view.name for view in views.list_views(county.county, county.positions[seat].person_id)]


def save(county, seat, name, query=""):
    return views.save(county.county, county.positions[seat].person_id, ViewIn(name=name, query=query), AT)


def test_a_view_is_kept_for_its_person_alone(county):
    save(county, "dispatcher", "示例红牌", "card=red&limit=9&nonsense=1")
    assert (names(county, "dispatcher"), names(county, "township")) == (["示例红牌"], [])
    (view,) = views.list_views(county.county, county.dispatcher.person_id)
    assert view.query == "card=red"


def test_the_same_name_again_is_the_newer_view(county):
    save(county, "dispatcher", "示例", "card=red")
    save(county, "dispatcher", "示例", "card=yellow")
    assert [view.query for view in views.list_views(county.county, county.dispatcher.person_id)] == ["card=yellow"]


def test_there_are_not_views_without_end(county, monkeypatch):
    monkeypatch.setattr(views, "MOST", 1)
    save(county, "dispatcher", "示例一")
    save(county, "dispatcher", "示例一")
    with pytest.raises(Conflict, match="remove one"):
        save(county, "dispatcher", "示例二")


def test_nobody_removes_the_view_of_another(county):
    save(county, "dispatcher", "示例")
    (view,) = views.list_views(county.county, county.dispatcher.person_id)
    views.remove(county.county, county.township.person_id, view.id)
    assert names(county, "dispatcher") == ["示例"]
    views.remove(county.county, county.dispatcher.person_id, view.id)
    assert names(county, "dispatcher") == []


def test_it_is_kept_and_forgotten_by_forms(county, desk):
    who = desk()
    form = {"name": "示例", "query": "card=red"}
    answer = who.post("/board/views/410599", data=form, headers=SAME_SITE)
    assert (answer.status_code, answer.location) == (303, "/board?card=red")
    (view,) = views.list_views(county.county, county.dispatcher.person_id)
    who.post(f"/board/views/410599/{view.id}/removal", headers=SAME_SITE)
    assert names(county, "dispatcher") == []
    assert who.post("/board/views/410599", data={"name": ""}, headers=SAME_SITE).status_code == 422
