"""How pages look to a browser."""

import pytest

from gridnet.web import look
from gridnet.web.look import Look


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        ("dark.large", Look("dark", "large")),
        ("light.normal", Look("light", "normal")),
        ("", Look()),  # never chosen
        ("pink.huge", Look()),  # what is not known is as the device has it
        ("dark", Look("dark", "normal")),
    ],
)
def test_the_look_is_read_from_the_cookie(cookie, found):
    assert look.read({look.COOKIE: cookie} if cookie else {}) == found


@pytest.mark.parametrize("chosen", [Look(), Look("dark", "large")])
def test_a_look_is_read_as_it_was_written(chosen):
    assert look.read({look.COOKIE: chosen.write()}) == chosen
