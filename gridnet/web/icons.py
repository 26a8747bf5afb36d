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
    drawn = _read(Path(current_app.extensions["gridnet"].page_libraries).absolute(), name)
    role = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(drawn) % role  # noqa: S704 - a file of a library, and a label that is escaped


@lru_cache(maxsize=512)
def _read(libraries: Path, name: str) -> str:
    drawn = (libraries / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = _SPACE.sub(" ", _COMMENT.sub("", drawn)).replace("%", "%%").strip()
    return re.sub(r'class="[^"]*"', 'class="icon" %s', drawn, count=1).replace(
        ' xmlns="http://www.w3.org/2000/svg"', ""
    )
