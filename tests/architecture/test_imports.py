"""Data flows one way: what may import what."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import sources


def test_the_import_contracts_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=sources.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


#: Pure: no database, no request, no clock reading, nothing that is not handed in.
RULES = (
    "people/roles.py",
    "people/duty.py",
    "territory/lookup.py",
    "incidents/lifecycle.py",
    "incidents/numbers.py",
    "incidents/categories.py",
    "assignment/choice.py",
    "assignment/roles.py",
    "assignment/why.py",
    "clocks/ladder.py",
    "clocks/hearing.py",
    "clocks/lag.py",
    "clocks/calendars.py",
    "clocks/counting.py",
    "clocks/deadlines.py",
    "clocks/explanation.py",
    "clocks/explanation_wording.py",
    "clocks/hours.py",
    "clocks/limits.py",
    "clocks/marking.py",
    "clocks/months.py",
    "clocks/policies.py",
    "clocks/table.py",
    "clocks/values.py",
    "clocks/walltime.py",
    "whistle/lifecycle.py",
    "whistle/values.py",
)
IMPURE = {"flask", "sqlalchemy", "geoalchemy2", "psycopg", "os", "time", "random"}
IMPURE_OURS = {"db", "http", "files", "settings", "queries", "models", "actions"}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_file_is_pure(rule):
    imported = sources.imported(sources.ROOT / "gridnet" / rule)
    assert not {each.split(".")[0] for each in imported} & IMPURE, "a rule file decides from its arguments alone"
    ours = {part for each in imported if each.startswith("gridnet.") for part in each.split(".")[1:]}
    assert not ours & IMPURE_OURS, "a rule file asks nobody"
