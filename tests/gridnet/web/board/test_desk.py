"""What a desk does with one case from the board: to whom it goes, where it lies; refusals bring all back."""

import json

import pytest

from tests.factories import incidents, territory

PART = {"HX-Request": "true"}
SENT = PART | {"Sec-Fetch-Site": "same-origin"}
WHY = "责任人当日另有任务"


def give(desk, number, position, **form):
    form = {"step": "hand_over", "network": "community", "to_position": position.id, "reason": WHY} | form
    return desk.post(f"/board/reassign/{number}/community", data=form, headers=SENT)


def test_the_tools_are_those_the_viewer_may_use(county, desk, number_of):
    number = number_of(incidents.incident())
    assert f"/board/reassign/{number}/community" in desk().get(f"/board/tools/{number}").text
    assert "data-place" in desk().get(f"/board/tools/{number}").text
    officer = desk("officer_B1").get(f"/board/tools/{number}").text
    assert "data-place" not in officer


def test_a_leg_goes_to_whoever_was_chosen(county, desk, number_of):
    row = incidents.incident()
    answer = give(desk(), number_of(row), county.deputy_G1)
    assert json.loads(answer.headers["HX-Trigger"])["board-done"]["told"]
    assert incidents.legs_of(row)["community"].position_id == county.deputy_G1.id


def test_without_script_it_leads_back_to_the_board(county, desk, number_of):
    row = incidents.incident()
    form = {"step": "hand_over", "network": "community", "to_position": county.deputy_G1.id, "reason": WHY}
    sent = {"Sec-Fetch-Site": "same-origin"}
    answer = desk().post(f"/board/reassign/{number_of(row)}/community", data=form, headers=sent)
    assert (answer.status_code, answer.location) == (303, "/board")


@pytest.mark.parametrize(
    ("form", "status"),
    [({"reason": ""}, 422), ({"version": "99"}, 412), ({"to_position": "abc"}, 422)],
    ids=["no reason", "an older version", "nobody"],
)
def test_a_refusal_brings_back_what_was_written(county, desk, number_of, form, status):
    row = incidents.incident()
    answer = give(desk(), number_of(row), county.deputy_G1, **form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert form.get("reason", WHY) in answer.text
    assert incidents.legs_of(row)["community"].position_id == county.worker_G1.id


def test_giving_is_for_those_who_may(county, desk, number_of):
    number = number_of(incidents.incident())
    assert desk("worker_G1").get(f"/board/reassign/{number}/community").status_code == 403
    assert desk().get(f"/board/reassign/{number}/nonsense").status_code == 404


def test_a_place_is_shown_with_what_lies_there_before_it_is_given(county, desk, number_of, again):
    row = incidents.incident(at_=None, address="示例街道")
    lng, lat = territory.at(2.5, 0.5)
    path = f"/board/place/{number_of(row)}"
    shown = desk().get(path, query_string={"lng": lng, "lat": lat}, headers=PART).text
    assert "示例 G2" in shown
    answer = desk().post(path, data={"lng": lng, "lat": lat, "version": row.version}, headers=SENT)
    assert answer.status_code == 200
    assert again(row).grid_area_id == county.areas["G2"]


def test_a_place_that_cannot_be_is_refused(county, desk, number_of):
    row = incidents.incident(at_=None, address="示例街道")
    path = f"/board/place/{number_of(row)}"
    assert desk().get(path, query_string={"lng": "x", "lat": 40}, headers=PART).status_code == 422
    stale = {"lng": 116.005, "lat": 40.005, "version": 99}
    assert desk().post(path, data=stale, headers=SENT).status_code == 412
