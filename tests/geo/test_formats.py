import gzip
import json
import warnings
import zipfile

import pytest
import shapely

from geo import datums, formats, points
from geo.datums import Datum
from geo.errors import BadFile
from geo.formats import Wish
from geo.points import Box, LngLat
from tests.geo import files

HENAN = Box(110.3, 31.3, 116.7, 36.4)
WISH = Wish("编码", "名称")
ROWS = [("0101", "东关网格"), ("0102", "西关网格")]


def texts(contents):
    return [(row.code, row.name) for row in contents.rows]


def zipped(folder):
    parts = [part for part in files.shapefile(folder).parent.iterdir() if part.stem == "grids"]
    with zipfile.ZipFile(folder / "grids.zip", "w") as archive:
        for part in parts:
            archive.write(part, part.name)
    return folder / "grids.zip"


def gzipped(folder):
    path = files.write(folder / "grids.geojson")
    (folder / "grids.geojson.gz").write_bytes(gzip.compress(path.read_bytes()))
    return folder / "grids.geojson.gz"


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: files.write(folder / "grids.geojson"),
        gzipped,
        lambda folder: files.write(folder / "grids.gpkg"),
        files.shapefile,
        lambda folder: files.shapefile(folder, said=True),
        lambda folder: files.shapefile(folder, encoding="UTF-8"),
        zipped,
    ],
)
def test_one_layer_comes_the_same_out_of_every_form(tmp_path, make):
    contents = formats.read(make(tmp_path), WISH)
    assert texts(contents) == ROWS
    assert [row.outline.equals(shape) for row, shape in zip(contents.rows, files.SHAPES, strict=True)] == [True, True]
    assert contents.rejected == ()


def test_how_texts_were_read_is_told(tmp_path):
    assert formats.read(files.shapefile(tmp_path), WISH).notes == ("its texts were read as gb18030",)


def test_an_encoding_that_is_named_is_used(tmp_path):
    path = files.shapefile(tmp_path, fields={"code": ("1", "2"), "name": ("東關", "西關")}, encoding="BIG5")
    contents = formats.read(path, Wish("code", "name", encoding="big5"))
    assert texts(contents) == [("1", "東關"), ("2", "西關")]


def test_layers_and_fields_can_be_listed(tmp_path):
    (layer,) = formats.list_layers(files.shapefile(tmp_path))
    assert (layer.fields, layer.count, layer.system) == (("编码", "名称"), 2, "EPSG:4326")


def test_one_of_several_layers_must_be_named(tmp_path):
    path = files.write(tmp_path / "all.gpkg", layer="网格")
    files.write(path, layer="警格", append=True)
    with pytest.raises(BadFile, match="name one of its layers: 网格, 警格"):
        formats.read(path, WISH)
    with pytest.raises(BadFile, match="no layer 村; there are: 网格, 警格"):
        formats.read(path, Wish("编码", layer="村"))
    assert texts(formats.read(path, Wish("编码", "名称", layer="警格"))) == ROWS


def test_a_field_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(BadFile, match="no field code and no field name; there are: 编码, 名称"):
        formats.read(files.write(tmp_path / "grids.geojson"), Wish("code", "name"))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"type": "GeometryCollection", "geometries": [shapely.geometry.mapping(files.SHAPES[0])]}, "no attributes"),
        ({"type": "FeatureCollection", "features": []}, "no attributes"),
    ],
)
def test_areas_without_attributes_are_refused(tmp_path, document, why):
    (tmp_path / "grids.json").write_text(json.dumps(document))
    with pytest.raises(BadFile, match=why):
        formats.read(tmp_path / "grids.json", WISH)


def test_a_table_without_shapes_is_refused(tmp_path):
    path = files.write(tmp_path / "grids.gpkg", shapes=None, geometry_type=None)
    with pytest.raises(BadFile, match="no layer with shapes"):
        formats.read(path, WISH)


