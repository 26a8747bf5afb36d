import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from gridnet.base import cluster, postgres
from gridnet.base.cluster import ClusterError
from gridnet.base.settings import Settings
from tests import cluster as throwaways

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
DEADLINE_S = 60

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def home():
    """A folder where the server may come, cleared whatever the tests leave in it."""
    with throwaways.held(Path(tempfile.mkdtemp(prefix=throwaways.PREFIX))) as home:
        yield home
        for folder in home.glob("*/"):
            cluster.stop(folder)
            cluster.remove(folder)
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def made(home):
    cluster.start(home / "postgres")
    return home / "postgres"


@pytest.fixture
def running(made):
    cluster.start(made)
    return made


@pytest.fixture
def stopped(made):
    cluster.stop(made)
    return made


def ask(folder, question):
    engine = create_engine(cluster.url(folder))
    try:
        with engine.begin() as connection:
            answer = connection.execute(text(question))
            return answer.scalar() if answer.returns_rows else None
    finally:
        engine.dispose()


def pretend_pid(folder, pid):
    """Leave the pid file of a server that was `pid`."""
    path = folder / "data" / "postmaster.pid"
    path.write_text(f"{pid}\n{folder / 'data'}\n1\n5432\n{folder / 'run'}\n\n")
    os.chown(path, folder.stat().st_uid, -1)


def wait_for(condition):
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def connect_as_nobody(socket_dir):
    """What psql is told when another user of the machine tries."""
    words = ["psql", "-h", socket_dir, "-U", "gridnet", "-d", "gridnet", "-c", "SELECT 1"]
    other = {"user": 65534, "group": 65534, "extra_groups": []}
    return subprocess.run(words, check=False, capture_output=True, text=True, **other).stderr


def dead_pid():
    child = subprocess.Popen(["true"])
    child.wait()
    return child.pid


def test_a_running_cluster_answers_as_the_owner(running):
    assert ask(running, "SELECT current_user || '@' || current_database()") == "gridnet@gridnet"


def test_starting_again_changes_nothing(running):
    before = cluster.status(running)
    assert cluster.start(running) is False
    assert cluster.status(running) == before


def test_two_starts_at_once_make_one_server(stopped):
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(cluster.start, [stopped, stopped])) == [False, True]
    assert ask(stopped, "SELECT 1") == 1


def test_stopping_takes_it_down(running):
    assert cluster.stop(running) is True
    assert not cluster.status(running).running


def test_stopping_what_is_down_does_nothing(stopped):
    assert cluster.stop(stopped) is False


def test_stopping_what_was_never_made_does_nothing(home):
    assert cluster.stop(home / "never") is False


def test_a_pid_file_of_a_dead_process_is_stale(stopped):
    pretend_pid(stopped, dead_pid())
    assert not cluster.status(stopped).running
    assert cluster.start(stopped) is True


def test_a_pid_file_of_a_living_stranger_is_stale(stopped):
    # PostgreSQL itself would take any living process of its user for a server, and refuse to start
    stranger = subprocess.Popen(["sleep", "600"], **postgres.account(stopped).drop)
    try:
        pretend_pid(stopped, stranger.pid)
        assert not cluster.status(stopped).running
        assert cluster.start(stopped) is True
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_pid_file_cut_short_is_stale(stopped):
    (stopped / "data" / "postmaster.pid").write_text("12")
    assert cluster.start(stopped) is True


def test_a_server_that_was_killed_comes_back_with_what_was_committed(running):
    ask(running, "CREATE TABLE IF NOT EXISTS kept (moment float)")
    ask(running, "INSERT INTO kept VALUES (extract(epoch FROM clock_timestamp()))")
    before = ask(running, "SELECT count(*) FROM kept")
    orphan = psycopg.connect(host=str(cluster.status(running).socket_dir), port=5432, user="gridnet")
    os.kill(cluster.status(running).pid, signal.SIGKILL)
    assert cluster.start(running) is True
    orphan.close()
    assert ask(running, "SELECT count(*) FROM kept") == before


def test_a_run_killed_while_it_made_the_data_is_made_up_for(home):
    folder = home / "interrupted"
    call = f"from pathlib import Path; from gridnet.base import cluster; cluster.start(Path({str(folder)!r}))"
    first = subprocess.Popen([sys.executable, "-c", call], start_new_session=True)
    wait_for((folder / "data.new" / "base").exists)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not (folder / "data").exists()
    assert cluster.start(folder, durable=False) is True
    assert ask(folder, "SELECT count(*) FROM pg_extension WHERE extname IN ('postgis', 'btree_gist')") == 2
    cluster.stop(folder)


def test_nothing_listens_on_the_network(running):
    assert ask(running, "SHOW listen_addresses") == ""


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_what_is_committed_survives_a_crash(running, setting):
    assert ask(running, f"SHOW {setting}") == "on"


