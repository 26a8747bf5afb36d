"""A boundary file checked beside its request: how far it is, what came of it, and that it is found again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gridnet.base import moment
from gridnet.base.errors import Invalid, NotFound
from gridnet.web.admin import checking, uploads
from gridnet.web.admin.checking import Job, Running, Stage
from tests.factories.people import COUNTY

TYPED = {"name": "grids.geojson", "network": "community"}


@pytest.fixture(autouse=True)
def folder(service, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "_folder", lambda county: Path(tmp_path) / county)
    with service.app_context():
        yield


@pytest.fixture
def job():
    return Job(uploads.new_token(checking.SUFFIX), TYPED, 7, moment.now().isoformat())


@pytest.fixture
def running(job, monkeypatch):
    monkeypatch.setattr(checking.db.session, "remove", lambda: None)  # the session is the test's
    return Running(COUNTY, job)


def found(job):
    return checking.find(COUNTY, job.token)


def test_it_tells_how_many_rows_are_read_then_that_they_are_checked(job, running):
    told = []

    def work(progress):
        for done in (0, 50, 100):
            progress(done, 100)
            told.append((found(job).stage, found(job).done))
        return 3

    checking.run(running, work)
    assert told == [(Stage.READING, 0), (Stage.READING, 50), (Stage.CHECKING, 100)]
    assert (found(job).stage, found(job).draft_id, found(job).typed) == (Stage.DONE, 3, TYPED)


def test_a_refusal_is_kept_with_its_sentence(job, running):
    def work(_progress):
        raise Invalid("the file has no layer with shapes", errors=[{"field": "file", "message": "x"}])

    checking.run(running, work)
    assert (found(job).stage, found(job).fault) == (Stage.REFUSED, "the file has no layer with shapes")
    assert found(job).faults == {"file": "x"}


def test_a_fault_of_ours_is_no_endless_wait(job, running):
    checking.run(running, lambda _progress: 1 // 0)
    assert found(job).stage is Stage.FAILED


@pytest.mark.parametrize(
    ("stage", "age_s", "is_dead"),
    [
        (Stage.READING, 5, False),
        (Stage.CHECKING, 31, True),  # nobody has touched it: its process is gone
        (Stage.DONE, 3600, False),
        (Stage.REFUSED, 3600, False),
    ],
)
def test_what_nobody_touches_any_more_has_died(job, stage, age_s, is_dead):
    at = moment.now()
    aged = replace(job, stage=stage, touched_at=(at - timedelta(seconds=age_s)).isoformat())
    assert aged.is_dead(at) is is_dead


def test_what_is_not_done_is_listed_and_other_files_are_no_checks(job, running):
    running.tell()
    other = uploads.write(COUNTY, "x", ".csv")
    assert [each.token for each in checking.list_open(COUNTY)] == [job.token]
    for token in (other, "../../etc/passwd", f"{'0' * 32}.job"):
        with pytest.raises(NotFound):
            checking.find(COUNTY, token)
    running.tell(stage=Stage.DONE, draft_id=1)
    assert checking.list_open(COUNTY) == []
    checking.forget(COUNTY, job.token)
    with pytest.raises(NotFound):
        found(job)
