"""What notices say, in both languages. Pure; every word that can leave the house stands on this page.

A message may lie open on a telephone or in a group, so it says what is due and where to look it up, and nothing of
who is concerned: `check` lets no other parameters through than these, and they hold no text anybody typed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from gridnet.base import moment

LANGUAGES = ("zh", "en")
LONGEST = 120
COLON = re.compile(r"[:：]")


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is sent: a title and lines of plain text."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Words:
    """A title and lines; a line whose parameters are not all there is left out."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice: which parameters it takes, and its words."""

    takes: frozenset[str]
    zh: Words
    en: Words


_CASE = frozenset({"number", "category_zh", "category_en", "priority"})
_CLOCK = _CASE | {"network", "stage", "due_at"}
_DUTY = frozenset({"what", "since"})
_WHISTLE = _CASE | {"meet_at"}
_ANSWER = _CASE | {"department_zh", "department_en"}
_REPORT = frozenset({"cadence", "scope", "first_day", "last_day"})
_CASE_ZH, _CASE_EN = "{number}　{category}", "{number} · {category}"
_DUE_ZH, _DUE_EN = "{network}{stage}时限：{due_at}", "{network}, to {stage} by {due_at}"

KINDS: Mapping[str, Kind] = {
    "leg_assigned": Kind(
        _CLOCK | {"role"},
        Words("新派单：{number}", (_CASE_ZH, "您的职责：{role}", "请于 {due_at} 前接单")),
        Words("Assigned to you: {number}", (_CASE_EN, "Your part: {role}", "Accept by {due_at}")),
    ),
    "clock_reminder": Kind(
        _CLOCK | {"percent"},
        Words("即将超时：{number}", (_CASE_ZH, _DUE_ZH, "时限已用 {percent}%")),
        Words("Due soon: {number}", (_CASE_EN, _DUE_EN, "{percent} % of the time is used up")),
    ),
    "card_yellow": Kind(
        _CLOCK,
        Words("黄牌：{number} 已超时", (_CASE_ZH, _DUE_ZH, "请处理并写明超时原因")),
        Words("Yellow card: {number} is late", (_CASE_EN, _DUE_EN, "Act, and give the reason")),
    ),
    "card_red": Kind(
        _CLOCK,
        Words("红牌：{number} 严重超时", (_CASE_ZH, _DUE_ZH, "已上报上一级，可改派")),
        Words("Red card: {number} is long overdue", (_CASE_EN, _DUE_EN, "Raised to the next level, who may reassign")),
    ),
    "case_conference": Kind(
        _CLOCK,
        Words("需要会商：{number}", (_CASE_ZH, _DUE_ZH, "红牌后仍未办结，请组织会商或领导包案")),
        Words("Case conference: {number}", (_CASE_EN, _DUE_EN, "Still open after the red card; call a conference")),
    ),
    "card_cancelled": Kind(
        _CLOCK | {"level"},
        Words("撤销督办：{number}", (_CASE_ZH, _DUE_ZH)),
        Words("Card cancelled: {number}", (_CASE_EN, _DUE_EN)),
    ),
    "pause_asked": Kind(
        _CLOCK,
        Words("中止计时申请待批：{number}", (_CASE_ZH, _DUE_ZH, "批准前计时不停，请尽快决定")),
        Words("Pause asked: {number}", (_CASE_EN, _DUE_EN, "The clock runs on until somebody decides")),
    ),
    "pause_decided": Kind(
        _CLOCK | {"decision"},
        Words("中止计时申请已答复：{number}", (_CASE_ZH, "结果：{decision}", _DUE_ZH)),
        Words("Pause decided: {number}", (_CASE_EN, "Decision: {decision}", _DUE_EN)),
    ),
    "extension_asked": Kind(
        _CLOCK,
        Words("延期申请待批：{number}", (_CASE_ZH, _DUE_ZH, "请在时限前决定")),
        Words("Extension asked: {number}", (_CASE_EN, _DUE_EN, "Decide before the limit")),
    ),
    "extension_decided": Kind(
        _CLOCK | {"decision"},
        Words("延期申请已答复：{number}", (_CASE_ZH, "结果：{decision}", _DUE_ZH)),
        Words("Extension decided: {number}", (_CASE_EN, "Decision: {decision}", _DUE_EN)),
    ),
    "deadline_moved": Kind(
        _CLOCK,
        Words("时限有变：{number}", (_CASE_ZH, _DUE_ZH)),
        Words("Deadline moved: {number}", (_CASE_EN, _DUE_EN)),
    ),
    "whistle_called": Kind(
        _WHISTLE | {"due_at"},
        Words("吹哨报到：{number}", (_CASE_ZH, "请于 {meet_at} 前到场", "请于 {due_at} 前签收")),
        Words("Called to report: {number}", (_CASE_EN, "Be there by {meet_at}", "Acknowledge by {due_at}")),
    ),
    "whistle_insisted": Kind(
        _WHISTLE,
        Words("再次吹哨：{number}", (_CASE_ZH, "乡镇坚持请贵单位到场", "请于 {meet_at} 前到场")),
        Words("Called again: {number}", (_CASE_EN, "The township insists that you come", "Be there by {meet_at}")),
    ),
    "whistle_withdrawn": Kind(
        _WHISTLE,
        Words("吹哨已撤回：{number}", (_CASE_ZH, "不必再到场")),
        Words("Called off: {number}", (_CASE_EN, "You need not come any more")),
    ),
    "whistle_declined": Kind(
        _ANSWER,
        Words("部门退回：{number}", (_CASE_ZH, "{department}退回了吹哨，请坚持或撤回")),
        Words("Declined: {number}", (_CASE_EN, "{department} has declined; insist, or call them off")),
    ),
    "whistle_arrived": Kind(
        _ANSWER,
        Words("部门已到场：{number}", (_CASE_ZH, "{department}已到场")),
        Words("On the spot: {number}", (_CASE_EN, "{department} has arrived")),
    ),
    "whistle_done": Kind(
        _ANSWER,
        Words("部门已办完：{number}", (_CASE_ZH, "{department}已办完，请评价")),
        Words("To be rated: {number}", (_CASE_EN, "{department} says that it is done; rate it")),
    ),
    "sweep_missing": Kind(
        frozenset({"since", "minutes"}),
        Words("计时检查停摆", ("自 {since} 起没有一次时限检查完成（{minutes} 分钟）", "请检查 worker 进程")),
        Words("No sweep has finished", ("Nothing was checked since {since} ({minutes} minutes)", "Look at the worker")),
    ),
    "clock_fault": Kind(
        frozenset({"count"}),
        Words("有计时无法处理", ("{count} 个计时已搁置，请在系统中查看",)),
        Words("Clocks were set aside", ("{count} clocks could not be handled; look at them in the system",)),
    ),
    "report_ready": Kind(
        _REPORT,
        Words(
            "统计报告：{cadence}，{first_day} 至 {last_day}", ("统计范围：区划 {scope}", "报告见附件，也可登录系统下载")
        ),
        Words(
            "Report: {cadence}, {first_day} to {last_day}",
            ("Division {scope}", "The report is attached; it can also be had in the system"),
        ),
    ),
    "report_failed": Kind(
        _REPORT,
        Words("报告生成失败：{first_day} 至 {last_day}", ("{cadence}，区划 {scope}", "请登录系统查看原因并重试")),
        Words(
            "A report could not be made: {first_day} to {last_day}",
            ("{cadence}, division {scope}", "See why in the system, and try again"),
        ),
    ),
    "report_ended": Kind(
        _REPORT,
        Words("报告订阅已停止", ("{cadence}，区划 {scope}", "您不再有权查看该区划的统计")),
        Words(
            "A subscription has ended",
            ("{cadence}, division {scope}", "None of your positions lets you look at its figures any more"),
        ),
    ),
    "swap_asked": Kind(
        _DUTY,
        Words("有人请您换班", ("对方班次：{since} 起", "请登录系统答复是否同意")),
        Words("Somebody asks to swap a shift with you", ("Their shift from {since} on", "Sign in to say yes or no")),
    ),
    "duty_waiting": Kind(
        _DUTY,
        Words("申请待批：{what}", ("自 {since} 起", "批准后值班表才会更改，请尽快决定")),
        Words("A request waits for you: {what}", ("From {since} on", "The roster changes once you have approved it")),
    ),
    "duty_answered": Kind(
        _DUTY | {"outcome"},
        Words("申请已答复：{what}，{outcome}", ("自 {since} 起",)),
        Words("Your request: {what}, {outcome}", ("From {since} on",)),
    ),
    "delivery_given_up": Kind(
        frozenset(),
        Words("有通知无法送达", ("多次发送失败，已放弃，请在系统中检查通道",)),
        Words("Notices could not be delivered", ("Messages were given up; look at their channels in the system",)),
    ),
}

