"""The codes of areas as files hold them: text, with its leading zeros; a number is turned into text, and told."""

import math
from typing import Any, NamedTuple


class Code(NamedTuple):
    """A code as text, empty if there is none, and what was done to it, empty if nothing."""

    text: str
    note: str = ""


def read_code(value: Any) -> Code:
    """The code in a field's value: text without blanks around it, 101.0 as 101, nothing for a missing value."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return Code("")
    if isinstance(value, float) and value.is_integer():
        return Code(str(int(value)), f"code {value} read as {int(value)}")
    return Code(str(value).strip())
