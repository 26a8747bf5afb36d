"""The map below our own layers."""

import pytest

from gridnet.base.settings import Settings
from gridnet.web import base_map


def test_there_is_none_by_default():
    assert base_map.read(Settings()) is None
    assert base_map.hosts(Settings()) == ()


def test_tianditu_is_a_picture_and_its_names_from_eight_hosts():
    settings = Settings(tianditu_key="KEY")
    found = base_map.read(settings)
    assert [len(layer) for layer in found.tiles] == [8, 8]
    assert found.min_zoom == 1  # its levels begin at 1
    assert all("tk=KEY" in address for layer in found.tiles for address in layer)
    assert base_map.hosts(settings)[0] == "https://t0.tianditu.gov.cn"


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("https://tiles.example.cn/{z}/{x}/{y}.png", ("https://tiles.example.cn",)),
        ("https://m{s}.example.cn:8443/{z}/{x}/{y}.png", tuple(f"https://m{n}.example.cn:8443" for n in range(8))),
    ],
)
def test_a_page_may_load_from_the_hosts_of_the_map_and_no_others(address, hosts):
    assert base_map.hosts(Settings(base_map_url=address)) == hosts


def test_a_map_in_gcj02_is_declared_so():
    settings = Settings(base_map_url="https://t.example.cn/{z}/{x}/{y}", base_map_datum="gcj02")
    assert base_map.describe(settings)["datum"] == "gcj02"