_ZH: Mapping[str, Mapping[str, str]] = {
    "stage": {"accept": "接单", "arrive": "到场", "handle": "处置", "verify": "核查", "follow_up": "回访"}
    | {"acknowledge": "签收", "attend": "到场报到"},
    "role": {"lead": "主办", "assist": "协办", "inform": "知悉"},
    "network": {"community": "网格", "police": "警务", "department": "部门"},
    "decision": {"granted": "同意", "refused": "不同意"},
    "level": {"yellow": "黄牌", "red": "红牌", "conference": "会商"},
    "cadence": {"weekly": "周报", "monthly": "月报"},
    "what": {"leave": "请假", "swap": "换班"},
    "outcome": {"approved": "已批准", "declined": "未批准", "refused": "对方不同意", "withdrawn": "已撤回"},
}
_EN: Mapping[str, Mapping[str, str]] = {
    "stage": {"follow_up": "follow up", "attend": "report on the spot"},
    "network": {"community": "grid", "police": "police", "department": "department"},
    "cadence": {"weekly": "weekly", "monthly": "monthly"},
    "what": {"swap": "swapping shifts"},
    "outcome": {"refused": "the other person said no", "withdrawn": "taken back"},
}
_MOMENTS = frozenset({"due_at", "meet_at", "since"})
_FOOT = {
    "zh": "编号 {ref}。详情请登录系统查看；同一编号重复收到时以一次为准。",
    "en": "Ref {ref}. Sign in for the rest; the same ref again is the same message.",
}
_MANY = {"zh": "您有 {count} 条通知", "en": "{count} notices for you"}
_MORE = {"zh": "另有 {count} 条，请登录系统查看", "en": "and {count} more; sign in to read them"}
_CODE = {
    "zh": Words("通道验证码", ("验证码：{code}", "请在 {minutes} 分钟内填入系统；不是您本人操作请忽略。")),
    "en": Words("Code for your channel", ("Code: {code}", "Type it in within {minutes} minutes, or ignore this.")),
}
#: Lines a digest holds at most; a message of hundreds would be cut by the services anyway.
DIGEST_LINES = 20


