"""Icons, drawn by Lucide, put into the page as they are: no request, and the colour of the words beside them."""

import re
from functools import lru_cache
from pathlib import Path

from flask import current_app
from markupsafe import Markup

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"\s+")


def icon(name: str, label: str = "") -> Markup:
    """The icon called `name`; decoration, unless `label` says what it stands for."""
    drawn = _read(current_app.extensions["gridnet"].page_libraries, name)
    return drawn % Markup('role="img" aria-label="{}"').format(label) if label else _decoration(drawn)


@lru_cache(maxsize=512)
def _decoration(drawn: Markup) -> Markup:
    return drawn % Markup('aria-hidden="true"')


@lru_cache(maxsize=512)
def _read(libraries: Path, name: str) -> Markup:
    drawn = (libraries.absolute() / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = _SPACE.sub(" ", _COMMENT.sub("", drawn)).replace("%", "%%").strip()
    drawn = re.sub(r'class="[^"]*"', 'class="icon" %s', drawn, count=1)
    return Markup(drawn.replace(' xmlns="http://www.w3.org/2000/svg"', ""))  # noqa: S704 - a file of a library
