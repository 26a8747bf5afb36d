"""Staff and roster tables as people write them: columns found by their usual names, words by their meaning. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL
from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import Role

Word = TypeVar("Word")

#: What a column may be called, by what it holds.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "staff_no": ("staff_no", "staff number", "工号", "编号", "人员编号", "警号"),
    "name": ("name", "姓名", "人员姓名"),
    "login": ("login", "登录名", "账号", "用户名"),
    "phone": ("phone", "telephone", "手机", "手机号", "手机号码", "电话", "联系电话"),
    "role": ("role", "角色", "岗位", "职务", "人员类别"),
    "area": ("area", "area_code", "grid", "beat", "网格编码", "警格编码", "网格", "警格", "责任区", "区域编码"),
    "keeps": ("keeps", "责任", "主副", "主责"),
    "station": ("station", "station_code", "派出所", "派出所编码", "部门编码"),
    "scope": ("scope", "division", "区划代码", "辖区", "辖区编码", "行政区划代码"),
    "duty": ("duty", "duty_rule", "值班方式", "在岗方式"),
    "valid_from": ("valid_from", "from", "任职开始", "起始日期"),
    "valid_to": ("valid_to", "to", "任职结束", "截止日期"),
    "date": ("date", "日期", "值班日期"),
    "start": ("start", "上班", "上班时间", "开始", "起"),
    "end": ("end", "下班", "下班时间", "结束", "止"),
    "shift": ("shift", "班次"),
    "starts_at": ("starts_at", "开始时间", "值班开始"),
    "ends_at": ("ends_at", "结束时间", "值班结束"),
}
ROLES: Mapping[str, Role] = {role.value: role for role in Role} | {
    "网格员": Role.GRID_WORKER,
    "专职网格员": Role.GRID_WORKER,
    "兼职网格员": Role.GRID_HELPER,
    "微网格员": Role.GRID_HELPER,
    "网格长": Role.GRID_LEADER,
    "社区民警": Role.OFFICER,
    "驻村民警": Role.OFFICER,
    "民警": Role.OFFICER,
    "辅警": Role.AUXILIARY,
    "派出所值班": Role.STATION_DUTY,
    "值班民警": Role.STATION_DUTY,
    "村（社区）值班": Role.VILLAGE_DESK,
    "村值班": Role.VILLAGE_DESK,
    "社区值班": Role.VILLAGE_DESK,
    "乡镇综治中心": Role.TOWNSHIP_DESK,
    "乡镇值班": Role.TOWNSHIP_DESK,
    "综合受理窗口": Role.COUNTY_DESK,
    "部门": Role.DEPARTMENT_DESK,
    "部门值守": Role.DEPARTMENT_DESK,
    "派遣员": Role.DISPATCHER,
    "值班长": Role.DISPATCHER,
    "领导": Role.SUPERVISOR,
    "督办": Role.SUPERVISOR,
}
KEEPS: Mapping[str, Keeps] = {
    "primary": Keeps.PRIMARY,
    "主": Keeps.PRIMARY,
    "主责": Keeps.PRIMARY,
    "责任人": Keeps.PRIMARY,
    "deputy": Keeps.DEPUTY,
    "副": Keeps.DEPUTY,
    "副责": Keeps.DEPUTY,
    "协助": Keeps.DEPUTY,
}
RULES: Mapping[str, Rule] = {
    "rostered": Rule.ROSTERED,
    "排班": Rule.ROSTERED,
    "轮班": Rule.ROSTERED,
    "always": Rule.ALWAYS,
    "常在岗": Rule.ALWAYS,
    "长期": Rule.ALWAYS,
}
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
TIMES = ("%H:%M", "%H:%M:%S", "%H点%M分", "%H时%M分", "%H点", "%H时")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, and why."""

    number: int
    reason: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """What became of the rows of a file; added + changed + kept + rejected is all of them."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.added + self.changed + self.kept + len(self.rejected)


def columns(header: Sequence[str], named: Mapping[str, str], *, needs: Iterable[str]) -> dict[str, str]:
    """Which column holds what: as `named`, else by its usual name; raises `Invalid` where one of `needs` is missing."""
    for what, column in named.items():
        if what not in HEADERS:
            raise Invalid(f"there is nothing called {what}; known are: {', '.join(HEADERS)}")
        if column not in header:
            raise Invalid(f"there is no column {column!r}; the table has: {', '.join(header)}")
    plain = {name.strip().lower(): name for name in header}
    found = {what: plain[name] for what, names in HEADERS.items() for name in reversed(names) if name in plain}
    found |= named
    if missing := [what for what in needs if what not in found]:
        usual = ", ".join(f"{what} ({'/'.join(HEADERS[what][:3])})" for what in missing)
        raise Invalid(f"no column was found for {usual}; name it, such as --column {missing[0]}=…")
    return found


def cell(cells: Mapping[str, str], found: Mapping[str, str], what: str) -> str:
    """What a row says of `what`; empty where it says nothing."""
    return cells.get(found.get(what, ""), "").strip()


def word(text: str, known: Mapping[str, Word], what: str) -> Word:
    """What a word of the table means; raises `Invalid`."""
    try:
        return known[text.lower()]
    except KeyError:
        raise Invalid(f"{text!r} is no {what} known here; one of {', '.join(known)}") from None


def read_date(text: str) -> date:
    """A day, as people and workbooks write it; raises `Invalid`."""
    bare = text.removesuffix(" 00:00:00").removesuffix("T00:00:00")
    for format_ in DATES:
        try:
            return datetime.strptime(bare, format_).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Invalid(f"{text!r} is no date; write it as 2026-03-02")


def read_time(text: str) -> time:
    """A time of day; 24:00 is the end of the day and told apart by the caller. Raises `Invalid`."""
    for format_ in TIMES:
        try:
            return datetime.strptime(text, format_).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    raise Invalid(f"{text!r} is no time of day; write it as 08:00")


def read_moment(text: str) -> datetime:
    """A moment, local where it has no offset; a bare day is its midnight. Raises `Invalid`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day, _, clock = text.partition(" ")
        moment = datetime.combine(read_date(day), read_time(clock) if clock else time(0))
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def span(day: date, start: str, end: str) -> tuple[datetime, datetime]:
    """The shift of a day from one time to another; one that does not end later than it begins ends on the next day."""
    begins = datetime.combine(day, read_time(start), LOCAL)
    if end.strip() in {"24:00", "24:00:00", "24点", "24时"}:
        return begins, datetime.combine(day + timedelta(days=1), time(0), LOCAL)
    ends = datetime.combine(day, read_time(end), LOCAL)
    return begins, ends if ends > begins else datetime.combine(day + timedelta(days=1), ends.timetz())


def read_hours(text: str) -> tuple[str, str]:
    """The times of a named shift, written as 08:00-20:00; raises `Invalid`."""
    start, dash, end = text.replace("—", "-").replace("～", "-").replace("~", "-").partition("-")
    if not dash:
        raise Invalid(f"{text!r} are no hours; write them as 08:00-20:00")
    return start.strip(), end.strip()
