"""The kinds that are offered."""

import pytest

from gridnet.web.report import choices
from tests.factories import incidents, people


@pytest.fixture
def county(session, whole):
    with whole.test_request_context():
        yield incidents.staffed()


@pytest.mark.parametrize("typed", ["道路", "dlzm", "daoluzhaoming", "lighting", "0402"])
def test_a_kind_is_found_by_words_by_pinyin_and_by_code(typed):
    assert typed in choices.keys("0402", "道路照明设施", "Road, lighting or facility")


def test_what_somebody_reported_lately_comes_first(county):
    worker = county.worker_G1
    for category in (incidents.DISPUTE, incidents.LAMP):
        incidents.raised(category=category, reported_by=worker.person_id, reported_as=worker.id)
    found = choices.read(people.COUNTY, worker.person_id, "zh")
    assert [each.code for each in found.lately] == [incidents.LAMP, incidents.DISPUTE]


def test_nobody_elses_reports_count(county):
    incidents.raised(reported_by=county.worker_G1.person_id, reported_as=county.worker_G1.id)
    assert choices.read(people.COUNTY, county.worker_G2.person_id, "zh").lately == []


def test_every_kind_stands_in_a_group_that_has_a_name(county):
    found = choices.read(people.COUNTY, county.worker_G1.person_id, "zh")
    assert [name for name, _ in found.groups] == [str(choices.GROUPS[code]) for code in choices.GROUPS]


def test_a_police_matter_is_not_offered_as_handled_on_the_spot(county):
    found = choices.read(people.COUNTY, county.worker_G1.person_id, "zh")
    offered = {each.code: each.can_be_handled for _, group in found.groups for each in group}
    assert (offered[incidents.FIGHT], offered[incidents.LAMP]) == (False, True)
