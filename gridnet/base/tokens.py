"""Secrets that we hand out and recognise again without keeping them, and digits that catch a slip of the tongue."""

import hashlib
import hmac
import secrets

#: Quasigroup of order 10 of the Damm code: catches every single wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def fresh() -> str:
    """A new secret of 256 bits, safe in a URL and a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is kept of a secret. It has full entropy, so a plain hash serves; passwords go through Argon2id instead."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, kept: bytes) -> bool:
    """Whether `secret` is the one kept, in constant time."""
    return hmac.compare_digest(digest(secret), kept)


def check_digit(digits: str) -> str:
    """The Damm check digit of a string of decimal digits."""
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return str(state)


def is_checked(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    return check_digit(digits) == "0"