@ROOT_ONLY
def test_root_hands_the_server_to_an_ordinary_user(running):
    assert running.stat().st_uid != 0
    assert Path(f"/proc/{cluster.status(running).pid}").stat().st_uid == running.stat().st_uid


@ROOT_ONLY
def test_another_user_cannot_connect(running):
    socket_dir = cluster.status(running).socket_dir
    assert "Permission denied" in connect_as_nobody(socket_dir)


@ROOT_ONLY
def test_a_socket_open_to_all_still_lets_in_only_its_own(running):
    # the folder's mode is the first lock, the kernel's word on who is calling the second
    socket_dir = cluster.status(running).socket_dir
    opened = {running: running.stat().st_mode, socket_dir: socket_dir.stat().st_mode}
    socket = socket_dir / ".s.PGSQL.5432"
    try:
        for path in (*opened, socket):
            path.chmod(0o777)
        assert "Peer authentication failed" in connect_as_nobody(socket_dir)
    finally:
        for path, mode in opened.items():
            path.chmod(mode & 0o777)
        socket.chmod(0o700)


@ROOT_ONLY
def test_where_the_server_may_not_come_the_folder_becomes_a_link(home, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ELSEWHERE", home)
    tmp_path.chmod(0o700)
    folder = tmp_path / "postgres"
    assert cluster.start(folder, durable=False) is True
    assert folder.is_symlink()
    assert folder.resolve().parent == home
    assert cluster.start(folder) is False
    cluster.stop(folder)
    cluster.remove(folder)
    assert not list(tmp_path.iterdir())


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(home):
    folder = home / ("long" * 25)
    cluster.start(folder, durable=False)
    socket_dir = cluster.status(folder).socket_dir
    assert not socket_dir.is_relative_to(folder)
    assert socket_dir.stat().st_mode & 0o777 == 0o700
    assert ask(folder, "SHOW fsync") == "off"
    cluster.stop(folder)
    cluster.remove(folder)
    assert not socket_dir.exists()
    assert not folder.exists()


def test_a_running_cluster_is_not_removed(running):
    with pytest.raises(ClusterError, match="stop it before"):
        cluster.remove(running)


def test_there_is_no_address_while_it_is_down(stopped):
    with pytest.raises(ClusterError, match="gridnet db start"):
        cluster.url(stopped)


def test_a_server_that_will_not_start_says_why(stopped):
    conf = stopped / "data" / "postgresql.conf"
    before = conf.read_text()
    conf.write_text(before + "\nno_such_setting = on\n")
    try:
        with pytest.raises(ClusterError, match=r"did not start: .*contains errors.*server\.log"):
            cluster.start(stopped)
    finally:
        conf.write_text(before)


def test_data_of_a_version_that_is_not_here_are_left_alone(stopped):
    version = stopped / "data" / "PG_VERSION"
    before = version.read_text()
    version.write_text("99\n")
    try:
        with pytest.raises(ClusterError, match="PostgreSQL 99 with PostGIS is not installed"):
            cluster.start(stopped)
    finally:
        version.write_text(before)


def test_a_folder_that_cannot_be_made_is_named():
    with pytest.raises(ClusterError, match="/proc/nowhere cannot be used"):
        cluster.start(Path("/proc/nowhere/postgres"))


def test_settings_that_name_no_database_get_the_running_cluster(home, running):
    settings = Settings(instance_dir=home)
    assert cluster.with_database(settings).database_url == cluster.url(running)


def test_settings_that_name_a_database_keep_it(home, running):
    settings = Settings(instance_dir=home, database_url="postgresql://elsewhere/db")
    assert cluster.with_database(settings) is settings


def test_settings_stay_empty_while_the_cluster_is_down(home, stopped):
    assert cluster.with_database(Settings(instance_dir=home)).database_url == ""


def test_a_throwaway_leaves_nothing():
    with throwaways.throwaway() as url:
        folder = Path(make_url(url).query["host"]).parent.parent
        assert folder.exists()
    assert not folder.exists()


@pytest.mark.parametrize(("age_s", "left"), [(3600, False), (0, True)])
def test_only_what_a_dead_run_left_long_ago_is_cleared(age_s, left):
    home = Path(tempfile.mkdtemp(prefix=throwaways.PREFIX))
    os.utime(home, times=(time.time() - age_s,) * 2)
    throwaways.clear_abandoned()
    assert home.exists() is left
    shutil.rmtree(home, ignore_errors=True)


def test_what_a_living_run_holds_is_not_cleared():
    with throwaways.held(Path(tempfile.mkdtemp(prefix=throwaways.PREFIX))) as home:
        os.utime(home, times=(0, 0))
        throwaways.clear_abandoned()
        assert home.exists()
        shutil.rmtree(home)
