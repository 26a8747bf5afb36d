"""Passwords: what makes a good one, and Argon2id to keep what recognises it."""

import re
import string
import unicodedata
from enum import StrEnum
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gridnet.base.errors import Invalid


class Weakness(StrEnum):
    """What is wrong with a password."""

    LENGTH = "length"
    MIXTURE = "mixture"
    COMMON = "common"
    NAME = "name"
    USED = "used"


class Weak(Invalid):
    """A password that is not taken, and why."""

    def __init__(self, detail: str, weakness: Weakness) -> None:
        super().__init__(detail, weakness=weakness)
        self.weakness = weakness


SHORTEST = 10
LONG = 12  # from here on the length is worth as much as a mixture
LONGEST = 128
CLASSES = 3
#: Passwords that pass the rule of classes and are guessed first, without digits and signs, in small letters.
COMMON = frozenset(
    {"password", "passwort", "passw", "woaini", "iloveyou", "welcome", "letmein", "admin", "administrator", "gridnet",
     "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "abc", "abcd",
     "abcde", "abcdef", "aaaa", "changeme", "default", "test", "guest", "root", "user", "dragon", "monkey",
     "sunshine", "princess", "football", "baseball", "master", "shadow", "superman", "trustno", "secret"}
)  # fmt: skip
_MADE_OF_COMMON = re.compile(f"(?:{'|'.join(sorted(COMMON, key=len, reverse=True))})+")
#: What fingers run along: the alphabet, the digits, the rows of keys.
_TRACKS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "qazwsxedcrfvtgbyhnujmikolp")
_SWAPPED = str.maketrans("@0134$57", "aoieasst")

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Verified against where there is no such login, so that the answer takes as long as for one that exists."""
    return _hasher.hash("nobody's password")


def check(password: str, *names: str) -> None:
    """Refuse a password that is too short, too plain, too common or made of one's own `names`; raises `Weak`.

    Twelve characters and more, or ten that mix three of four kinds (GB/T 22239-2019, 8.1.4.1 a); digits alone are a
    date or a telephone number, however many they are.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        sentence = f"a password has {LONG} to {LONGEST} characters, or {SHORTEST} when it mixes them"
        raise Weak(sentence, Weakness.LENGTH)
    kinds = {_kind(character) for character in password}
    if (len(password) < LONG and len(kinds) < CLASSES) or kinds == {"Nd"}:
        raise Weak(
            f"a password of less than {LONG} characters mixes three of: small letters, capitals, digits, others;"
            " one of digits alone is not taken",
            Weakness.MIXTURE,
        )
    plain = password.lower()
    word = plain.rstrip(string.digits + string.punctuation).translate(_SWAPPED)
    if any(map(_MADE_OF_COMMON.fullmatch, (_stem(plain), _stem(word)))) or _is_run(plain) or _is_monotonous(plain):
        raise Weak("this password is among the first to be guessed; choose another one", Weakness.COMMON)
    if any(name and name.lower() in plain for name in names):
        raise Weak("a password does not contain the login or the staff number", Weakness.NAME)


def _is_monotonous(plain: str) -> bool:
    return len(set(plain)) < SHORTEST // 2


def _is_run(plain: str) -> bool:
    """Whether most steps from one character to the next go along a track, forth or back."""
    steps = ["".join(pair) for pair in pairwise(plain)]
    along = [step for step in steps if any(step in track or step[::-1] in track for track in _TRACKS)]
    return len(along) * 4 >= len(steps) * 3


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    return category if category in {"Ll", "Lu", "Nd"} else "other"


def _stem(password: str) -> str:
    return "".join(character for character in password if character.isalpha())


def keep(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether `password` is the one kept; takes as long where nothing is kept."""
    try:
        return _hasher.verify(kept or _nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a kept password was hashed with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)
