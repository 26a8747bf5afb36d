"""Files kept by their content."""

import os

import pytest

from gridnet.base import files
from gridnet.base.county import County

HERE, THERE = County("410599"), County("410598")


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_root", tmp_path)
    return tmp_path


def all_files(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_what_is_kept_is_found_by_its_name():
    assert files.where(HERE, files.keep(HERE, b"photo")).read_bytes() == b"photo"


def test_the_same_bytes_are_kept_once_a_county(root):
    assert files.keep(HERE, b"photo") == files.keep(HERE, b"photo") == files.keep(THERE, b"photo")
    assert [path.relative_to(root).parts[0] for path in all_files(root)] == [THERE, HERE]


def test_a_write_that_fails_leaves_nothing_behind(root, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.keep(HERE, b"photo")
    assert all_files(root) == []
