"""Addresses of our own files."""

import re

import pytest

from gridnet.web import assets


@pytest.fixture
def client(whole):
    return whole.test_client()


def test_a_file_of_this_version_is_kept_for_good(client):
    with client.get(assets.asset("js/app.js")) as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, assets.FOR_GOOD)


@pytest.mark.parametrize("address", ["/static/v-0123456789ab/js/app.js", "/static/js/app.js"])
def test_a_file_of_another_version_is_asked_for_each_time(client, address):
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_version_is_another_when_a_file_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    monkeypatch.setattr(assets, "_looked", {})
    monkeypatch.setattr(assets, "GOOD_FOR_S", 0)
    (tmp_path / "a.js").write_text("1")
    before = assets.version()
    (tmp_path / "a.js").write_text("22")
    assert re.fullmatch("[0-9a-f]{12}", before)
    assert assets.version() != before


def test_nothing_outside_the_folder_is_served(client):
    assert client.get(f"/static/v-{assets.version()}/../assets.py").status_code == 404
