"""No code goes without a word in either language."""

from enum import StrEnum

import pytest

from gridnet.incidents.lifecycle import Role, State
from gridnet.reports.answering import Source
from gridnet.reports.exporting import listing, words
from gridnet.reports.exporting.words import Words
from gridnet.reports.funnel import Fate
from gridnet.reports.measures import Counting, Event, Pauses, Scope
from gridnet.reports.question import Basis, Boundaries, Cut

KINDS: dict[str, type[StrEnum]] = {
    "fate": Fate,
    "cut": Cut,
    "basis": Basis,
    "boundaries": Boundaries,
    "source": Source,
    "counting": Counting,
    "pauses": Pauses,
    "of": Scope,
    "role": Role,
    "state": State,
    "event": Event,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_of_a_kind_has_words(kind):
    assert {str(code) for code in KINDS[kind]} == words._VALUES[kind].keys()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_column_of_a_list_has_a_title(language):
    assert all(Words(language).label(code) for code in listing.COLUMNS)


def test_what_has_no_words_says_itself():
    assert Words("zh").value("cut", "410599001") == "410599001"
    assert Words("en").value("weekday", 7) == "Sunday"
