"""The commands of the sample county, on the test's own session."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.cli import context, main
from gridnet.cli import sample as commands
from gridnet.incidents.models import Incident
from gridnet.sample import signins
from gridnet.sample.ground import COUNTY
from gridnet.sample.signins import PASSWORD, SIGN_INS
from tests.factories import incidents as factories

UNTIL = "2026-07-15 14:30"


@pytest.fixture
def gridnet(session, monkeypatch):
    """`gridnet sample …` as a person types it; only the way to the database is the test's."""

    @contextmanager
    def connected():
        yield Settings()

    monkeypatch.setattr(commands, "connected", connected)
    return lambda *words: CliRunner(env={"COLUMNS": "160"}).invoke(main, ["sample", *words])


@pytest.fixture
def elsewhere(session):
    """An incident of another county."""
    with db.transaction():
        return factories.incident(county=County("410699"))


def count(session):
    return session.scalar(select(func.count()).where(Incident.county == COUNTY))


def test_it_is_loaded_once_and_its_sign_ins_are_printed(gridnet, session):
    loaded = gridnet("load", "--small", "--until", UNTIL)
    assert loaded.exit_code == 0, loaded.output
    before = count(session)
    assert f"The sample county is loaded: {before} incidents" in loaded.output
    assert gridnet("load", "--small").output == "The sample county is loaded already.\n"
    assert count(session) == before > 0
    listed = gridnet("sign-ins").output
    assert all(each.login in listed for each in SIGN_INS)
    assert PASSWORD in listed
    assert all(each.secret in listed for each in signins.listed(moment.now()) if each.secret)


def test_its_history_does_not_end_in_the_future(gridnet):
    refused = gridnet("load", "--small", "--until", "2999-01-01")
    assert refused.exit_code == 2
    assert "cannot end in the future" in refused.output


def test_without_it_there_are_no_sign_ins(gridnet):
    assert gridnet("sign-ins").output == "The sample county is not loaded: gridnet sample load\n"


def test_it_is_kept_apart_from_the_incidents_of_others(gridnet, session, elsewhere):
    refused = gridnet("load", "--small")
    assert refused.exit_code == 1
    assert "incidents of other counties" in refused.output
    assert gridnet("load", "--small", "--if-empty").exit_code == 0
    assert count(session) == 0


def test_whoever_insists_has_both(gridnet, session, elsewhere):
    assert gridnet("load", "--small", "--until", UNTIL, "--force").exit_code == 0
    assert count(session) > 0


def test_the_commands_open_the_service_by_the_shared_way():
    assert commands.connected is context.connected
