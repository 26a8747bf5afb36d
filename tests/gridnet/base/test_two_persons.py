"""What takes two persons."""

import pytest

from gridnet.base import two_persons
from gridnet.base.errors import NotAllowed


def test_one_person_does_not_do_both_steps():
    with pytest.raises(NotAllowed, match="two persons"):
        two_persons.check(7, 7)


@pytest.mark.parametrize(("first", "second"), [(7, 8), (None, 8), (7, None), (None, None)])
def test_another_person_or_the_command_line_does_the_second_step(first, second):
    two_persons.check(first, second)
