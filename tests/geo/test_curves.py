import pytest
import shapely

from geo import curves
from geo.errors import BadFile
from tests.geo import files


@pytest.mark.parametrize("envelope", range(5))
def test_features_with_arcs_are_found_behind_any_envelope(tmp_path, envelope):
    path = files.write(tmp_path / "grids.gpkg", layer="grids")
    files.put(path, "grids", files.curved(), envelope=envelope)
    files.put(path, "grids", shapely.to_wkb(files.SHAPES[0], byte_order=0), envelope=envelope)
    assert curves.curved_features(path, "grids") == {3}


def test_a_layer_whose_name_needs_quoting_is_read(tmp_path):
    path = files.write(tmp_path / "grids.gpkg", layer='网格 "2026"; --')
    assert curves.curved_features(path, '网格 "2026"; --') == frozenset()


def test_a_layer_without_shapes_has_no_arcs(tmp_path):
    path = files.write(tmp_path / "grids.gpkg", layer="grids")
    assert curves.curved_features(path, "none") == frozenset()


def test_a_package_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "grids.gpkg"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 200)
    with pytest.raises(BadFile, match="truncated"):
        curves.curved_features(path, "grids")
