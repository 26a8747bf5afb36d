"""The county in every key: a six-digit division code that has been read, never a bare string."""

import re
from typing import NewType

from gridnet.base.errors import Invalid

County = NewType("County", str)

CODE = re.compile(r"[0-9]{6}", re.ASCII)


def read(text: object) -> County:
    """The county named by `text`; raises `Invalid` for anything but six digits."""
    if not isinstance(text, str) or CODE.fullmatch(text) is None:
        raise Invalid(f"a county is a six-digit division code such as 410599, not {text!r}")
    return County(text)


def of(division_code: str) -> County:
    """The county that a division code of 6, 9 or 12 digits lies in."""
    return read(division_code[:6])
