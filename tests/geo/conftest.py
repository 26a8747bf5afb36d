"""Outlines and files to try geometry on; the folder of real data, where there is one."""

import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import partition


@pytest.fixture(scope="session")
def real_data():
    """The folder of real boundary files; tests on it are skipped where it is not set."""
    folder = os.environ.get("GRIDNET_REAL_DATA")
    if not folder:
        pytest.skip("GRIDNET_REAL_DATA names no folder of real boundary files")
    return Path(folder)


@pytest.fixture(scope="session")
def county():
    """A crooked county of some 40 km with an exclave and a lake."""
    random = np.random.default_rng(7)
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    reach = 0.2 + 0.05 * np.sin(3 * angle) + random.uniform(-0.004, 0.004, angle.size)
    shell = np.column_stack((114 + 1.2 * reach * np.cos(angle), 36 + reach * np.sin(angle)))
    lake = shapely.box(114.02, 36.02, 114.05, 36.04)
    return shapely.MultiPolygon([shapely.Polygon(shell).difference(lake), shapely.box(114.4, 36.2, 114.43, 36.22)])


@pytest.fixture(scope="session")
def cells(county):
    """The county in 400 cells."""
    return partition.divide(county, 400, 1).cells
