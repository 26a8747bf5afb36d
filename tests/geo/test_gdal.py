import pytest

from geo import gdal, sources
from geo.errors import BadFile
from geo.sources import Form, Source
from tests.geo import files


def test_layers_are_told_with_their_fields(tmp_path):
    path = files.write(tmp_path / "all.gpkg", layer="网格")
    files.write(path, layer="警格", fields={"code": ("1", "2")}, append=True)
    with sources.opened(path) as source:
        assert gdal.layers(source, None) == (
            gdal.LayerInfo("网格", "Polygon", 2, ("编码", "名称"), "EPSG:4326"),
            gdal.LayerInfo("警格", "Polygon", 2, ("code",), "EPSG:4326"),
        )


def test_columns_come_piece_by_piece(tmp_path):
    with sources.opened(files.shapefile(tmp_path)) as source:
        found = gdal.columns(source, "grids", "gb18030", 1, 10)
    assert {name: values.tolist() for name, values in found.fields.items()} == {"编码": ["0102"], "名称": ["西关网格"]}
    assert len(found.ids) == len(found.shapes) == 1


def test_a_form_that_only_looks_like_geojson_is_refused(tmp_path):
    path = tmp_path / "grids.json"
    path.write_text(
        '{"type": "Topology", "objects": {"a": {"type": "GeometryCollection", "geometries": []}}, "arcs": []}'
    )
    with pytest.raises(BadFile, match="TopoJSON"):
        gdal.layers(Source(path, Form.GEOJSON), None)


def test_what_gdal_cannot_read_is_refused_in_our_words(tmp_path):
    path = tmp_path / "grids.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Fea')
    with pytest.raises(BadFile, match="may be truncated or damaged"):
        gdal.layers(Source(path, Form.GEOJSON), None)
