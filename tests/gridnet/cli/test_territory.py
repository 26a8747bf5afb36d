"""The commands of territory, as a person runs them."""

import json
import re

import pytest
from click.testing import CliRunner

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Refusal
from gridnet.base.network import Network
from gridnet.base.settings import Settings
from gridnet.cli import territory as commands
from gridnet.cli.territory import report
from gridnet.territory import county_outlines, divisions, layers
from gridnet.territory.values import Kind, Refused
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, box, feature, geojson, plot


@pytest.fixture
def gridnet(session, monkeypatch, tmp_path):
    """`gridnet territory` in the test's transaction; a refusal comes out as it was raised."""
    from contextlib import contextmanager

    from rich.console import Console

    @contextmanager
    def connected():
        yield Settings(instance_dir=tmp_path)

    def console():
        return Console(width=120)

    for module in (commands, report):
        monkeypatch.setattr(module, "console", console)
    monkeypatch.setattr(commands, "connected", connected)

    def run(*words, exit_code=0):
        result = CliRunner().invoke(commands.territory, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == exit_code, result.output
        return re.sub(r"\s+", " ", result.output)

    return run


@pytest.fixture
def grids(session, tmp_path):
    factories.division()
    shapes = [feature(box(n, 0, n + 1, 1), code=f"G{n}", 名称=f"网格{n}", 类型="基础") for n in range(3)]
    park = feature(box(0.2, 0.2, 0.4, 0.4), code="P0", 名称="公园", 类型="专属")
    return geojson(tmp_path / "grids.geojson", *shapes, park)


IMPORT = ("--network", "community", "--county", COUNTY, "--code-field", "code")


def imported(gridnet, path, *more, exit_code=0):
    said = gridnet("import", path, *IMPORT, *more, exit_code=exit_code)
    return said, int(re.search(r"draft (\d+) of", said)[1])


def test_a_file_becomes_a_draft_is_published_and_listed(gridnet, grids):
    said, draft = imported(gridnet, grids, "--name-field", "名称", "--kind-field", "类型")
    assert "clean" in said
    said = gridnet("publish", draft, "--county", COUNTY, "--at", "2030-01-01 00:00")
    assert "in force from 2030-01-01 00:00 +0800; 4 added, 0 changed, 0 kept, 0 retired." in said
    said = gridnet("areas", "--county", COUNTY, "--network", "community", "--at", "2030-01-01T00:00:00+08:00")
    assert "P0 │ 公园 │ dedicated" in said


def test_the_report_shows_the_worst_and_the_verdict(gridnet, tmp_path, session):
    factories.division()
    path = geojson(tmp_path / "x.geojson", feature(box(0, 0, 1, 1), code="A"), feature(box(0.5, 0, 2, 1), code="B"),
                   feature(box(5, 0, 6, 1), code=""))  # fmt: skip
    said, draft = imported(gridnet, path, exit_code=2)
    for part in ("overlap │ A, B │ 474,049.6", "row 3", "it has no code in field code", "blocked", "rows refused: 1"):
        assert part in said
    assert "474,049.6" in gridnet("drafts", "show", draft, "--county", COUNTY)


def test_the_report_is_written_as_json_and_its_findings_as_geojson(gridnet, tmp_path, session):
    factories.division()
    path = geojson(tmp_path / "x.geojson", feature(box(0, 0, 1, 1), code="A"), feature(box(0.5, 0, 2, 1), code="B"))
    written = tmp_path / "report.json", tmp_path / "findings.geojson"
    imported(gridnet, path, "--json", written[0], "--geojson", written[1], exit_code=2)
    about, findings = (json.loads(each.read_text()) for each in written)
    assert (about["verdict"], about["counts"], about["county"]) == ("blocked", {"overlap": 1}, COUNTY)
    assert [each["properties"]["codes"] for each in findings["features"]] == [["A", "B"]]


def test_outlines_of_one_code_are_made_one_on_request(gridnet, tmp_path, session):
    factories.division()
    path = geojson(tmp_path / "x.geojson", feature(box(0, 0, 1, 1), code="A"), feature(box(5, 0, 6, 1), code="A"))
    assert "codes used more than once: 1" in imported(gridnet, path, exit_code=2)[0]
    assert "note: 2 outlines of A were made one" in imported(gridnet, path, "--merge-codes")[0]


@pytest.mark.parametrize(
    ("more", "verdict", "exit_code"),
    [
        ((), "covered by no outline: 1", 0),  # against the county's stored outline
        (("--no-parent-outline",), "clean", 0),
    ],
)
def test_the_county_s_outline_is_the_parent(gridnet, grids, more, verdict, exit_code):
    factories.county_outline(box(0, 0, 4, 1))
    assert verdict in imported(gridnet, grids, "--kind-field", "类型", *more, exit_code=exit_code)[0]


def test_the_parent_may_come_from_a_file(gridnet, grids, tmp_path):
    parent = geojson(tmp_path / "parent.geojson", feature(box(0, 0, 1, 1), id=1))
    said, _ = imported(gridnet, grids, "--kind-field", "类型", "--parent-outline", parent, exit_code=2)
    assert "lies outside the parent" in said


def test_dedicated_values_may_be_named(gridnet, grids, session):
    _, draft = imported(gridnet, grids, "--kind-field", "类型", "--dedicated-values", "专属, 公园")
    gridnet("publish", draft, "--county", COUNTY, "--at", "2030-01-01 00:00")
    kinds = [area.kind for area in layers.each_area(COUNTY, Network.COMMUNITY, SINCE.replace(year=2031))]
    assert kinds.count(Kind.DEDICATED) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--code-field", "id"), "no field id"),
        (("--datum", "nad27"), "gcj02"),
        (("--county", "12"), "six-digit"),
        (("--county", "990177"), "990177"),
        (("--parent-field", "x"), "no field x"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_nothing_is_kept(gridnet, grids, words, sentence):
    with pytest.raises(Refusal, match=sentence):
        gridnet("import", grids, *IMPORT, *words)
    with pytest.raises(Refusal):
        layers.get_draft(COUNTY, 1)


def test_a_moment_in_the_past_has_to_be_meant(gridnet, grids):
    _, draft = imported(gridnet, grids, "--kind-field", "类型")
    with pytest.raises(Refusal, match="backdated"):
        gridnet("publish", draft, "--county", COUNTY, "--at", "2020-01-01 00:00")
    assert "4 added" in gridnet("publish", draft, "--county", COUNTY, "--at", "2020-01-01 00:00", "--backdated")


def test_a_draft_is_listed_and_withdrawn(gridnet, grids):
    _, draft = imported(gridnet, grids, "--kind-field", "类型")
    assert f"Draft {draft} is withdrawn." in gridnet("drafts", "withdraw", draft, "--county", COUNTY)
    assert "withdrawn │ clean │ 4" in gridnet("drafts", "list", "--county", COUNTY, "--network", "community")


def test_the_alignment_names_the_split_grids(gridnet, session, tmp_path):
    factories.publish([plot("G1"), plot("G2", 1)])
    factories.publish([plot("B1", 0, 0, 1.3, 1), plot("B2", 1.3, 0, 2, 1)], Network.POLICE)
    path = tmp_path / "alignment.json"
    said = gridnet("alignment", "--county", COUNTY, "--json", path)
    assert "grids in more than one beat │ 1" in said
    assert "G2 │ B2 70%, B1 30%" in said
    assert json.loads(path.read_text())["split"] == ["G2"]


def test_divisions_are_taken_in_and_rejects_are_written(gridnet, tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text("code,name\n9901,示例市\n990101,示例县\n990199001,迷路乡\n", encoding="gb18030")
    said = gridnet("divisions", "import", path, "--on", "2026-01-01")
    assert "added │ 2" in said
    assert "rejected │ 1" in said
    rejected = (tmp_path / "divisions.csv.rejected.csv").read_text(encoding="utf-8-sig")
    assert '4,990199001,"the division above, 990199, is not known' in rejected
    assert "unchanged │ 2" in gridnet("divisions", "import", path)


def test_what_a_whole_table_lacks_is_withdrawn(gridnet, tmp_path, session):
    factories.division("990101001")
    factories.division("990101002")
    path = tmp_path / "townships.csv"
    path.write_text("code,name\n990101001,示例县\n", encoding="utf-8")
    assert "1 codes were withdrawn." in gridnet("divisions", "import", path, "--complete", COUNTY)


def test_a_merge_is_written_down(gridnet, session):
    factories.division("990101001")
    factories.division("990101002")
    gridnet("divisions", "succeed", "990101001", "990101002", "--note", "合并")
    assert divisions.successors("990101001") == ["990101002"]


def test_county_outlines_are_taken_in(gridnet, session, tmp_path):
    factories.division()
    path = geojson(tmp_path / "x.geojson", feature(box(0, 0, 1, 1), adcode=COUNTY), feature(box(3, 0, 4, 1), adcode=9))
    said = gridnet("outlines", "import", path, "--code-field", "adcode", "--at", "2026-01-01 00:00")
    assert "added │ 1" in said
    assert "9 is no code of a county" in (tmp_path / "x.geojson.rejected.csv").read_text(encoding="utf-8-sig")
    assert layers.find_county_outline(County(COUNTY), SINCE.replace(year=2027)) is not None


def test_many_refused_rows_are_counted_not_all_shown(gridnet, session, tmp_path):
    factories.division()
    shapes = [feature(box(n, 0, n + 1, 1), code="") for n in range(25)]
    path = geojson(tmp_path / "x.geojson", feature(box(30, 0, 31, 1), code="A"), *shapes)
    assert "… and 5 rows more" in imported(gridnet, path, exit_code=2)[0]


def test_an_outcome_counts_every_row():
    outcome = county_outlines.Outcome(added=1, changed=2, unchanged=3, refused=[Refused(1, "", "x")])
    assert outcome.rows == 7
    assert db.session is not None
