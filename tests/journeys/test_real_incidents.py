"""The main job on 14,247 real incidents: the beat that answers is the beat that was recorded.

Chicago stands in for a county under a fictional code: its police beats are the police network, its census tracts the
community network, each in force when it was.
"""

import csv
import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from geo.datums import Datum
from gridnet import wiring
from gridnet.base import db, events, tables
from gridnet.base.network import Network
from gridnet.incidents import importing, queries
from gridnet.incidents.importing import Columns, Run, Tally
from gridnet.incidents.models import Incident
from gridnet.territory import drafts, publication, reading
from gridnet.territory.models import AreaOutline
from gridnet.territory.reading import Options
from tests.factories import territory
from tests.factories.territory import COUNTY

pytestmark = [pytest.mark.real_data, pytest.mark.db]

NOW = datetime(2026, 6, 1, tzinfo=UTC)
COLUMNS = Columns(
    ref="id",
    lng="longitude",
    lat="latitude",
    text="description",
    reported_at="date",
    default_category="0402",
    zone="America/Chicago",
)


@pytest.fixture(scope="module")
def folder():
    named = os.environ.get("GRIDNET_REAL_DATA")
    if not named or not Path(named).is_dir():
        pytest.skip("GRIDNET_REAL_DATA names no folder of real incidents")
    return Path(named) / "chicago"


@pytest.fixture(autouse=True)
def _wired(monkeypatch):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)


def publish(path, network, field, since):
    options = Options(code_field=field, merge_codes=True)
    layer = reading.read(path, COUNTY, network, options)
    made = drafts.make(COUNTY, network, layer, drafts.Origin(path.name), at=NOW)
    publication.publish(COUNTY, made.id, valid_from=since, at=NOW, backdated=True)


def run(path, columns):
    made = Run(
        county=COUNTY,
        label=path.name,
        mapping=columns,
        categories=queries.list_categories(COUNTY),
        at=NOW,
        tolerance_m=50,
    )
    tally = Tally()
    with tables.open_table(path) as (_, lines):
        for batch in importing.batches(lines, 1000):
            importing.take_in(made, batch, tally)
    return tally


def recorded(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_the_beat_that_answers_is_the_beat_that_was_recorded(session, folder):
    territory.division(COUNTY)
    publish(folder / "police_beats_2026.geojson.gz", Network.POLICE, "beat_num", datetime(2012, 12, 1, tzinfo=UTC))
    publish(folder / "census_tracts_2010.geojson.gz", Network.COMMUNITY, "tractce10", datetime(2010, 1, 1, tzinfo=UTC))
    source = folder / "crimes_merged_ground_truth.csv.gz"
    tally = run(source, COLUMNS)
    assert (tally.taken, tally.repeated, tally.rejected) == (14_247, 0, [])

    truth = recorded(source)
    found = db.session.execute(
        select(Incident.source_ref, AreaOutline.code, Incident.beat_edge_m, Incident.located_by)
        .outerjoin(AreaOutline, (AreaOutline.county == Incident.county) & (AreaOutline.id == Incident.beat_outline_id))
        .where(Incident.county == COUNTY)
    ).all()
    inside = [row for row in found if row.located_by == "point" and truth[row.source_ref]["beat"] == row.code]
    other = [row for row in found if truth[row.source_ref]["beat"] != row.code]
    by_an_edge = [row for row in other if row.beat_edge_m is not None and row.beat_edge_m <= 1]
    rest = sorted(row.source_ref for row in other if row not in by_an_edge)
    print(
        f"beat as recorded, by plain containment: {len(inside) / len(found):.3%}; "
        f"within 1 m of an edge: {1 - len(rest) / len(found):.3%}; the rest: {', '.join(rest)}"
    )
    assert len(inside) / len(found) >= 0.973
    assert 1 - len(rest) / len(found) >= 0.998

    again = run(source, COLUMNS)
    assert (again.taken, again.repeated) == (0, 14_247)
    legs = db.session.execute(text("SELECT count(*) FROM assignment WHERE county = :county"), {"county": COUNTY})
    assert legs.scalar_one() == 2 * 14_247


@pytest.mark.parametrize(
    ("name", "reported_at"),
    [
        ("crimes_mixed_rachana.csv.gz", "Date"),
        ("crimes_one_block_2001-2026_akavuansiko.csv.gz", "Date"),
    ],
)
def test_of_a_dirty_file_every_row_is_taken_in_or_rejected_with_a_reason(session, folder, name, reported_at):
    source = folder / name
    with tables.open_table(source) as (header, lines):
        rows = sum(1 for _ in lines)
    by_lower = {column.lower(): column for column in header}
    columns = Columns(
        ref=by_lower["id"],
        lng=by_lower["longitude"],
        lat=by_lower["latitude"],
        text=by_lower.get("description"),
        reported_at=by_lower[reported_at.lower()],
        default_category="0402",
        zone="America/Chicago",
        datum=Datum.WGS84,
    )
    columns.check(header)
    tally = run(source, columns)
    print(f"{name}: {tally.taken} taken in, {len(tally.rejected)} rejected of {rows}")
    assert tally.taken + tally.repeated + len(tally.rejected) == rows
    assert tally.taken > 0
    assert all(each.reason for each in tally.rejected)
