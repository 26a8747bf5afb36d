"""A staffed county with two departments, and a case they can be called to."""

from types import SimpleNamespace

import pytest

from tests.factories import incidents, whistles


@pytest.fixture
def scene(service):
    """The county, a lamp that is out in it, the urban management with a desk and the housing bureau without."""
    county = incidents.staffed()
    cg, zj = whistles.department(), whistles.department("DEPT-ZJ")
    return SimpleNamespace(county=county, case=incidents.incident(), cg=cg, zj=zj, desk=whistles.desk(cg))
