"""What notices say, and what they never say."""

from datetime import UTC, datetime

import pytest

from gridnet.notices import wording

CASE = {"number": "410599-00000012-3", "category_zh": "邻里纠纷", "category_en": "Neighbours' dispute"}
DUE = {"network": "police", "stage": "accept", "due_at": "2026-03-10T04:30:00+00:00"}


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("kind", wording.KINDS)
def test_every_kind_has_words_in_both_languages_with_all_parameters_and_with_none(kind, language):
    known = wording.KINDS[kind]
    every = dict.fromkeys(known.takes, "7") | dict.fromkeys(
        known.takes & {"due_at", "meet_at", "since"}, "2026-03-10T04:30:00+00:00"
    )
    full, bare = wording.render(kind, every, language), wording.render(kind, {}, language)
    words = known.en if language == "en" else known.zh
    assert full.body.count("\n") == len(words.lines) - 1
    assert bare.title
    assert "{" not in full.title + full.body + bare.title + bare.body


def test_moments_are_said_in_local_time_and_codes_in_words():
    told = wording.render("card_yellow", CASE | DUE, "zh")
    assert "警务接单时限：2026-03-10 12:30" in told.body
    assert "police, to accept by 2026-03-10 12:30" in wording.render("card_yellow", CASE | DUE, "en").body


def test_a_line_without_its_parameter_is_left_out():
    assert "前接单" not in wording.render("leg_assigned", CASE, "zh").body
    assert "前接单" in wording.render("leg_assigned", CASE | DUE, "zh").body


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("leg_assigned", {"name": "张三"}),
        ("leg_assigned", {"text": "打架"}),
        ("leg_assigned", {"address": "示例路 7 号"}),
        ("leg_assigned", {"phone": "13800000000"}),
        ("nonsense", {}),
        ("leg_assigned", {"number": "x" * 121}),
        ("leg_assigned", {"number": ["a"]}),
        ("leg_assigned", {"number": {"text": "打架"}}),
    ],
)
def test_what_is_no_parameter_of_the_kind_is_refused(kind, params):
    with pytest.raises(ValueError, match=r"wording|does not take|no parameter"):
        wording.check(kind, params)


def test_no_kind_takes_a_name_a_text_or_an_address():
    takes = set().union(*(kind.takes for kind in wording.KINDS.values()))
    assert takes == {
        "number", "category_zh", "category_en", "priority", "network", "stage", "due_at", "role", "percent", "level",
        "decision", "since", "minutes", "count", "cadence", "scope", "first_day", "last_day", "what", "outcome",
        "meet_at", "department_zh", "department_en",
    }  # fmt: skip


def test_moments_are_kept_as_text_and_what_is_missing_is_not_kept():
    kept = wording.check("leg_assigned", {"due_at": datetime(2026, 3, 10, tzinfo=UTC), "role": None})
    assert kept == {"due_at": "2026-03-10T00:00:00+00:00"}


def test_a_message_names_the_reference_that_tells_a_repetition():
    one = wording.compose([("leg_assigned", CASE)], "en", "410599-7")
    assert "Ref 410599-7." in one.body
    assert CASE["number"] in one.title


def test_several_become_one_with_a_line_each():
    digest = wording.compose([("leg_assigned", CASE)] * 3, "zh", "410599-7")
    assert digest.title == "您有 3 条通知"
    assert digest.body.count(CASE["number"]) == 3


def test_a_digest_of_hundreds_stays_short():
    digest = wording.compose([("leg_assigned", CASE)] * 300, "en", "410599-7")
    assert "and 280 more" in digest.body
    assert digest.body.count("\n") == wording.DIGEST_LINES + 1


def test_braces_in_a_parameter_stay_braces():
    assert "{due_at}" in wording.render("leg_assigned", {"number": "{due_at}"}, "zh").title
