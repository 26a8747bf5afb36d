"""Boundary files: what can be read is read, what cannot is refused with a sentence, and no row is lost."""

import gzip
import warnings
import zipfile
from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely

from geo.datums import Datum
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.territory import reading
from gridnet.territory.reading import Layer, Options
from gridnet.territory.values import Kind, Refused
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, box, feature, geojson, plot

PLAIN = Options(code_field="code")
GRIDS, BEATS = Network.COMMUNITY, Network.POLICE


def read(path, options=PLAIN, network=GRIDS):
    return reading.read(path, COUNTY, network, options)


@pytest.fixture
def two(tmp_path):
    return geojson(
        tmp_path / "two.geojson",
        feature(box(0, 0, 1, 1), code="A", 名称="第一网格", 类型="专属", 村="990101001002"),
        feature(box(1, 0, 2, 1), code="B", 名称="第二网格", 类型="基础", 村="990101001003"),
    )


def test_codes_names_kinds_and_parents_come_from_their_fields(two):
    options = Options(code_field="code", name_field="名称", kind_field="类型", parent_field="村")
    layer = read(two, options)
    assert [(p.code, p.name, p.kind, p.parent_code) for p in layer.plots] == [
        ("A", "第一网格", Kind.DEDICATED, "990101001002"),
        ("B", "第二网格", Kind.GENERAL, "990101001003"),
    ]


def test_the_values_of_dedicated_areas_may_be_named(two):
    options = Options(code_field="code", kind_field="类型", dedicated_values=frozenset({"基础"}))
    assert [plot.kind for plot in read(two, options).plots] == [Kind.GENERAL, Kind.DEDICATED]


def write(path, driver, *, crs="EPSG:4326", encoding=None, shapes=None):
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1)] if shapes is None else shapes
    codes = np.array([f"A{n}" for n in range(len(shapes))], dtype=object)
    names = np.array(["网格"] * len(shapes), dtype=object)
    kind = "Polygon Z" if shapes[0].has_z else "Polygon"
    with warnings.catch_warnings():
        warnings.simplefilter("error" if crs else "ignore")  # a file without a system is meant
        pyogrio.raw.write(
            path, shapely.to_wkb(np.array(shapes)), [codes, names], ["code", "名称"],
            driver=driver, crs=crs, geometry_type=kind, encoding=encoding,
        )  # fmt: skip
    return path


