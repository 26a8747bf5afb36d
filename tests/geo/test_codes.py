import pytest

from geo import codes
from geo.codes import Code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0102", Code("0102")),  # leading zeros stay
        (" 0102 ", Code("0102")),
        (102, Code("102")),
        (101.0, Code("101", "code 101.0 read as 101")),
        (101.5, Code("101.5")),
        (410506001001.0, Code("410506001001", "code 410506001001.0 read as 410506001001")),
        ("101.0", Code("101.0")),  # a text is kept as it is
        (None, Code("")),
        (float("nan"), Code("")),
        ("  ", Code("")),
    ],
)
def test_a_code_is_text(value, code):
    assert codes.read_code(value) == code
