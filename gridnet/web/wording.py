"""The words of the pages in the viewer's language; English in the code, Chinese in the catalogue beside it."""

import secrets
from pathlib import Path

from babel.messages import mofile, pofile
from flask import request

CATALOGUES = Path(__file__).parents[1] / "translations"
LANGUAGES = ("zh", "en")
COOKIE = "gridnet_language"


def locale() -> str:
    """The language asked for: by the page's own switch, else by the browser, else Chinese."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "zh") or "zh"


def compile_into(folder: Path) -> Path:
    """Compile every catalogue into `folder`, so that none is ever older than its words; returns the folder.

    Each is written whole and moved into place: processes that start together do not read a half of it.
    """
    for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"):
        target = folder / path.relative_to(CATALOGUES).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{secrets.token_hex(4)}")
        with path.open("rb") as words, part.open("wb") as compiled:
            mofile.write_mo(compiled, pofile.read_po(words, locale=path.parents[1].name))
        part.replace(target)
    return folder
