"""What the lines of an explanation say, in Chinese and in English. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from gridnet.base import moment

Language = Literal["zh", "en"]
Words = Mapping[str, str]

UNITS: Mapping[Language, Mapping[str, str]] = {
    "zh": {"minute": "分钟", "working_hour": "工作小时", "working_day": "个工作日", "day": "日", "month": "个月"},
    "en": {
        "minute": "min",
        "working_hour": "working hours",
        "working_day": "working days",
        "day": "days",
        "month": "months",
    },
}
RULES: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "minute": "自起点时刻起昼夜连续计算（民法典第二百零一条）",
        "working_hour": "自起点时刻起在工作时段内计算（民法典第二百零一条）",
        "working_day": "开始的当日不计入，止于末一工作日下班时间（民法典第二百零一条、第二百零三条）",
        "day": "开始的当日不计入，末日为休息日的顺延，止于下班时间（民法典第二百零一条、第二百零三条）",
        "month": "按月计算，末日为到期月的对应日，无对应日的为月末，遇休息日顺延（民法典第二百零二条、第二百零三条）",
    },
    "en": {
        "minute": "runs day and night from the moment of the start (Civil Code, Art. 201)",
        "working_hour": "runs within working hours from the moment of the start (Civil Code, Art. 201)",
        "working_day": "the day of the start does not count; the last working day ends it (Civil Code, Art. 201, 203)",
        "day": "the day of the start does not count; a last day of rest gives way to the next working day; ends at "
        "close of business (Civil Code, Art. 201, 203)",
        "month": "ends on the day of the same number, or the last of its month; a last day of rest gives way to the "
        "next working day (Civil Code, Art. 202, 203)",
    },
}
REASONS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "waiting_for_resident": "等待群众",
        "court_or_appraisal": "诉讼或鉴定",
        "force_majeure": "不可抗力",
        "approved_delay": "批准延期",
    },
    "en": {
        "waiting_for_resident": "waiting for the resident",
        "court_or_appraisal": "court or appraisal",
        "force_majeure": "force majeure",
        "approved_delay": "approved delay",
    },
}
TEMPLATES: Mapping[Language, Words] = {
    "zh": {
        "limit": "时限 {amount} {unit}{share}：{rule}",
        "extension": "延期 {amount} {unit}，{from_at} 批准",
        "started": "起点 {from_at}",
        "not_counted": "不计 {from_at} 至 {to_at}：开始的当日",
        "counted": "计入 {from_at} 至 {to_at}：{counted}",
        "pause": "暂停 {from_at} 至 {to_at}：{reason}，扣除 {counted}",
        "end_of_day": "期满 {used_up}，末日止于 {to_at}（民法典第二百零三条）",
        "due": "到期 {to_at}（日历 {calendar} 第 {version} 版）",
        "open": "尚在暂停，到期时间随之后移",
        "provisional": "暂定：{years} 年日历尚未公布，暂按周一至周五计算，公布后重算",
        "standing": "截至 {to_at}：已用 {counted}（含暂停 {gross}），{left}",
        "left": "剩余 {0}",
        "late": "超时 {0}",
        "still": "至今",
        "share": "的 {0}%",
    },
    "en": {
        "limit": "limit {amount} {unit}{share}: {rule}",
        "extension": "extended by {amount} {unit}, granted {from_at}",
        "started": "started {from_at}",
        "not_counted": "not counted {from_at} to {to_at}: the day of the start",
        "counted": "counted {from_at} to {to_at}: {counted}",
        "pause": "paused {from_at} to {to_at}: {reason}, leaves out {counted}",
        "end_of_day": "used up {used_up}; the last day ends {to_at} (Civil Code, Art. 203)",
        "due": "due {to_at} (calendar {calendar}, version {version})",
        "open": "the clock stands still; the due time moves on until it runs again",
        "provisional": "provisional: the calendar of {years} is not published; Mondays to Fridays are assumed",
        "standing": "as of {to_at}: {counted} used ({gross} with pauses), {left}",
        "left": "{0} left",
        "late": "{0} late",
        "still": "now",
        "share": ", {0} % of it",
    },
}


class Told(Protocol):
    """A line, as far as it is worded."""

    @property
    def kind(self) -> str:
        """What it says."""

    @property
    def from_at(self) -> datetime | None:
        """Where it begins."""

    @property
    def to_at(self) -> datetime | None:
        """Where it ends."""

    @property
    def counted(self) -> timedelta | None:
        """How much it counts."""

    @property
    def about(self) -> Mapping[str, Any]:
        """What else it names."""


def write(line: Told, language: Language) -> str:
    """The line as a person reads it."""
    words = TEMPLATES[language]
    said = {name: make(line, language) for name, make in _PARTS.items() if f"{{{name}}}" in words[line.kind]}
    return words[line.kind].format(**{**line.about, **said})


def duration(length: timedelta, language: Language) -> str:
    """A length of time, to the second; working time is never turned into days."""
    minutes, seconds = divmod(round(abs(length.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    units = ("小时", "分", "秒") if language == "zh" else (" h ", " min ", " s ")
    found = "".join(f"{count}{unit}" for count, unit in zip((hours, minutes, seconds), units, strict=True) if count)
    return found.strip() or f"0{units[1]}".strip()


def _when(at: datetime | None, language: Language, *, ends: bool = False) -> str:
    """The time on the wall in China; a day ends at its 24:00."""
    if at is None:
        return TEMPLATES[language]["still"]
    local = moment.local(at)
    if ends and (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def _amount_counted(line: Told, language: Language) -> str:
    counted = line.counted or timedelta()
    if line.about.get("unit") in {"day", "month"} and not counted % timedelta(days=1):
        return f"{counted.days}{' ' if language == 'en' else ''}{UNITS[language]['day']}"
    return duration(counted, language)


def _share(line: Told, language: Language) -> str:
    percent = line.about["percent"]
    return "" if percent == 100 else TEMPLATES[language]["share"].format(percent)  # noqa: PLR2004 - the whole


def _left(line: Told, language: Language) -> str:
    left_s = line.about["left_s"]
    word = TEMPLATES[language]["late" if left_s < 0 else "left"]
    return word.format(duration(timedelta(seconds=left_s), language))


_PARTS: Mapping[str, Callable[[Told, Language], str]] = {
    "from_at": lambda line, language: _when(line.from_at, language),
    "to_at": lambda line, language: _when(line.to_at, language, ends=True),
    "used_up": lambda line, language: _when(line.from_at, language, ends=True),
    "counted": _amount_counted,
    "unit": lambda line, language: UNITS[language][line.about["unit"]],
    "rule": lambda line, language: RULES[language][line.about["unit"]],
    "share": _share,
    "reason": lambda line, language: REASONS[language].get(line.about["reason"], line.about["reason"]),
    "gross": lambda line, language: duration(timedelta(seconds=line.about["gross_s"]), language),
    "left": _left,
    "years": lambda line, _: ", ".join(map(str, line.about["years"])),
}
