"""Which passwords are kept, and which of them may come back."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.people import password_history
from tests.factories import people

pytestmark = pytest.mark.usefixtures("session")
WORDS = ["Wheat-field 1", "Wheat-field 2", "Wheat-field 3"]


def replace(person, remembered):
    """One password after the other, as they are set."""
    for word in WORDS:
        password_history.remember(person, remembered)
        person.password_hash = people.quick_hash(word)


@pytest.mark.parametrize(
    ("remembered", "refused"),
    [(0, []), (1, WORDS[2:]), (2, WORDS[1:]), (3, WORDS), (9, WORDS)],
)
def test_so_many_last_ones_are_refused(remembered, refused):
    person = people.person()
    replace(person, remembered)
    found = []
    for word in WORDS:
        try:
            password_history.check(person, word, remembered)
        except Invalid:
            found.append(word)
    assert found == refused


def test_less_is_kept_once_less_is_asked_for():
    person = people.person()
    replace(person, 3)
    password_history.remember(person, 1)
    password_history.check(person, WORDS[0], 9)
