"""The commands of incidents, as a person runs them."""

import csv
import json
import re
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from rich.console import Console
from sqlalchemy import func, select

from gridnet.base import db
from gridnet.base.errors import Invalid
from gridnet.base.settings import Settings
from gridnet.cli import context
from gridnet.cli import incidents as commands
from gridnet.incidents.models import Incident

MAP = {
    "ref": "id",
    "reported_at": "got",
    "closed_at": "done",
    "default_category": "0402",
    "legs": {"police": {"arrived_at": "there"}},
}


@pytest.fixture
def gridnet(session, monkeypatch, tmp_path):
    """`gridnet incidents` in the test's transaction; a refusal comes out as it was raised."""

    @contextmanager
    def connected():
        yield Settings(instance_dir=tmp_path)

    monkeypatch.setattr(context, "console", lambda: Console(width=200))
    monkeypatch.setattr(commands, "connected", connected)

    def run(*words):
        result = CliRunner().invoke(commands.incidents, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return re.sub(r"\s+", " ", result.output)

    return run


@pytest.fixture
def files(tmp_path):
    """A file of the past with five rows, and its map."""
    rows = (
        ("id", "got", "there", "done"),
        ("1", "2025-11-02 08:00", "2025-11-02 08:09", "2025-11-02 09:00"),
        ("2", "2025-11-02 08:00", "2025-11-02 08:09", "2025-11-02 08:05"),  # closed before anybody was there
        ("3", "2025-11-02 01:30", "", ""),  # an hour that was twice
        ("4", "2025-03-09 02:30", "", ""),  # an hour that never was
        ("2", "2025-11-02 08:00", "", ""),  # twice in the file
    )
    with (tmp_path / "calls.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    return tmp_path


def test_every_row_of_the_past_is_taken_in_or_rejected_and_what_is_doubtful_is_told(gridnet, files, fresh):
    words = ("import-history", files / "calls.csv", "--county", fresh, "--map", files / "map.json")
    said = gridnet(*words, "--timezone", "America/Chicago", "--batch", 2)
    assert "taken in │ 3" in said
    assert "rejected │ 2" in said
    assert "all │ 5" in said
    assert "row 4: reported_at '2025-11-02 01:30' was twice in America/Chicago" in said
    rejected = (files / "calls.csv.rejected.csv").read_text(encoding="utf-8-sig")
    assert "never was in America/Chicago" in rejected
    assert "stands in this file before" in rejected or "already used for" in rejected
    count = db.session.scalar(select(func.count()).where(Incident.county == fresh, Incident.is_history))
    assert count == 3

    again = gridnet(*words, "--timezone", "America/Chicago")
    assert "had been taken in before │ 3" in again


def test_a_map_that_does_not_fit_stops_before_anything_is_taken_in(gridnet, files, fresh):
    with pytest.raises(Invalid, match="no column 'seen' for legs"):
        gridnet(
            *("import-history", files / "calls.csv", "--county", fresh),
            *("--map", files / "map.json", "--map", "legs.police.arrived_at=seen"),
        )