def zipped(folder, name="grids"):
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        for part in folder.glob(f"{name}.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    return folder / f"{name}.zip"


@pytest.mark.parametrize("form", ["GeoJSON", "GPKG", "ESRI Shapefile"])
def test_every_usual_form_is_read(tmp_path, form):
    suffix = {"GeoJSON": "geojson", "GPKG": "gpkg", "ESRI Shapefile": "shp"}[form]
    path = write(tmp_path / f"grids.{suffix}", form, encoding="UTF-8" if suffix == "shp" else None)
    layer = read(path, Options(code_field="code", name_field="名称"))
    assert [(each.code, each.name) for each in layer.plots] == [("A0", "网格"), ("A1", "网格")]


def test_a_zipped_shapefile_with_chinese_names_in_gbk_is_read(tmp_path):
    write(tmp_path / "grids.shp", "ESRI Shapefile", encoding="GBK")
    layer = read(zipped(tmp_path), Options(code_field="code", name_field="名称", encoding="GBK"))
    assert [each.name for each in layer.plots] == ["网格", "网格"]


def test_a_packed_file_is_read(two):
    packed = two.with_suffix(".geojson.gz")
    packed.write_bytes(gzip.compress(two.read_bytes()))
    assert len(read(packed).plots) == 2


def test_the_third_dimension_is_dropped(tmp_path):
    flat = box(0, 0, 1, 1)
    path = write(tmp_path / "high.gpkg", "GPKG", shapes=[shapely.force_3d(flat, 55.0)])
    (plot,) = read(path).plots
    assert not plot.outline.has_z
    assert plot.outline.equals(flat)


def test_projected_coordinates_become_degrees(tmp_path):
    from pyproj import Transformer

    to_metres = Transformer.from_crs(4326, 4548, always_xy=True)
    square = shapely.transform(box(0, 0, 1, 1), lambda xy: np.column_stack(to_metres.transform(*xy.T)))
    (plot,) = read(write(tmp_path / "metres.gpkg", "GPKG", crs="EPSG:4548", shapes=[square])).plots
    assert shapely.hausdorff_distance(plot.outline, box(0, 0, 1, 1)) < 1e-7


def test_a_shifted_datum_is_undone(two):
    (shifted, *_) = read(two, replace(PLAIN, datum=Datum.GCJ02)).plots
    west = shifted.outline.bounds[0]
    assert 0.004 < box(0, 0, 1, 1).bounds[0] - west < 0.009  # some 500 m


BAD_FILES = [
    (lambda d, f: d / "missing.geojson", "there is no file"),
    (lambda d, f: _cut(f), "trunc|cut|cannot be read|ends"),  # truncated
    (lambda d, f: _text(d, "hello"), "GeoJSON"),  # no boundary file at all
    (lambda d, f: _text(d, '{"type": "GeometryCollection", "geometries": []}'), "."),
    (lambda d, f: write(d / "x.gpkg", "GPKG", crs=None), "coordinate system"),  # without a CRS
]


def _cut(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def _text(folder, content):
    path = folder / "x.geojson"
    path.write_text(content)
    return path


@pytest.mark.parametrize(("spoil", "sentence"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, two, spoil, sentence):
    with pytest.raises(Invalid, match=sentence):
        read(spoil(tmp_path, two))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (Options(code_field="id"), "no field id; there are: code, 名称, 类型, 村"),
        (Options(code_field="code", name_field="n"), "no field n"),
        (Options(code_field="code", parent_field="p"), "no field p"),
        (Options(code_field="code", kind_field="k"), "no field k"),
        (Options(code_field="code", layer="other"), "there is no layer other"),
    ],
)
def test_a_field_or_layer_that_is_not_there_is_refused_naming_those_that_are(two, options, sentence):
    with pytest.raises(Invalid, match=sentence):
        read(two, options)


def test_an_unknown_datum_is_refused_listing_those_known():
    with pytest.raises(Invalid, match="gcj02"):
        Options.of(code_field="code", datum="nad27")


def test_empty_options_are_left_out():
    given = Options.of(code_field="code", name_field="", layer=None, datum="GCJ-02")
    assert given == Options(code_field="code", datum=Datum.GCJ02)


def test_every_row_is_accepted_or_refused_with_a_reason(tmp_path):
    path = geojson(
        tmp_path / "dirty.geojson",
        feature(box(0, 0, 1, 1), code="A", parent="990101001002"),
        feature(box(1, 0, 2, 1), code=None, parent="990101001002"),
        feature(shapely.Point(116, 40), code="C", parent="990101001002"),
        feature(box(3, 0, 4, 1), code="D", parent="410506001002"),
        feature(box(4, 0, 5, 1), code="E", parent="someone"),
    )
    layer = read(path, Options(code_field="code", parent_field="parent"))
    assert [plot.code for plot in layer.plots] == ["A"]
    told = {row.number: row.reason for row in layer.refused}
    assert sorted(told) == [2, 3, 4, 5]
    assert "no code" in told[2]
    assert "point" in told[3]
    assert "lies outside county 990101" in told[4]
    assert "digits" in told[5]


@pytest.mark.parametrize(
    ("network", "code", "parent", "expected"),
    [
        (GRIDS, "990101001002003", "", "990101001002"),  # the national form: the village comes first
        (GRIDS, "G1", "", COUNTY),  # a code of the county's own, and nothing said
        (GRIDS, "410506001002003", "", COUNTY),  # looks national, of another county
        (GRIDS, "G1", "990101001002", "990101001002"),
        (GRIDS, "G1", "990101001000", "990101001"),  # a township in its long form
        (BEATS, "B1", "4105060051", "4105060051"),  # a station, whatever its code
        (BEATS, "B1", "", None),
    ],
)
def test_an_area_belongs_to_a_division_or_a_station(network, code, parent, expected):
    assert reading.parent_of(code, parent, COUNTY, network) == expected


def test_outlines_of_one_code_are_made_one_on_request():
    layer = Layer.of([plot("A", 0), plot("B", 5), plot("A", 1), plot("A", 9)])
    merged = reading.merged(layer)
    assert [each.code for each in merged.plots] == ["A", "B"]
    assert merged.plots[0].outline.equals(shapely.union_all([box(0, 0, 2, 1), box(9, 0, 10, 1)]))
    assert merged.notes == ["3 outlines of A were made one"]


@pytest.mark.parametrize("other", [{"kind": Kind.DEDICATED}, {"parent": "990101001"}])
def test_outlines_that_differ_in_what_they_are_are_not_made_one(other):
    with pytest.raises(Invalid, match="differ in kind or parent"):
        reading.merged(Layer.of([plot("A"), plot("A", 1, **other)]))


def test_a_repaired_ring_is_told_with_its_area_in_the_layer(tmp_path):
    bow = shapely.Polygon([factories.at(0, 0), factories.at(1, 1), factories.at(1, 0), factories.at(0, 1)])
    path = geojson(tmp_path / "x.geojson", feature(box(5, 0, 6, 1), code="A"), feature(bow, code="B"))
    layer = read(path, replace(PLAIN, merge_codes=True))
    assert layer.plots[1].outline.is_valid
    assert [layer.faults[place].kind for place in layer.faults] == ["self_intersection"]
    assert list(layer.faults) == [1]


def test_numbers_as_codes_are_told(tmp_path):
    path = geojson(tmp_path / "x.geojson", feature(box(0, 0, 1, 1), code=101.5), feature(box(1, 0, 2, 1), code=7.0))
    layer = read(path)
    assert {each.code for each in layer.plots} == {"101.5", "7"}
    assert "7.0 read as 7" in layer.notes[0]


def test_the_outline_of_a_county_may_come_from_a_file(two):
    assert reading.read_outline(two, PLAIN).equals(box(0, 0, 2, 1))


def test_a_file_without_shapes_gives_no_outline(tmp_path):
    with pytest.raises(Invalid, match="gives no outline"):
        reading.read_outline(_text(tmp_path, "{}"), PLAIN)


def test_the_progress_of_a_large_file_is_told(two):
    told = []
    reading.read(two, COUNTY, GRIDS, PLAIN, lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]


def test_refused_rows_come_in_the_order_of_the_file(tmp_path):
    path = geojson(tmp_path / "x.geojson", *[feature(factories.box(n, 0, n + 1, 1), code="") for n in range(3)],
                   feature(box(9, 0, 10, 1), code="A"))  # fmt: skip
    assert [type(row) for row in read(path).refused] == [Refused] * 3
    assert [row.number for row in read(path).refused] == [1, 2, 3]
