"""Tiles that are kept: drawn once a version and scope, never served to whom they are not for."""

import gzip

import pytest

from geo.datums import Datum
from gridnet.base.network import Network
from gridnet.base.reach import Part
from gridnet.territory import tile_cache
from gridnet.territory.tile_cache import Key
from gridnet.territory.tiles import Tile
from tests.factories.territory import COUNTY

WHOLE = Part(COUNTY, is_whole=True)
HERE = Tile(12, 3, 4)


def key(*, part=WHOLE, version="1-1", datum=Datum.WGS84, network=Network.POLICE, tile=HERE):
    return Key(part, network, version, datum, tile)


@pytest.fixture
def drawn():
    return []


@pytest.fixture
def get(tmp_path, drawn):
    def got(wanted, content=b"tile"):
        packed = tile_cache.get(tmp_path, wanted, lambda: drawn.append(wanted) or content)
        return gzip.decompress(packed)

    return got


def test_a_tile_is_drawn_once(get, drawn):
    assert [get(key()), get(key())] == [b"tile", b"tile"]
    assert len(drawn) == 1


@pytest.mark.parametrize(
    "other",
    [
        key(version="2-1"),
        key(datum=Datum.GCJ02),
        key(network=Network.COMMUNITY),
        key(tile=Tile(12, 4, 3)),
        key(part=Part("990102", is_whole=True)),
        key(part=Part(COUNTY, is_whole=False, prefixes=("990101001",))),
        key(part=Part(COUNTY, is_whole=False, area_ids=(7,))),
    ],
    ids=["version", "datum", "network", "place", "county", "division", "area"],
)
def test_another_one_is_drawn_for_itself(get, drawn, other):
    get(key())
    get(other)
    assert len(drawn) == 2


def test_nothing_is_kept_of_an_empty_tile(get, tmp_path):
    assert get(key(), b"") == b""
    assert list(tmp_path.rglob("*.gz")) == []


def test_the_newest_few_versions_are_kept(get, tmp_path):
    for number in range(6):
        get(key(version=f"{number}-1"))
    assert len(list((tmp_path / COUNTY / "police").iterdir())) == tile_cache.VERSIONS


def test_a_tile_that_was_not_written_whole_is_not_there(get, drawn, tmp_path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            get(key())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert get(key()) == b"tile"
