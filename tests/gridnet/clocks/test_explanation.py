import json
from datetime import datetime, timedelta

import pytest

from gridnet.base.moment import LOCAL
from gridnet.clocks.explanation import explain
from gridnet.clocks.limits import Extension, Limit, Pause, Snapshot, Unit
from tests.factories import calendars

NATION = calendars.national()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def pause(first, last, reason="court_or_appraisal"):
    return Pause(at(first), at(last) if last else None, reason, 7)


def clock(amount, unit, start="2026-03-06T16:00"):
    return Snapshot(limit=Limit(amount, unit), started_at=at(start))


def told(snapshot, *pauses, extensions=(), **given):
    return explain(snapshot, pauses, extensions, NATION, **given)


def kinds(explanation):
    return [line.kind.value for line in explanation.lines]


def test_each_span_and_each_pause_stands_in_its_place():
    text = told(clock(4, Unit.WORKING_HOUR), pause("2026-03-09T09:00", "2026-03-09T09:30")).as_text("en").split("\n")
    assert text == [
        "limit 4 working hours: runs within working hours from the moment of the start (Civil Code, Art. 201)",
        "started 2026-03-06 16:00",
        "counted 2026-03-06 16:00 to 2026-03-06 17:30: 1 h 30 min",
        "counted 2026-03-09 08:30 to 2026-03-09 09:00: 30 min",
        "paused 2026-03-09 09:00 to 2026-03-09 09:30: court or appraisal, leaves out 30 min",
        "counted 2026-03-09 09:30 to 2026-03-09 11:30: 2 h",
        "due 2026-03-09 11:30 (calendar CN, version 1)",
    ]


def test_it_is_told_in_chinese():
    text = told(clock(4, Unit.WORKING_HOUR), pause("2026-03-09T09:00", "2026-03-09T09:30")).as_text().split("\n")
    assert text == [
        "时限 4 工作小时：自起点时刻起在工作时段内计算（民法典第二百零一条）",
        "起点 2026-03-06 16:00",
        "计入 2026-03-06 16:00 至 2026-03-06 17:30：1小时30分",
        "计入 2026-03-09 08:30 至 2026-03-09 09:00：30分",
        "暂停 2026-03-09 09:00 至 2026-03-09 09:30：诉讼或鉴定，扣除 30分",
        "计入 2026-03-09 09:30 至 2026-03-09 11:30：2小时",
        "到期 2026-03-09 11:30（日历 CN 第 1 版）",
    ]


def test_a_last_day_of_rest_is_told_with_the_law():
    lines = told(clock(8, Unit.DAY)).as_text("en").split("\n")
    assert lines[2:5] == [
        "not counted 2026-03-06 16:00 to 2026-03-06 24:00: the day of the start",
        "counted 2026-03-07 00:00 to 2026-03-14 24:00: 8 days",
        "used up 2026-03-14 24:00; the last day ends 2026-03-16 17:30 (Civil Code, Art. 203)",
    ]


def test_an_extension_of_another_unit_runs_when_the_limit_has_ended():
    more = [Extension(Limit(1, Unit.WORKING_DAY), at("2026-03-06T16:30"), 3)]
    explanation = told(clock(1, Unit.WORKING_HOUR), extensions=more)
    assert kinds(explanation) == [
        "limit",
        "extension",
        "started",
        "counted",
        "not_counted",
        "counted",
        "counted",
        "due",
    ]
    assert explanation.lines[1].about == {"amount": 1, "unit": "working_day", "id": 3}


def test_a_pause_is_told_once_though_two_units_run():
    more = [Extension(Limit(2, Unit.WORKING_DAY), at("2026-03-06T16:30"))]
    pauses = [
        pause("2026-03-05T10:00", "2026-03-05T11:00"),
        pause("2026-03-06T16:10", "2026-03-06T16:20"),
        pause("2026-03-09T09:00", "2026-03-09T10:00"),
        pause("2026-04-09T09:00", "2026-04-09T10:00"),
    ]
    paused = [
        line for line in told(clock(1, Unit.WORKING_HOUR), *pauses, extensions=more).lines if line.kind == "pause"
    ]
    assert [line.counted for line in paused] == [timedelta(minutes=minutes) for minutes in (0, 10, 60)]


def test_an_open_pause_is_told_as_such():
    explanation = told(clock(4, Unit.WORKING_HOUR), pause("2026-03-09T09:00", None))
    assert "paused 2026-03-09 09:00 to now: court or appraisal, leaves out 0 min" in explanation.as_text("en")
    assert kinds(explanation)[-1] == "open"


def test_a_year_that_is_not_published_is_told():
    assert "暂定：2027 年日历尚未公布" in told(clock(5, Unit.WORKING_DAY, "2026-12-30T09:00")).as_text()


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-03-09T09:00", "as of 2026-03-09 09:00: 2 h used (2 h with pauses), 2 h left"),
        ("2026-03-09T11:30", "as of 2026-03-09 11:30: 4 h used (4 h 30 min with pauses), 0 min left"),
        ("2026-03-09T15:00:05", "as of 2026-03-09 15:00:05: 5 h 5 s used (5 h 30 min 5 s with pauses), 1 h 5 s late"),
    ],
)
def test_how_it_stands_is_told(moment, said):
    explanation = told(clock(4, Unit.WORKING_HOUR), pause("2026-03-09T09:00", "2026-03-09T09:30"), at=at(moment))
    assert explanation.as_text("en").split("\n")[-1] == said


def test_a_share_of_the_limit_is_named():
    assert told(clock(4, Unit.WORKING_HOUR), percent=80).as_text("en").startswith("limit 4 working hours, 80 % of it:")
    assert told(clock(4, Unit.WORKING_HOUR), percent=80).as_text().startswith("时限 4 工作小时的 80%：")


def test_a_cause_without_words_of_its_own_is_told_as_it_is():
    assert "reopened" in told(clock(1, Unit.DAY), pause("2026-03-07T09:00", "2026-03-07T09:30", "reopened")).as_text()


def test_a_machine_reads_the_same():
    found = told(clock(4, Unit.WORKING_HOUR, "2026-12-31T16:00")).as_json()
    assert json.loads(json.dumps(found)) == found
    assert (found["due_at"], found["is_provisional"], found["years_missing"], found["is_open"]) == (
        "2027-01-01T03:00:00+00:00",
        True,
        [2027],
        False,
    )
    assert found["lines"][2] == {
        "kind": "counted",
        "from_at": "2026-12-31T08:00:00+00:00",
        "to_at": "2026-12-31T09:30:00+00:00",
        "counted_s": 5400.0,
        "about": {"unit": "working_hour"},
    }
