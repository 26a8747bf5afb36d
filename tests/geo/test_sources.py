import gzip
import zipfile

import pytest

from geo import sources
from geo.errors import BadFile
from geo.sources import Form
from tests.geo import files

GEOJSON = '{"type": "FeatureCollection", "features": []}'


def form_of(path):
    with sources.opened(path) as source:
        assert source.path.is_file()
        return source.form


def zipped(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_the_first_bytes_say_what_a_file_is(tmp_path):
    (tmp_path / "grids.txt").write_text("\ufeff \n" + GEOJSON, encoding="utf-8")
    assert form_of(tmp_path / "grids.txt") is Form.GEOJSON
    assert form_of(files.write(tmp_path / "grids.gpkg").rename(tmp_path / "网格!#.gpkg")) is Form.PACKAGE
    assert form_of(files.shapefile(tmp_path)) is Form.SHAPEFILE


def test_a_gzipped_file_is_unpacked(tmp_path):
    (tmp_path / "grids.geojson.gz").write_bytes(gzip.compress(GEOJSON.encode()))
    assert form_of(tmp_path / "grids.geojson.gz") is Form.GEOJSON


def test_the_parts_of_a_zipped_shapefile_are_put_together(tmp_path):
    parts = [
        (f"边界/网格.{part.suffix[1:].upper()}", part.read_bytes())
        for part in files.shapefile(tmp_path).parent.iterdir()
    ]
    others = [("读我.txt", "x"), ("__MACOSX/边界/._网格.shp", "x"), ("别的.dbf", "x")]
    path = zipped(tmp_path / "all.zip", *parts, *others)
    with sources.opened(path) as source:
        assert sorted(part.suffix for part in source.path.parent.iterdir()) == [".dbf", ".prj", ".shp", ".shx"]


def test_a_shapefile_with_large_suffixes_is_read(tmp_path):
    for part in list(files.shapefile(tmp_path).parent.iterdir()):
        part.rename(part.with_suffix(part.suffix.upper()))
    assert form_of(tmp_path / "grids.SHP") is Form.SHAPEFILE


def test_a_zipped_geojson_is_unpacked_and_nothing_climbs_out(tmp_path):
    path = zipped(tmp_path / "all.zip", ("../../../climb.geojson", GEOJSON))
    with sources.opened(path) as source:
        assert source.path.name == "climb.geojson"
        assert source.path.parent.name.startswith("boundaries-")


def test_what_was_unpacked_is_removed(tmp_path):
    with sources.opened(zipped(tmp_path / "all.zip", ("a.geojson", GEOJSON))) as source:
        room = source.path.parent
    assert not room.exists()


def cut(path, size):
    path.write_bytes(path.read_bytes()[:size])
    return path


def packed(tmp_path):
    path = tmp_path / "grids.geojson.gz"
    path.write_bytes(gzip.compress(bytes(range(256)) * 100))
    return path


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda folder: folder / "none.geojson", "there is no file none.geojson"),
        (lambda folder: cut(packed(folder), 150), "truncated or damaged"),
        (lambda folder: cut(zipped(folder / "a.zip", ("a.geojson", GEOJSON)), 60), "cannot be unpacked"),
        (lambda folder: zipped(folder / "a.zip", ("a.txt", "x")), "holds no boundary file"),
        (lambda folder: zipped(folder / "a.zip", ("b.json", "{}"), ("a.gpkg", "x")), r"several.*\(a.gpkg, b.json\)"),
        (lambda folder: files.shapefile(folder).with_suffix(".dbf"), "no boundary file"),
        (lambda folder: cut(files.shapefile(folder), 300), ".shp part is truncated"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path, make, why):
    with pytest.raises(BadFile, match=why), sources.opened(make(tmp_path)):
        pytest.fail("it was opened")


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_needs_its_parts_whole(tmp_path, part):
    path = files.shapefile(tmp_path)
    cut(path.with_suffix(part), 110)
    with pytest.raises(BadFile, match=f"{part} part is truncated"), sources.opened(path):
        pytest.fail("it was opened")
    path.with_suffix(part).unlink()
    with pytest.raises(BadFile, match=f"lacks its {part}"), sources.opened(path):
        pytest.fail("it was opened")


def test_a_system_that_is_a_link_is_not_followed(tmp_path):
    path = tmp_path / "grids.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": "http://x"}}, "features": []}'
    )
    with pytest.raises(BadFile, match="is a link"), sources.opened(path):
        pytest.fail("it was opened")


@pytest.mark.parametrize("make", [packed, lambda folder: zipped(folder / "a.zip", ("a.geojson", GEOJSON))])
def test_what_unpacks_without_end_is_refused(tmp_path, monkeypatch, make):
    monkeypatch.setattr(sources, "_MOST_BYTES", 10)
    with pytest.raises(BadFile, match="more than 10 bytes"), sources.opened(make(tmp_path)):
        pytest.fail("it was opened")


def test_an_empty_file_is_no_boundary_file(tmp_path):
    (tmp_path / "grids.geojson").touch()
    with pytest.raises(BadFile, match="no boundary file"), sources.opened(tmp_path / "grids.geojson"):
        pytest.fail("it was opened")
