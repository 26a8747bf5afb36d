import numpy as np
import pytest
import shapely

from geo import rows
from geo.gdal import Columns
from geo.rows import Keys, Rejected
from tests.geo.test_pieces import array

BOX = shapely.to_wkb(shapely.box(113, 34, 113.1, 34.1))
SHORT = bytes.fromhex("010300000001000000010000000000000000405C400000000000004140")  # a ring of one point


CODE_AND_NAME = Keys("code", "name")


def sorted_out(shapes, keys=CODE_AND_NAME, curved=frozenset(), **fields):
    columns = Columns(np.arange(len(shapes)) + 10, array(*shapes), {k: array(*v) for k, v in fields.items()})
    return rows.sort_out(columns, lambda shapes: shapes, curved, keys, first=101)


def test_a_row_keeps_its_number_its_texts_and_its_other_fields():
    (row,) = sorted_out(
        [BOX], code=["0101"], name=[" 东关 "], people=[np.nan], tags=[np.array([1, 2])], raw=[b"\1"]
    ).rows
    assert (row.number, row.code, row.name) == (101, "0101", "东关")
    assert row.fields == {"people": None, "tags": [1, 2], "raw": "01"}
    assert row.outline.equals(shapely.from_wkb(BOX))


def test_what_was_done_to_code_and_outline_is_told():
    bow = shapely.to_wkb(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    (row,) = sorted_out([bow], code=[101.0], name=[None]).rows
    assert row.note == "code 101.0 read as 101"
    assert row.fault is not None
    assert row.name == ""


@pytest.mark.parametrize(
    ("wkb", "code", "why"),
    [
        (BOX, "", "no code in field code"),
        (BOX, None, "no code in field code"),
        (None, "0101", "no geometry"),
        (SHORT, "0101", "ring of too few points"),
        (shapely.to_wkb(shapely.Point(1, 1)), "0101", "a point"),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_with_the_reason(wkb, code, why):
    batch = sorted_out([wkb], code=[code], name=["x"])
    assert batch.rows == ()
    assert why in batch.rejected[0].reason


def test_a_row_with_arcs_is_rejected_by_its_id():
    batch = sorted_out([BOX, BOX], code=["1", "2"], name=["", ""], curved=frozenset({11}))
    assert [row.code for row in batch.rows] == ["1"]
    assert batch.rejected == (Rejected(102, "2", batch.rejected[0].reason),)
    assert "curved" in batch.rejected[0].reason


def test_every_row_ends_in_exactly_one_list():
    batch = sorted_out([BOX, None, BOX], code=["1", "2", None], name=["", "", ""])
    assert sorted([row.number for row in batch.rows] + [row.number for row in batch.rejected]) == [101, 102, 103]


def test_one_field_may_be_code_and_name():
    (row,) = sorted_out([BOX], Keys("code", "code"), code=["0101"]).rows
    assert (row.code, row.name, row.fields) == ("0101", "0101", {})


def test_without_a_name_field_the_name_is_empty():
    (row,) = sorted_out([BOX], Keys("code", None), code=["0101"], name=["东关"]).rows
    assert (row.name, row.fields) == ("", {"name": "东关"})
