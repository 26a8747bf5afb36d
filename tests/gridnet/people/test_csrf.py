"""Whether a request with our cookie came from our own page."""

import pytest

from gridnet.base.errors import NotAllowed
from gridnet.people import csrf

HOST = "gridnet.example:8000"


@pytest.mark.parametrize(
    ("method", "site", "origin"),
    [
        ("GET", "cross-site", "https://elsewhere.example"),  # a link from elsewhere changes nothing
        ("HEAD", None, None),
        ("POST", "same-origin", None),
        ("POST", None, f"http://{HOST}"),  # an older browser, or plain HTTP
        ("DELETE", None, f"https://{HOST}"),  # TLS ends at a proxy
    ],
)
def test_our_own_pages_pass(method, site, origin):
    csrf.check(method, HOST, site=site, origin=origin)


@pytest.mark.parametrize(
    ("method", "site", "origin"),
    [
        ("POST", "cross-site", None),
        ("POST", "same-site", f"https://{HOST}"),  # a neighbour under the same domain
        ("POST", "none", None),  # typed or bookmarked: never how a change comes
        ("POST", None, "https://elsewhere.example"),
        ("POST", None, "null"),  # from a sandbox
        ("POST", None, None),  # says nothing
        ("PATCH", None, f"https://{HOST}.elsewhere.example"),
        ("DELETE", None, f"https://elsewhere.example/{HOST}"),
    ],
)
def test_other_sites_do_not_change_anything(method, site, origin):
    with pytest.raises(NotAllowed):
        csrf.check(method, HOST, site=site, origin=origin)


def test_nobody_is_signed_in_by_another_site():
    csrf.check_sign_in(HOST, None)
    csrf.check_sign_in(HOST, f"http://{HOST}")
    with pytest.raises(NotAllowed):
        csrf.check_sign_in(HOST, "https://elsewhere.example")
