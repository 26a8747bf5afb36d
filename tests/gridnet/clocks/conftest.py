"""What tests of clocks share."""

import pytest

from gridnet.base import db
from gridnet.people.models import Person
from tests.factories import people
from tests.factories.clocks import COUNTY, DESK, OTHER, WORKER


@pytest.fixture
def persons(session):
    """Those the factories of clocks know by number, as persons who can be told of something."""
    for by in (WORKER, DESK, OTHER):
        if db.session.get(Person, (COUNTY, by.person_id)) is None:
            people.person(COUNTY, id=by.person_id)
