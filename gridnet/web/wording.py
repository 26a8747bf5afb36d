"""The words of the pages in the viewer's language; English in the code, Chinese in catalogues, one a feature."""

import secrets
from gettext import NullTranslations
from pathlib import Path
from typing import cast

from babel.messages import Catalog, mofile, pofile
from flask import g, request
from flask_babel import get_translations
from flask_babel import gettext as translate

CATALOGUES = Path(__file__).parents[1] / "translations"
LANGUAGES = ("zh", "en")
COOKIE = "gridnet_language"


def locale() -> str:
    """The language asked for: by the page's own switch, else by the browser, else Chinese; looked up once a request."""
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "zh") or "zh"
    return cast("str", g.language)


def catalogue() -> NullTranslations:
    """The words of the viewer's language, looked up once a request: a page asks for a hundred of them."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return cast("NullTranslations", g.catalogue)


def look_up(message: str) -> str:
    """The message in the viewer's language, for templates, which fill in what is given themselves."""
    return catalogue().gettext(message)


def look_up_many(one: str, many: str, n: int) -> str:
    """As `look_up`, where the words depend on a number."""
    return catalogue().ngettext(one, many, n)


def gettext(message: str, **given: object) -> str:
    """The message in the viewer's language, with what is given filled in."""
    return str(translate(message, **given))


def read(language: str) -> Catalog:
    """All that is translated into `language`: every catalogue of its folder, taken together."""
    whole = Catalog(locale=language)
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as words:
            for message in pofile.read_po(words, locale=language):
                if message.id:
                    whole[message.id] = message
    return whole


def compile_into(folder: Path) -> Path:
    """Compile every language into `folder`, so that none is ever older than its words; returns the folder.

    Each is written whole and moved into place: processes that start together do not read a half of it.
    """
    for language in sorted(path.name for path in CATALOGUES.iterdir() if path.is_dir()):
        target = folder / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{secrets.token_hex(4)}")
        with part.open("wb") as compiled:
            mofile.write_mo(compiled, read(language))
        part.replace(target)
    return folder
