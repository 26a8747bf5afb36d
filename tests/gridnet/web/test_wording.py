"""Every word of the pages has its Chinese."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages import pofile

from gridnet.web import wording

WEB = Path(wording.__file__).parent
IN_TEMPLATE = re.compile(r"""_\(\s*"([^"]+)"\s*\)""")


def told():
    for path in WEB.rglob("*.html"):
        yield from IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "gettext"}:
                yield node.args[0].value


@pytest.fixture(scope="module")
def chinese():
    with (wording.CATALOGUES / "zh" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {entry.id: entry.string for entry in pofile.read_po(file, locale="zh") if entry.id}


def test_every_word_of_the_pages_has_its_chinese(chinese):
    assert sorted({word for word in told() if not chinese.get(word)}) == []


def test_the_catalogue_has_no_word_that_no_page_says(chinese):
    assert sorted(set(chinese) - set(told())) == []


def test_catalogues_are_compiled_where_they_are_read(tmp_path):
    wording.compile_into(tmp_path)
    assert (tmp_path / "zh" / "LC_MESSAGES" / "messages.mo").stat().st_size > 100
    assert not list(tmp_path.rglob("*.po"))
