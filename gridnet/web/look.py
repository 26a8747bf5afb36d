"""How pages look to this browser: light, dark or as the device has it, and how large the type is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

COOKIE = "gridnet_look"
THEMES = ("auto", "light", "dark")
TYPES = ("normal", "large")


@dataclass(frozen=True, slots=True)
class Look:
    """A theme and a size of type."""

    theme: str = "auto"
    type: str = "normal"

    def write(self) -> str:
        """As the cookie keeps it."""
        return f"{self.theme}.{self.type}"


def read(cookies: Mapping[str, str]) -> Look:
    """The look the browser asks for; what is not known is as the device has it."""
    theme, _, type_ = cookies.get(COOKIE, "").partition(".")
    return choose(theme, type_)


def choose(theme: str, type_: str) -> Look:
    """The look of these names, where they are any."""
    return Look(theme if theme in THEMES else "auto", type_ if type_ in TYPES else "normal")
