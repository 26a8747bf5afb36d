"""Columns that the database must not read: names, telephone numbers and contacts, sealed with AES-256-GCM."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unreadable(Exception):
    """No key of this installation opens the field, or it was moved from where it was sealed."""


_ring: list[AESGCM] = []


def configure(keys: tuple[bytes, ...]) -> None:
    """Take the key ring: the first key seals, every key opens, so that keys can be rotated."""
    _ring[:] = [AESGCM(key) for key in keys]


def seal(text: str, context: str) -> bytes:
    """`text` encrypted, bound to `context` (table, column and county), so that it opens nowhere else."""
    nonce = os.urandom(NONCE)
    return nonce + _ring[0].encrypt(nonce, text.encode(), context.encode())


def open_(sealed: bytes, context: str) -> str:
    """The text that was sealed for `context`; raises `Unreadable`."""
    nonce, body = sealed[:NONCE], sealed[NONCE:]
    for key in _ring:
        try:
            return key.decrypt(nonce, body, context.encode()).decode()
        except (InvalidTag, ValueError):  # ValueError: cut off within the nonce
            continue
    raise Unreadable(f"no key opens this field of {context}")
