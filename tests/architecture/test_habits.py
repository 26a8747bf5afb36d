"""Habits of the house; each test lists whoever breaks one."""

import ast
import re
import statistics
import tokenize
from dataclasses import fields

import pytest

from gridnet.base.settings import Settings
from tests.architecture.sources import CODE, ROOT, functions, name, tree

COMMITTERS = {"gridnet/base/db.py", "migrations/env.py"}
CLOCK = "gridnet/base/moment.py"
CLOCKS = re.compile(
    r"\b(datetime|date|time)\.(now|utcnow|today|fromtimestamp|utcfromtimestamp|time|time_ns|localtime)$"
)
SQL_CLOCKS = re.compile(r"\b(now|clock_timestamp|statement_timestamp|timeofday)\(\)|\bCURRENT_(TIMESTAMP|DATE|TIME)\b")
REASON = re.compile(r"noqa: [A-Z0-9, ]+?\s+(-|#)\s*\w")
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|mnt|work|Users)/\w")


def attributes(path):
    return {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}


def test_a_file_says_what_it_knows():
    assert [name(path) for path in CODE if not ast.get_docstring(tree(path))] == []


def test_only_one_file_commits():
    committers = {name(path) for path in CODE if any(each.endswith(".commit") for each in attributes(path))}
    assert committers <= COMMITTERS, "a transaction is opened at the edge and committed in base/db.py"


def test_only_one_file_reads_the_clock():
    readers = {name(path) for path in CODE if any(map(CLOCKS.search, attributes(path)))}
    assert readers == {CLOCK}, "time is an argument; doors, ticks and commands ask moment.now()"


def test_the_database_is_not_asked_the_time():
    askers = []
    for path in CODE:
        texts = {node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)}
        askers += [(name(path), text) for text in texts if isinstance(text, str) and SQL_CLOCKS.search(text)]
    spoken = [(file, text) for file, text in askers if not text.endswith(".")]  # a docstring may mention it
    assert spoken == [], "time is an argument"


def test_every_function_says_what_it_gives():
    ours = [path for path in CODE if not name(path).startswith("migrations")]
    assert [(name(path), node.name) for path in ours for node in functions(path) if node.returns is None] == []


def test_every_exception_to_the_linter_has_its_reason():
    silent = []
    for path in CODE:
        with tokenize.open(path) as file:
            comments = [
                each.string for each in tokenize.generate_tokens(file.readline) if each.type == tokenize.COMMENT
            ]
        silent += [(name(path), each) for each in comments if "noqa" in each and not REASON.search(each)]
    assert silent == [], "say why beside the noqa"


def test_no_file_is_a_drawer():
    drawers = {"utils", "util", "helpers", "common", "misc"}
    assert [name(path) for path in CODE if path.stem in drawers] == [], "a file is named for what it knows"


def test_functions_and_files_stay_small():
    lengths = sorted(node.end_lineno - node.lineno + 1 for path in CODE for node in functions(path))
    files = sorted((len(path.read_text(encoding="utf-8").splitlines()), name(path)) for path in CODE)
    assert statistics.median(lengths) <= 9
    assert lengths[int(len(lengths) * 0.9)] <= 25
    assert statistics.median(lines for lines, _ in files) <= 120
    assert files[-1][0] <= 400, "a file that has grown so far holds two pieces of knowledge"


@pytest.mark.parametrize("setting", [f"GRIDNET_{each.name.upper()}" for each in fields(Settings)])
def test_every_setting_is_told_in_the_readme(setting):
    assert f"`{setting}`" in (ROOT / "README.md").read_text(encoding="utf-8"), "whoever runs it must find it"


def test_the_project_speaks_of_itself_alone():
    told = [*CODE, *(ROOT / each for each in ("README.md", "setup.cfg", "script/server", "script/test"))]
    assert [name(path) for path in told if MACHINE_PATH.search(path.read_text(encoding="utf-8"))] == []


def test_no_merge_was_left_half_done():
    marker = re.compile(rb"^(<{7}|>{7}) ", re.MULTILINE)
    folders = ("geo", "gridnet", "migrations", "tests", "bench", "script", "deploy")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert [name(path) for path in [*files, ROOT / "README.md"] if marker.search(path.read_bytes())] == []
