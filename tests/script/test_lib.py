import os
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
BARE = "/usr/bin:/bin"


@pytest.fixture
def run(tmp_path):
    """What the shell said to a line, with the functions of script/lib.sh and an instance of the test's own."""

    def run(line, path=BARE, **options):
        words = ["bash", "-c", f"set -euo pipefail; . {ROOT}/script/lib.sh; {line}"]
        environ = {"PATH": f"{tmp_path}:{path}", "GRIDNET_INSTANCE_DIR": str(tmp_path), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            words, check=False, capture_output=True, text=True, env=environ, cwd=tmp_path, timeout=60, **options
        )

    return run


@pytest.fixture
def refusal(run):
    """The one sentence with which a line gives up."""

    def refusal(line, **options):
        told = run(line, **options)
        assert told.returncode == 1, told
        assert told.stderr.count("\n") == 1, told.stderr
        assert told.stderr.startswith("gridnet cannot go on: ")
        return told.stderr

    return refusal


@pytest.fixture
def program(tmp_path):
    """Put a program of this name first on the path."""

    def program(name, body):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    return program


def test_a_full_disk_is_told_with_what_is_free_and_what_is_needed(refusal):
    assert "999999 MB are needed" in refusal("need_disk / 1023998976")


def test_a_disk_with_room_will_do(run):
    assert run("need_disk / 1").returncode == 0


def test_a_port_that_is_taken_is_told_with_another(refusal):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} is taken or not allowed: choose another, as in PORT=" in refusal(f"need_port {port}")


def test_a_free_port_will_do(run):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    assert run(f"need_port {port}").returncode == 0


@pytest.mark.parametrize("port", ["0", "080", "65536", "1e3", "http", "-1", ""])
def test_what_is_no_port_is_refused(refusal, port):
    assert f"PORT={port} is not a port" in refusal(f"need_port '{port}'")


def test_a_missing_python_is_told(refusal):
    assert "python3 is missing" in refusal("hash -r; PATH=; need_python")


def test_an_old_python_is_told(refusal, program):
    program("python3", '[ "$1" = --version ] && echo Python 3.9.2; exit 1')
    assert "Python 3.9.2 is too old: gridnet needs Python 3.11 or newer" in refusal("need_python")


def test_this_python_will_do(run):
    assert run("need_python", path=os.environ["PATH"]).returncode == 0


def test_an_instance_that_cannot_be_written_is_told(refusal):
    assert "the folder /proc/instance cannot be written to" in refusal("instance=/proc/instance; need_instance")


@ROOT_ONLY
def test_without_root_and_sudo_an_administrator_is_asked(tmp_path, refusal, program):
    program("sudo", "exit 1")
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    told = refusal("as_root 'installing Node' apt-get install nodejs", user=65534, group=65534, extra_groups=[])
    assert "installing Node needs root" in told
    assert "`apt-get install nodejs`" in told


def test_elsewhere_than_on_debian_the_packages_are_named(refusal):
    told = refusal("has() { false; }; apt_install Node nodejs npm")
    assert "Node is missing and this is not Debian or Ubuntu: install nodejs npm" in told


@ROOT_ONLY
def test_no_package_of_postgis_is_told(refusal, program):
    program("apt-cache", "exit 0")
    program("apt-get", "exit 0")
    told = refusal("has_postgis() { false; }; need_postgis")
    assert "no package of PostGIS for PostgreSQL 15 or newer is offered here" in told


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["postgresql-15-postgis-3"], "postgresql-15-postgis-3"),
        (["postgresql-17-postgis-3", "postgresql-9-postgis-3", "postgresql-16-postgis-3"], "postgresql-17-postgis-3"),
        (["postgresql-14-postgis-3"], ""),  # older than what the schema needs
        ([], ""),
    ],
)
def test_the_newest_postgis_is_chosen(run, program, offered, chosen):
    program("apt-cache", "\n".join(f"echo '{name} - Geographic objects support'" for name in offered))
    assert run("postgis_package").stdout.strip() == chosen


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("NewConnectionError: Failed to establish a new connection: [Errno 111]", "the network cannot be reached"),
        ("npm error code EAI_AGAIN", "the network cannot be reached"),
        ("Temporary failure in name resolution", "the network cannot be reached"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "a package is not the one that the lock names"),
        ("npm error code EINTEGRITY", "a package is not the one that the lock names"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "another apt is at work; wait for it and start again"),
        ("EACCES: permission denied, mkdir", "a file or folder belongs to another user"),
        ("first\nthe last word\n\n", "the last word"),  # what is not known is quoted
    ],
)
def test_a_failure_is_put_in_words(run, tmp_path, output, sentence):
    (tmp_path / "output").write_text(output)
    assert run("explain output").stdout.strip() == sentence


def test_a_step_that_works_is_quiet(run):
    told = run("quietly 'the step' echo done")
    assert (told.stdout, told.stderr, told.returncode) == ("", "", 0)


def test_a_step_that_fails_is_told_with_its_log(refusal, tmp_path):
    told = refusal("quietly 'the step' sh -c 'echo the reason; exit 1'")
    assert f"the step failed: the reason ({tmp_path}/setup.log has the rest)" in told


def test_a_service_that_a_step_starts_does_not_keep_the_lock(run):
    line = "exec 9>lock; flock 9; quietly step sh -c 'sleep 30 >/dev/null 2>&1 & echo $! >pid'; exec 9>&-"
    told = run(f"{line}; flock --nonblock lock true; kill $(cat pid)")
    assert told.returncode == 0


@pytest.mark.parametrize(
    ("mark", "ready"),
    [
        ("echo wanted >mark", True),
        ("echo other >mark", False),  # the lock has changed since
        (":", False),  # a run before was cut short
    ],
)
def test_a_step_is_ready_only_when_its_mark_was_written_for_the_same(run, mark, ready):
    assert (run(f"{mark}; is_ready mark wanted").returncode == 0) is ready


def test_what_is_installed_and_marked_is_left_alone(run, tmp_path):
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    assert run("fingerprint package-lock.json >node_modules/.ready; npm() { false; }; need_pages").stdout == ""


def test_pages_that_were_cut_short_are_installed_again(run, program, tmp_path):
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    program("node", "exit 0")
    program("npm", "echo $* >called")
    assert "Installing the libraries of the pages" in run("need_pages").stdout
    assert (tmp_path / "called").read_text().startswith("ci --ignore-scripts")
    assert run("need_pages").stdout == ""