def test_a_file_without_a_system_is_refused_until_one_is_named(tmp_path):
    path = files.shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(BadFile, match="EPSG:4490"):
        formats.read(path, WISH)
    assert len(formats.read(path, Wish("编码", system="EPSG:4490")).rows) == 2


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_shifted_outlines_are_shifted_back(tmp_path, datum):
    shapes = [shapely.transform(shape, lambda xy: xy + 0) for shape in files.SHAPES]
    contents = formats.read(files.write(tmp_path / "grids.geojson", shapes=shapes), Wish("编码", datum=datum))
    west, south, *_ = contents.rows[0].outline.bounds
    expected = datums.point_to_wgs84(LngLat(113, 34), datum)
    assert points.distance_m(LngLat(west, south), expected) < 60
    assert (contents.rows[0].outline & contents.rows[1].outline).area == 0


def test_heights_are_dropped(tmp_path):
    path = files.write(
        tmp_path / "grids.gpkg", shapes=shapely.force_3d(list(files.SHAPES), 80.0), geometry_type="Polygon Z"
    )
    assert not formats.read(path, WISH).rows[0].outline.has_z


def test_rows_with_arcs_are_rejected_and_the_others_taken(tmp_path):
    path = files.write(tmp_path / "grids.gpkg", layer="grids")
    files.put(path, "grids", files.curved())
    contents = formats.read(path, WISH)
    assert texts(contents) == ROWS
    assert [(row.number, row.code) for row in contents.rejected] == [(3, "0103")]


def test_every_row_ends_in_exactly_one_list_whatever_the_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "BATCH", 3)
    shapes = [
        shapely.box(113, 34, 114, 35),
        None,
        shapely.Point(1, 1),
        *files.SHAPES,
        shapely.box(113, 34, 114, 35),
    ] * 3
    codes = [f"{i:02}" if i % 5 else None for i in range(len(shapes))]
    path = files.write(tmp_path / "g.gpkg", shapes=shapes, fields={"code": codes}, geometry_type="Unknown")
    told = []
    contents = formats.read(path, Wish("code"), lambda done, total: told.append((done, total)))
    numbers = [row.number for row in contents.rows] + [row.number for row in contents.rejected]
    assert sorted(numbers) == list(range(1, 19))
    assert [row.number for row in contents.rows] == sorted(row.number for row in contents.rows)
    assert told == [(3, 18), (6, 18), (9, 18), (12, 18), (15, 18), (18, 18)]


def test_axes_swapped_in_the_whole_file_are_told(tmp_path):
    shapes = [shapely.box(41.8, -87.7, 41.9, -87.6)] * 2
    path = files.write(tmp_path / "grids.geojson", shapes=shapes)
    with pytest.raises(BadFile, match="swapped in the whole file"):
        formats.read(path, Wish("编码", expected=Box(-88.0, 41.0, -87.0, 42.5)))


def test_axes_no_file_could_have_are_told_row_by_row(tmp_path):
    shapes = [shapely.box(34.1, 113.1, 34.2, 113.2)] * 2
    contents = formats.read(files.write(tmp_path / "grids.geojson", shapes=shapes), Wish("编码", expected=HENAN))
    assert {row.reason for row in contents.rejected} == {"longitude and latitude look swapped: longitude comes first"}


def test_a_file_where_it_is_expected_is_taken(tmp_path):
    assert len(formats.read(files.write(tmp_path / "grids.geojson"), Wish("编码", expected=HENAN)).rows) == 2


def test_a_file_that_ends_early_is_refused(tmp_path, monkeypatch):
    path = files.write(tmp_path / "grids.gpkg")
    with formats.opened(path, WISH) as reading:
        short = formats.gdal.columns(reading.source, reading.layer.name, None, 0, 1)
        monkeypatch.setattr(formats.gdal, "columns", lambda *_: short)
        with pytest.raises(BadFile, match="ends at row 1 of 2"):
            list(reading.batches())


def test_no_warning_of_a_library_gets_out(tmp_path):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        formats.read(files.shapefile(tmp_path), WISH)
    assert seen == []
