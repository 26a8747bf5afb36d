"""Refusals of the services in the viewer's language: their own English sentence known again, and said in Chinese.

A service refuses with a plain sentence, whoever asks: a program, a page, the command line. Here every sentence that
can reach a page stands as a pattern with its Chinese; what was filled in is taken out of the one and put into the
other. A test reads the services and finds the sentence that is missing here.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from flask_babel import get_locale, gettext
from flask_babel.speaklater import LazyString

from gridnet.web.admin import clock_words, people_words
from gridnet.web.sentences import boundaries, clocks, incidents, people, states, tables, whistle

ALL = (
    *people.SENTENCES,
    *tables.SENTENCES,
    *clocks.SENTENCES,
    *boundaries.SENTENCES,
    *incidents.SENTENCES,
    *whistle.SENTENCES,
)
#: Words that services fill into their sentences, by the names people use.
TERMS: Mapping[str, LazyString] = {
    **clock_words.UNITS,
    **clock_words.NETWORKS,
    **clock_words.MARKS,
    **people_words.KEEPS,
    **people_words.LEAVES,
    **people_words.ROLES,
    **states.STATES,
}
PLACE = re.compile(r"%\((\w+)\)s")
#: Three English words in a row: what nobody should read on a Chinese page.
ENGLISH = re.compile(r"\b[A-Za-z']+ [a-z']+ [a-z']+\b")


def find(sentence: str) -> str | None:
    """The sentence in the viewer's language, or None where no pattern is like it."""
    for pattern, told in _patterns():
        if match := pattern.fullmatch(sentence):
            return str(gettext(told)) % {name: _term(value) for name, value in match.groupdict().items()}
    return None


def tell(sentence: str, otherwise: object) -> str:
    """The sentence in the viewer's language; `otherwise` where it is English, unknown here, and they read Chinese."""
    if is_read(sentence):
        return sentence
    found = find(sentence)
    if found is None and ": " in sentence:  # a file's name, or a row's number, before what is wrong with it
        before, _, rest = sentence.partition(": ")
        found = f"{before}: {told}" if (told := find(rest)) else None
    return str(otherwise) if found is None else found


def is_read(sentence: str) -> bool:
    """Whether the viewer can read the sentence as it is: it is in their language already, or English is theirs."""
    locale = get_locale()
    return locale is None or locale.language == "en" or ENGLISH.search(sentence) is None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every sentence as a pattern, the most particular first."""
    each = sorted(ALL, key=lambda told: len(PLACE.sub("", told)), reverse=True)
    return tuple((re.compile("".join(_parts(told)), re.DOTALL), told) for told in each)


def _parts(sentence: str) -> Iterator[str]:
    for number, part in enumerate(PLACE.split(sentence)):
        yield f"(?P<{part}>.+?)" if number % 2 else re.escape(part.replace("%%", "%"))


def _term(value: str) -> str:
    """What was filled in, by the name people use; a reason within a sentence is a sentence of its own."""
    plain = value.strip("'\"")
    if plain in TERMS:
        return str(TERMS[plain])
    for mark in ("; ", ", "):
        if mark in plain:
            return mark.join(_term(each) for each in plain.split(mark))
    return find(plain) or plain
