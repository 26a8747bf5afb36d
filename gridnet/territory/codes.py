"""Division codes: text of 6, 9 or 12 digits whose beginning names the division above. Pure."""

import re

from gridnet.base.errors import Invalid
from gridnet.territory.values import Level

_DIGITS = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}", re.ASCII)
_LEVELS = {9: Level.TOWNSHIP, 12: Level.VILLAGE}
COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12
GRID = 15


def read(text: str) -> str:
    """The code in its full form: 41 is 410000, 4105 is 410500, and three zeros at the end name the level above.

    Raises `Invalid` for anything else, above all for a code that has lost its leading zeros as a number.
    """
    code = text.strip()
    if _DIGITS.fullmatch(code) is None:
        raise Invalid(f"{text!r} is no division code; it has 2, 4, 6, 9 or 12 digits, and is text, not a number")
    code = code.ljust(COUNTY, "0")
    while len(code) > COUNTY and code.endswith("000"):
        code = code[:-3]
    return code


def level_of(code: str) -> Level:
    """The level that a full code names."""
    if len(code) > COUNTY:
        return _LEVELS[len(code)]
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if code.endswith("00") else Level.COUNTY


def parents_of(code: str) -> tuple[str, ...]:
    """The codes that may stand above a full code, the nearest first; a county may lie in no city."""
    if len(code) > COUNTY:
        return (code[:-3],)
    above = (f"{code[:4]}00", f"{code[:2]}0000")
    return tuple(each for each in above if each != code and len(each) == COUNTY and code != f"{code[:2]}0000")
