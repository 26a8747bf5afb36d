"""The words of exports in both languages. Pure; a file is read without the service that made it, so it tells all."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("zh", "en")
MASKED = {"zh": "少于 5 件，不显示", "en": "masked"}

_LABELS: Mapping[str, tuple[str, str]] = {
    # what an answer is of
    "measure": ("指标", "Measure"),
    "scope": ("统计范围", "Division"),
    "period": ("统计期", "Period"),
    "basis": ("归期口径", "Which cases"),
    "boundaries": ("边界口径", "Boundaries"),
    "filters": ("筛选", "Narrowed to"),
    "limit": ("自定时限", "Limit of one's own"),
    "as_of": ("数据截至", "As of"),
    "source": ("数据来源", "Worked out from"),
    "permalink": ("固定链接", "Permalink"),
    "definition": ("指标定义", "Definition"),
    "facts": ("统计口径", "What it is of"),
    "definitions": ("指标定义", "Definitions"),
    "figures": ("统计结果", "Figures"),
    "before": ("对比期", "Compared with"),
    "funnel": ("从上报到统计", "From reported to measured"),
    "cases": ("事件清单", "Cases"),
    "all": ("合计", "All"),
    "none": ("（无）", "(none)"),
    # columns of figures
    "n": ("件数", "n"),
    "median_s": ("中位数", "Median"),
    "p90_s": ("第90百分位", "P90"),
    "waiting_median_s": ("中位数（含未结）", "Median, open ones too"),
    "waiting_p90_s": ("第90百分位（含未结）", "P90, open ones too"),
    "share": ("比率", "Share"),
    "share_low": ("比率下限", "Share, low"),
    "share_high": ("比率上限", "Share, high"),
    "in_limit": ("达标数", "Count"),
    "due": ("应达标数", "Out of"),
    "open_late": ("未完成且超时", "Open and late"),
    "reported": ("上报", "Reported"),
    "valid": ("有效", "Valid"),
    "zero": ("用时为零", "Took no time"),
    # columns of definitions
    "code": ("代码", "Code"),
    "name": ("名称", "Name"),
    "about": ("说明", "What it is"),
    "from_event": ("起点", "From"),
    "to_event": ("终点", "To"),
    "of": ("计量单位", "One for each"),
    "counting": ("计时方式", "Counted in"),
    "pauses": ("暂停", "Pauses"),
    "roles": ("职责", "Roles"),
    # columns of a list of cases
    "number": ("事件编号", "Number"),
    "category": ("类别", "Category"),
    "priority": ("优先级", "Priority"),
    "channel": ("来源", "Channel"),
    "state": ("状态", "State"),
    "division": ("所属区划", "Division"),
    "grid": ("网格", "Grid"),
    "beat": ("警格", "Beat"),
    "network": ("网络", "Network"),
    "reported_at": ("上报时间", "Reported"),
    "closed_at": ("结案时间", "Closed"),
    "fate": ("统计去向", "What became of it"),
    "seconds": ("用时", "Duration"),
    "open_s": ("已等待", "Open for"),
    "is_late": ("是否超时", "Late"),
}

_VALUES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "fate": {
        "duplicate": ("重复件", "duplicate"),
        "rejected": ("不予受理", "no case"),
        "start_missing": ("缺少起点时间", "start not stamped"),
        "stamp_missing": ("缺少终点时间", "end not stamped"),
        "impossible": ("时间顺序不成立", "impossible order"),
        "converted": ("转其他程序", "converted"),
        "open": ("尚未完成", "still open"),
        "no_limit": ("无时限", "no limit"),
        "no_clock": ("无计时", "no clock"),
        "not_due": ("未到时限", "not due yet"),
        "measured": ("计入统计", "measured"),
    },
    "cut": {
        "network": ("网络", "Network"),
        "grid": ("网格", "Grid"),
        "beat": ("警格", "Beat"),
        "village": ("村（社区）", "Village"),
        "township": ("乡镇（街道）", "Township"),
        "county": ("县（区）", "County"),
        "city": ("市", "City"),
        "province": ("省", "Province"),
        "station": ("派出所", "Station"),
        "category": ("类别", "Category"),
        "group": ("大类", "Group"),
        "priority": ("优先级", "Priority"),
        "role": ("职责", "Role"),
        "waited_for": ("被等待方", "Waited for"),
        "channel": ("来源", "Channel"),
        "hour": ("时段", "Hour"),
        "weekday": ("星期", "Weekday"),
        "month": ("月", "Month"),
        "week": ("周", "Week"),
        "day": ("日", "Day"),
    },
    "basis": {
        "reported": ("统计期内上报", "reported in the period"),
        "closed": ("统计期内结案", "closed in the period"),
    },
    "boundaries": {
        "then": ("按事发时边界", "as they were at the time"),
        "now": ("按现行边界", "as they are as of the answer"),
    },
    "source": {"exact": ("逐件计算", "every case"), "facts": ("日汇总数据", "daily facts")},
    "network": {"community": ("网格", "grid"), "police": ("警务", "police")},
    "waited_for": {"community": ("网格", "grid"), "police": ("警务", "police")},
    "counting": {"elapsed": ("自然时间", "elapsed time"), "working": ("时限日历", "calendar of the limit")},
    "pauses": {"gross": ("含暂停", "included"), "net": ("扣除暂停", "left out")},
    "of": {"leg": ("每件每网络", "case and network"), "incident": ("每件", "case"), "card": ("每张督办牌", "card")},
    "role": {"lead": ("主办", "lead"), "assist": ("协办", "assist"), "inform": ("知悉", "inform")},
    "state": {
        "assigned": ("已派单", "assigned"),
        "accepted": ("已接单", "accepted"),
        "departed": ("已出发", "departed"),
        "on_scene": ("已到场", "on scene"),
        "handling": ("处置中", "handling"),
        "suspended": ("中止", "suspended"),
        "handled": ("已处置", "handled"),
        "verified": ("已核查", "verified"),
        "closed": ("已结案", "closed"),
        "rejected": ("不予受理", "rejected"),
        "duplicate": ("重复件", "duplicate"),
        "converted": ("转其他程序", "converted"),
    },
    "event": {
        "reported": ("上报", "reported"),
        "assigned": ("派单", "assigned"),
        "accepted": ("接单", "accepted"),
        "departed": ("出发", "departed"),
        "arrived": ("到场", "arrived"),
        "contacted": ("联系群众", "contact with the resident"),
        "responded": ("首次响应", "first response"),
        "handled": ("处置", "handled"),
        "closed": ("结案", "closed"),
        "one_accepted": ("一方接单", "one network accepted"),
        "both_accepted": ("两方接单", "both accepted"),
        "due": ("到期", "due"),
        "detected": ("出牌", "card"),
    },
    "weekday": {
        "1": ("星期一", "Monday"),
        "2": ("星期二", "Tuesday"),
        "3": ("星期三", "Wednesday"),
        "4": ("星期四", "Thursday"),
        "5": ("星期五", "Friday"),
        "6": ("星期六", "Saturday"),
        "7": ("星期日", "Sunday"),
    },
    "cadence": {"weekly": ("统计周报", "Weekly report"), "monthly": ("统计月报", "Monthly report")},
    "late": {"True": ("超时", "late"), "False": ("", "")},
}

_NOTES: Mapping[str, tuple[str, str]] = {
    "percentiles": (
        "百分位数算法：逐件计算，次序统计量间线性插值（percentile_cont，Hyndman–Fan 第7类）。百分位数不能平均。",
        "Percentiles: linear interpolation between the cases (percentile_cont, Hyndman-Fan type 7); never averaged.",
    ),
    "percentiles_facts": (
        "百分位数算法：由可合并的日汇总草图（DDSketch）得出，与逐件计算相差不超过1%。百分位数不能平均。",
        "Percentiles: from sketches of each day (DDSketch), within 1 % of those between the cases; never averaged.",
    ),
    "intervals": ("比率区间：Wilson 法，95%。", "Intervals of shares: Wilson score, 95 %."),
    "waiting": (
        "“含未结”：把仍未完成的事件按已等待时间计入（Kaplan–Meier 法）。",
        "“Open ones too” counts cases that are still open with the time they have waited so far (Kaplan–Meier).",
    ),
    "masked": (
        "少于 5 件的组不显示；为防止由合计倒推，另有组一并不显示。共 {count} 组。",
        "Groups of fewer than 5 are masked, and others with them so that they cannot be worked out: {count} groups.",
    ),
    "no_names": (
        "本文件不含任何人的姓名、联系方式和事件正文。",
        "This file holds nobody's name, no contact and no story.",
    ),
    "readable": (
        "清单只列您有权查看的事件，件数可能少于统计数。",
        "The list holds the cases that you may read; they may be fewer than the figure counts.",
    ),
    "same": (
        "凭固定链接可得到与本文件相同的数字。",
        "The permalink gives the same figures as this file, whenever it is opened.",
    ),
    "missing": (
        "下列指标不能按此范围计算，未列出：{codes}。",
        "Left out, since they cannot be had for such a division: {codes}.",
    ),
    "same_facts": (
        "本文件由日汇总数据得出；迟到的记录会更新汇总，届时凭固定链接得到的数字会注明。",
        "Put together from daily facts, which late entries may move; the permalink then says so beside its figures.",
    ),
    "bars": ("各组中位数（条）与第90百分位（线）", "Median (bar) and P90 (tick) of each group"),
    "trend": ("中位数（蓝）与第90百分位（橙）的变化", "Median (blue) and P90 (orange) over time"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str

    def _of(self, both: tuple[str, str]) -> str:
        return both[LANGUAGES.index(self.language)]

    def label(self, code: str) -> str:
        """The name of a column, a fact or a table."""
        return self._of(_LABELS[code])

    def value(self, kind: str, code: object) -> str:
        """What a code of that kind means; the code itself where it is a number or a name."""
        known = _VALUES.get(kind, {}).get(str(code))
        return self._of(known) if known is not None else str(code)

    def note(self, code: str, **given: object) -> str:
        """A sentence."""
        return self._of(_NOTES[code]).format(**given)

    @property
    def masked(self) -> str:
        """What stands for figures that are not shown."""
        return MASKED[self.language]
