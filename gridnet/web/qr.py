"""QR codes drawn into a page as they are."""

from urllib.parse import parse_qs, urlsplit

import segno
from markupsafe import Markup


def draw(text: str) -> Markup:
    """`text` as a QR code; black on white, whatever the theme, for cameras want it so."""
    drawn = segno.make(text, error="m").svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn from a text, which is in it as squares alone


def secret_of(address: str) -> str:
    """The secret of an otpauth address in groups of four, for whoever types it."""
    secret = parse_qs(urlsplit(address).query).get("secret", [""])[0]
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
