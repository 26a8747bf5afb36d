"""Whether a request that carries our cookie was made by our own page. Pure.

A browser attaches the cookie to whatever any page asks of us. It also says where the request came from, in headers
that no page can forge: Sec-Fetch-Site over HTTPS and on the same machine, Origin with everything but plain reads.
So what changes something must come from our own pages by one of the two; programs use a token, which no browser
attaches by itself.
"""

from urllib.parse import urlsplit

from gridnet.base.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def check(method: str, host: str, *, site: str | None, origin: str | None) -> None:
    """Refuse what another site asks in the name of whoever is signed in; raises `NotAllowed`."""
    if method in SAFE:
        return
    is_ours = site == "same-origin" if site else origin is not None and urlsplit(origin).netloc == host
    if not is_ours:
        raise NotAllowed(
            "with a session, changes are only taken from our own pages (Sec-Fetch-Site or Origin); programs use a token"
        )


def check_sign_in(host: str, origin: str | None) -> None:
    """Refuse to sign a browser in at another site's wish, as somebody else; raises `NotAllowed`."""
    if origin is not None and urlsplit(origin).netloc != host:
        raise NotAllowed("sign in from our own page")
