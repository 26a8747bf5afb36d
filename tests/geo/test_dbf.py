import pytest

from geo import dbf
from geo.errors import BadFile


def table(path, *, names=("名称",), rows=(("东关网格",),), encoding="gbk", language=0, width=10):
    """A DBF file of text columns, each cut to `width` bytes as the form does."""
    fields = b"".join(
        name.encode(encoding)[:10].ljust(11, b"\0") + b"C\0\0\0\0" + bytes([width]) + b"\0" * 15 for name in names
    )
    start, size = 32 + len(fields) + 1, 1 + width * len(names)
    head = bytes([3, 126, 11, 23]) + len(rows).to_bytes(4, "little") + start.to_bytes(2, "little")
    head += size.to_bytes(2, "little") + b"\0" * 17 + bytes([language]) + b"\0" * 2
    body = b"".join(b" " + b"".join(text.encode(encoding)[:width].ljust(width) for text in row) for row in rows)
    path.write_bytes(head + fields + b"\r" + body + b"\x1a")
    return path


@pytest.mark.parametrize(("written", "read"), [("utf-8", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030")])
def test_an_encoding_nobody_names_is_found_from_the_texts(tmp_path, written, read):
    assert dbf.encoding_of(table(tmp_path / "t.dbf", encoding=written)) == read


def test_a_character_cut_off_by_its_field_is_forgiven(tmp_path):
    rows = [("东关第一网格",)]  # twelve bytes in eleven
    assert dbf.encoding_of(table(tmp_path / "t.dbf", rows=rows, width=11)) == "gb18030"


@pytest.mark.parametrize(
    ("page", "encoding"), [("GBK", "gbk"), ("936", "gbk"), ("UTF-8", "gb18030"), ("no such", "gb18030")]
)
def test_the_file_beside_it_is_believed_if_it_fits(tmp_path, page, encoding):
    (tmp_path / "t.cpg").write_text(page)
    assert dbf.encoding_of(table(tmp_path / "t.dbf")) == encoding


def test_the_header_is_believed_if_it_fits(tmp_path):
    assert (
        dbf.encoding_of(table(tmp_path / "t.dbf", rows=[("網格",)], names=("x",), encoding="big5", language=0x78))
        == "big5"
    )


def test_texts_in_no_known_encoding_are_refused(tmp_path):
    with pytest.raises(BadFile, match="name their encoding"):
        dbf.encoding_of(table(tmp_path / "t.dbf", names=("x",), rows=[("ÿÿÿa",)], encoding="latin-1"))


def test_numbers_are_no_texts(tmp_path):
    path = table(tmp_path / "t.dbf", names=("x",), rows=[("ÿÿÿa",)], encoding="latin-1")
    path.write_bytes(path.read_bytes().replace(b"C", b"N", 1))
    assert dbf.encoding_of(path) == "utf-8"