def check(kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as they are kept; raises `ValueError` for a kind or a parameter that has no words here."""
    known = KINDS.get(kind)
    if known is None:
        raise ValueError(f"there is no wording for a notice {kind!r}")
    others = params.keys() - known.takes
    if others:
        raise ValueError(f"a notice {kind} does not take {', '.join(sorted(others))}")
    return {name: _kept(name, value) for name, value in params.items() if value is not None}


def _kept(name: str, value: object) -> str | int:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) <= LONGEST:
        return str(value)
    if isinstance(value, int):
        return value
    raise ValueError(f"{name}={value!r} is no parameter of a notice: a moment, a number or a short word is")


def render(kind: str, params: Mapping[str, Any], language: str) -> Message:
    """A notice in words."""
    known = KINDS[kind]
    return _fill(known.en if language == "en" else known.zh, said(params, language))


def compose(notices: Sequence[tuple[str, Mapping[str, Any]]], language: str, ref: str) -> Message:
    """One message about one notice or several (kind and parameters), with the reference that tells a repetition."""
    each = [render(kind, params, language) for kind, params in notices]
    foot = _FOOT[language].format(ref=ref)
    if len(each) == 1:
        return Message(each[0].title, f"{each[0].body}\n{foot}")
    titles = [message.title for message in each[:DIGEST_LINES]]
    if len(each) > DIGEST_LINES:
        titles.append(_MORE[language].format(count=len(each) - DIGEST_LINES))
    return Message(_MANY[language].format(count=len(each)), "\n".join((*titles, foot)))


def code(secret: str, minutes: int, language: str) -> Message:
    """The message that proves a channel."""
    return _fill(_CODE[language], {"code": secret, "minutes": str(minutes)})


def said(params: Mapping[str, Any], language: str) -> dict[str, str]:
    """The parameters in words of a language."""
    words = _EN if language == "en" else _ZH
    found = {name: words.get(name, {}).get(str(value), str(value)) for name, value in params.items()}
    for name in _MOMENTS & params.keys():
        found[name] = f"{moment.local(datetime.fromisoformat(params[name])):%Y-%m-%d %H:%M}"
    named = {name: params.get(f"{name}_{language}") for name in ("category", "department")}
    return found | {name: str(value) for name, value in named.items() if value is not None}


def _fill(words: Words, said_: Mapping[str, str]) -> Message:
    lines = [line.format(**said_) for line in words.lines if _names(line) <= said_.keys()]
    title = words.title.format(**said_) if _names(words.title) <= said_.keys() else COLON.split(words.title)[0]
    return Message(title, "\n".join(lines))


def _names(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
