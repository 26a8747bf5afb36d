"""Files between the steps of an import."""

import io
import os

import pytest
from werkzeug.datastructures import FileStorage

from gridnet.base.errors import Invalid, NotFound, TooLarge
from gridnet.web.admin import uploads
from tests.factories.people import COUNTY


@pytest.fixture(autouse=True)
def folder(service, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "_folder", lambda county: tmp_path / county)
    return tmp_path / COUNTY


def sent(name="grids.geojson", content=b"x"):
    return FileStorage(io.BytesIO(content), filename=name)


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("grids.geojson", ".geojson"),
        ("grids.json.gz", ".json.gz"),
        ("../../etc/passwd", ""),  # a name of theirs is never a path of ours
        ("网格.SHP", ".shp"),
    ],
)
def test_a_file_is_found_by_a_name_nobody_guesses(folder, name, ends):
    token = uploads.keep(COUNTY, sent(name), 1)
    assert (token[32:], uploads.find(COUNTY, token).parent) == (ends, folder)
    assert uploads.find(COUNTY, token).read_bytes() == b"x"


@pytest.mark.parametrize("nothing", [None, FileStorage(io.BytesIO(b""), filename="")])
def test_without_a_file_there_is_nothing_to_keep(nothing):
    with pytest.raises(Invalid):
        uploads.keep(COUNTY, nothing, 1)


def test_one_that_is_too_large_is_refused_and_leaves_nothing_behind(folder):
    with pytest.raises(TooLarge):
        uploads.keep(COUNTY, sent(content=b"x" * ((1 << 20) + 1)), 1)
    assert [path.name for path in folder.iterdir() if path.name != ".now"] == []


@pytest.mark.parametrize("token", ["", "x", "../secret", f"{'0' * 32}.csv", f"{'0' * 32}/../x"])
def test_what_is_no_token_or_no_longer_there_is_not_found(token):
    with pytest.raises(NotFound):
        uploads.find(COUNTY, token)


def test_one_is_kept_for_a_day(folder):
    old, young = (uploads.write(COUNTY, text, ".csv") for text in ("old", "young"))
    past = (folder / young).stat().st_mtime - uploads.KEPT_S - 60
    os.utime(folder / old, (past, past))
    uploads.write(COUNTY, "next", ".csv")
    assert uploads.find(COUNTY, young).read_text() == "young"
    with pytest.raises(NotFound):
        uploads.find(COUNTY, old)


def test_one_that_was_used_is_forgotten(folder):
    token = uploads.write(COUNTY, "x", ".csv")
    uploads.forget(COUNTY, token)
    with pytest.raises(NotFound):
        uploads.find(COUNTY, token)


def test_a_text_of_our_own_is_put_in_the_place_of_another(folder):
    token = uploads.new_token(".job")
    for text in ("first", "second"):
        uploads.rewrite(uploads.place(COUNTY, token), text)
    assert uploads.find(COUNTY, token).read_text() == "second"
    assert uploads.tokens(COUNTY, ".job") == [token]
    assert uploads.tokens(COUNTY, ".csv") == []
