"""The number of an incident, to be read out over the telephone: county, running number, check digit. Pure.

Made from the key alone, so that no counter row is fought over and no search is needed to find the
incident again. The last digit is a Damm check digit: every single wrong digit and every swap of neighbours
is caught before anything is looked up.
"""

from gridnet.base import county, tokens
from gridnet.base.county import County
from gridnet.base.errors import NotFound

COUNTY = 6
RUNNING = 8
LONGEST = 19
SEPARATORS = str.maketrans("", "", "- \u3000\u2013\uff0d")


def write(county_code: str, id_: int) -> str:
    """The number of incident `id_`, such as 410599-00012345-8."""
    running = f"{id_:0{RUNNING}d}"
    return f"{county_code}-{running}-{tokens.check_digit(county_code + running)}"


def read(number: str) -> tuple[County, int]:
    """The key behind a number, however it was spaced; raises `NotFound` for a slip."""
    digits = number.translate(SEPARATORS)
    if not (digits.isascii() and digits.isdigit() and COUNTY + RUNNING < len(digits) <= COUNTY + LONGEST + 1):
        raise NotFound(f"{number!r} is not an incident number; it looks like {write('410599', 12345)}")
    if not tokens.is_checked(digits):
        raise NotFound(f"{number!r} has a slip in it: its last digit does not fit. Read it again, digit by digit")
    return county.read(digits[:COUNTY]), int(digits[COUNTY:-1])
