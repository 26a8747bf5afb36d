import os
from pathlib import Path

import pytest

from gridnet.base import postgres
from gridnet.base.postgres import Account, ClusterError

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def me():
    return postgres.account(Path("/nowhere"))


def test_a_postgresql_with_postgis_is_found():
    found = postgres.find()
    assert found.major >= postgres.OLDEST
    assert all((found.folder / name).is_file() for name in postgres.NEEDED)


def test_a_version_that_is_not_here_is_named_with_its_package():
    with pytest.raises(ClusterError, match=r"PostgreSQL 99 with PostGIS is not installed: .*postgresql-99-postgis-3"):
        postgres.find(99)


def test_a_version_older_than_ours_is_never_taken():
    with pytest.raises(ClusterError):
        postgres.find(postgres.OLDEST - 1)


def test_the_server_is_never_root():
    assert me().uid != 0


@ROOT_ONLY
def test_root_serves_as_the_owner_of_the_folder(tmp_path):
    os.chown(tmp_path, 65534, 65534)
    assert postgres.account(tmp_path).name == "nobody"


@ROOT_ONLY
def test_an_ordinary_user_is_refused_what_belongs_to_another(tmp_path):
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            postgres.account(Path("/"))
        except ClusterError as error:
            os._exit(0 if "belongs to root" in str(error) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@ROOT_ONLY
def test_programs_run_as_the_account_with_none_of_roots_groups():
    nobody = Account("nobody", 65534, 65534)
    assert postgres.run("id", "-u", as_=nobody).strip() == "65534"
    assert postgres.run("id", "-G", as_=nobody).strip() == "65534"


def test_variables_of_the_caller_lead_no_program_astray(monkeypatch):
    monkeypatch.setenv("PGDATA", "/elsewhere")
    assert "PGDATA" not in postgres.run("env", as_=me())


def test_a_failure_is_told_with_the_last_line():
    with pytest.raises(ClusterError, match="sh failed: the reason"):
        postgres.run("sh", "-c", "echo first >&2; echo the reason >&2; exit 3", as_=me())


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(ClusterError, match="/no/program cannot be run as"):
        postgres.run("/no/program", as_=me())


@ROOT_ONLY
def test_a_closed_parent_keeps_the_server_out(tmp_path):
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert not postgres.may_enter(inner, Account("nobody", 65534, 65534))
    assert postgres.may_enter(Path("/"), Account("nobody", 65534, 65534))
