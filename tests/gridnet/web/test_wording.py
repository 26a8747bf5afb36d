"""Every word of the pages has its Chinese, and no page says a word that nobody could translate."""

import re
from pathlib import Path

import pytest
from babel.messages import extract, pofile
from jinja2 import ext

from gridnet.web import sentences, wording

PRODUCT = Path(wording.__file__).parents[1]
TEMPLATES = sorted(PRODUCT.rglob("*.html"))
SCRIPTS = sorted((PRODUCT / "web" / "static" / "js").rglob("*.js"))
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
#: What stands in a template in one language because it is a name, or is said in both.
PLAIN = {"English", "P1", "P2", "CSV", "XLSX", "PDF", "GeoJSON", "JSON", "API", "TOTP"}

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NOT_WORDS = re.compile(r"\{#.*?#\}|<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
LOGIC = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TOLD_ATTRIBUTES = re.compile(r"""\b(?:title|aria-label|placeholder|alt)="([^"]*)\"""")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[A-Za-z]{2,}")


def in_python():
    for path in PRODUCT.rglob("*.py"):
        with path.open("rb") as file:
            yield from (message for _line, message, _notes, _context in extract.extract("python", file, KEYWORDS))


def in_templates():
    for path in TEMPLATES:
        with path.open("rb") as file:
            yield from (message for _line, _name, message, _notes in ext.babel_extract(file, KEYWORDS, (), {}))


def told():
    for message in [*in_python(), *in_templates()]:
        yield message[0] if isinstance(message, tuple) else message


@pytest.fixture(scope="module")
def chinese():
    return {
        message.id[0] if message.pluralizable else message.id: message for message in wording.read("zh") if message.id
    }


def test_every_word_of_the_pages_has_its_chinese(chinese):
    def has(word):
        found = chinese.get(word)
        return found is not None and all(found.string if found.pluralizable else [found.string])

    assert sorted({word for word in told() if not has(word)}) == []


def test_no_catalogue_has_a_word_that_nothing_says(chinese):
    assert sorted(set(chinese) - set(told())) == []


def test_what_is_filled_into_a_word_is_filled_into_its_chinese(chinese):
    def places(text):
        return sorted(re.findall(r"%\((\w+)\)s", text))

    def fits(message):
        if message.id in sentences.ALL:  # a refusal of the services may leave out what no reader of a page needs
            return set(places(message.string)) <= set(places(message.id))
        return places(message.id) == places(message.string)

    assert [each.id for each in chinese.values() if not each.pluralizable and not fits(each)] == []


def test_no_word_is_translated_in_two_ways():
    ways = {}
    for path in sorted((wording.CATALOGUES / "zh" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in pofile.read_po(file, locale="zh"):
                if message.id:
                    ways.setdefault(message.id, set()).add(str(message.string))
    assert sorted(str(word) for word, found in ways.items() if len(found) > 1) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_outside_its_translations(path):
    text = NOT_WORDS.sub(" ", path.read_text(encoding="utf-8"))
    shown = LOGIC.sub(" ", text)
    said = [*TOLD_ATTRIBUTES.findall(shown), TAG.sub(" ", shown)]
    assert sorted({word for part in said for word in WORD.findall(part)} - PLAIN) == []
    assert CHINESE.findall(re.sub(r"中文|zh-CN", "", text)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_holds_no_words(path):
    assert CHINESE.findall(path.read_text(encoding="utf-8")) == []


def test_catalogues_are_compiled_where_they_are_read(tmp_path):
    wording.compile_into(tmp_path)
    assert (tmp_path / "zh" / "LC_MESSAGES" / "messages.mo").stat().st_size > 100
    assert not list(tmp_path.rglob("*.po"))
