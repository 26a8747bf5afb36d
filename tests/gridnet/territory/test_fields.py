"""Which field of a boundary file says what."""

import pytest

from gridnet.territory import fields


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (
            ["OBJECTID", "网格编码", "网格名称", "社区编码", "网格类型"],
            {"code_field": "网格编码", "name_field": "网格名称", "parent_field": "社区编码", "kind_field": "网格类型"},
        ),
        (["WGBM", "WGMC"], {"code_field": "WGBM", "name_field": "WGMC"}),
        (["Grid Code", "Name"], {"code_field": "Grid Code", "name_field": "Name"}),
        (["警格编码", "派出所"], {"code_field": "警格编码", "parent_field": "派出所"}),
        (["id", "code"], {"code_field": "code"}),
        (["shape_area"], {}),
    ],
    ids=["a county's usual", "a Shapefile's", "blanks", "beats", "a code first", "nothing"],
)
def test_fields_are_told_by_their_names(names, found):
    assert fields.guess(names) == found


def test_no_field_is_taken_twice():
    assert fields.guess(["id"]) == {"code_field": "id"}
