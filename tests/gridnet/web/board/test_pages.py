"""The board through its doors: whole, as a part, its points; for whom, and in how many statements."""

import pytest

from tests.factories import incidents

PART = {"HX-Request": "true"}


def test_the_board_is_a_page_and_a_part(county, desk, number_of):
    number = number_of(incidents.incident())
    whole, part = desk().get("/board"), desk().get("/board", headers=PART)
    assert number in whole.text
    assert "<html" in whole.text
    assert f'data-number="{number}"' in part.text
    assert "<html" not in part.text


def test_the_points_of_the_map_are_numbers_places_and_spans(county, desk, number_of):
    row = incidents.incident()
    found = desk().get("/board/points").json
    number, priority, lng, lat, began, due = found["points"][0]
    assert (number, priority, lng, lat) == (number_of(row), row.priority, 116.005, 40.005)
    assert began < due
    assert found["most"] == 2000


@pytest.mark.parametrize(("seat", "status"), [("dispatcher", 200), ("township", 200), ("worker_G1", 200)])
def test_whoever_reads_cases_sees_theirs(county, desk, seat, status):
    assert desk(seat).get("/board").status_code == status


def test_nobody_sees_another_county(county, desk):
    assert desk().get("/board?county=410598").status_code == 404
    assert desk().get("/board/points?county=410598").status_code == 404


def test_a_filter_that_cannot_be_is_refused_as_a_page(county, desk):
    answer = desk().get("/board?state=nonsense")
    assert answer.status_code == 422
    assert "<html" in answer.text


def test_the_story_is_kept_from_whoever_may_not_read_it(county, desk):
    incidents.incident(category=incidents.FIGHT, text="示例内容不公开")
    assert "示例内容不公开" not in desk("worker_G1").get("/board").text
    assert "示例内容不公开" in desk("officer_B1").get("/board").text


def test_a_page_of_many_costs_as_many_statements_as_one_of_few(county, desk, statements):
    reader = desk()
    incidents.incident()
    reader.get("/board")
    with statements() as few:
        reader.get("/board", headers=PART)
    for _ in range(9):
        incidents.incident()
    with statements() as many:
        reader.get("/board", headers=PART)
    assert len(many) <= len(few)


def test_the_keys_are_told_on_the_page(county, desk):
    assert "<kbd>j</kbd>" in desk().get("/board").text
