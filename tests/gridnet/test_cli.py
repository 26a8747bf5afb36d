import sys
from types import ModuleType

import click
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from gridnet import cli
from gridnet.base.errors import Conflict
from gridnet.base.postgres import ClusterError
from gridnet.base.settings import BadSetting


@pytest.fixture
def group(monkeypatch):
    """A group `db` in the place of the real one, whose one command does what a test says."""
    module = ModuleType("gridnet.cli.db")
    module.db = click.Group("db")
    monkeypatch.setitem(sys.modules, "gridnet.cli.db", module)
    return module.db


def invoke(*words):
    return CliRunner().invoke(cli.main, words, prog_name="gridnet")


def test_help_names_every_file_with_its_first_line():
    told = invoke("--help")
    assert told.exit_code == 0
    assert "db" in told.output
    assert "The private PostGIS cluster" in told.output


@pytest.mark.parametrize("name", cli.main.list_commands(click.Context(cli.main)))
def test_every_file_holds_a_command_of_its_name(name):
    assert isinstance(cli.main.get_command(click.Context(cli.main), name), click.Command)


def test_what_is_no_group_is_refused():
    told = invoke("nonsense")
    assert told.exit_code == 2
    assert "No such command 'nonsense'" in told.output


def test_a_broken_group_says_so_and_help_still_works(monkeypatch):
    monkeypatch.setitem(sys.modules, "gridnet.cli.db", None)  # importing it raises ImportError
    assert "`gridnet db` cannot be loaded" in invoke("db", "status").output
    assert invoke("--help").exit_code == 0


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Conflict("somebody was first"), "Error: somebody was first"),
        (BadSetting("X cannot be read"), "Error: X cannot be read"),
        (ClusterError("it is not running"), "Error: it is not running"),
        (OperationalError("", None, Exception("refused")), "Error: the database does not answer: refused"),
    ],
)
def test_what_a_person_can_mend_is_told_in_a_sentence(group, error, sentence):
    @group.command()
    def fail():
        raise error

    told = invoke("db", "fail")
    assert told.exit_code == 1
    assert told.output.strip() == sentence


def test_a_bug_keeps_its_trace(group):
    @group.command()
    def fail():
        raise ZeroDivisionError

    assert isinstance(invoke("db", "fail").exception, ZeroDivisionError)
