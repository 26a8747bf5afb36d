"""How the installation is."""

import pytest

from gridnet.base import vitals
from gridnet.base.vitals import Disk
from tests.architecture.sources import ROOT


@pytest.mark.usefixtures("session")
def test_the_database_says_what_it_is():
    found = vitals.database()
    assert found.revision == (ROOT / "migrations" / "HEAD").read_text().strip()
    assert found.size > 0
    assert 0 < found.connections <= found.most_connections
    assert not found.is_standby


def test_the_disk_says_how_much_is_free(tmp_path):
    found = vitals.disk(tmp_path)
    assert 0 <= found.free <= found.total
    assert 0.0 <= found.share_free <= 1.0


@pytest.mark.parametrize(
    ("disk", "share"),
    [
        (Disk(100, 25), 0.25),
        (Disk(100, 0), 0.0),
        (Disk(0, 0), 0.0),  # a file system that tells nothing divides by nothing
    ],
)
def test_the_free_share_is_a_part_of_the_whole(disk, share):
    assert disk.share_free == share
