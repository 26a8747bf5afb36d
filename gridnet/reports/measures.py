"""What is measured: each duration defined once, from which event to which, and what is left out of it and why. Pure.

Names and formulas follow the usage of the trade; whatever reports show refers to these definitions by their codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gridnet.base.errors import Invalid
from gridnet.incidents.lifecycle import Role


class Event(StrEnum):
    """A moment in the life of a case."""

    REPORTED = "reported"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CONTACTED = "contacted"
    RESPONDED = "responded"  # arrived or in contact with the resident, whichever came first
    HANDLED = "handled"
    CLOSED = "closed"
    ONE_ACCEPTED = "one_accepted"  # the first of the two networks accepted
    BOTH_ACCEPTED = "both_accepted"  # the second one did
    DUE = "due"
    DETECTED = "detected"


class Scope(StrEnum):
    """What one duration is of: a network's part of an incident, the whole incident, or a card of the watch."""

    LEG = "leg"
    INCIDENT = "incident"
    CARD = "card"


class Counting(StrEnum):
    """In what time it is counted: by the clock on the wall, or as the clock of its limit counts it."""

    ELAPSED = "elapsed"
    WORKING = "working"


class Pick(StrEnum):
    """Which one counts where an event happened more than once."""

    FIRST = "first"
    LAST = "last"


class Pauses(StrEnum):
    """Whether granted pauses are in it (gross) or left out (net)."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The definition of a duration. `stage` names the clock whose limit it is held against, where there is one."""

    code: str
    name_zh: str
    name_en: str
    from_event: Event
    to_event: Event
    scope: Scope
    counting: Counting = Counting.ELAPSED
    pick: Pick = Pick.FIRST
    pauses: Pauses = Pauses.GROSS
    stage: str | None = None
    roles: frozenset[Role] = frozenset(Role)
    about_zh: str
    about_en: str


_DOERS = frozenset({Role.LEAD, Role.ASSIST})
_LEAD = frozenset({Role.LEAD})

_ALL = (
    Measure(
        code="dispatch",
        name_zh="派单用时",
        name_en="Dispatch time",
        from_event=Event.REPORTED,
        to_event=Event.ASSIGNED,
        scope=Scope.LEG,
        about_zh="从上报到首次派给该网络的责任人；转派不重新起算。",
        about_en="From the report to the first assignment in that network; a hand-over does not begin it again.",
    ),
    Measure(
        code="accept",
        name_zh="接单用时",
        name_en="Acceptance time",
        from_event=Event.ASSIGNED,
        to_event=Event.ACCEPTED,
        scope=Scope.LEG,
        stage="accept",
        about_zh="从首次派单到该网络首次接单；中间转派的时间计入。是否按时看接单时钟，任何一次超时即为超时。",
        about_en="From the first assignment to the first acceptance in that network, hand-overs included. "
        "On time means that no acceptance clock of the leg ran over.",
    ),
    Measure(
        code="accept_net",
        name_zh="接单净用时",
        name_en="Acceptance time, net",
        from_event=Event.ASSIGNED,
        to_event=Event.ACCEPTED,
        scope=Scope.LEG,
        counting=Counting.WORKING,
        pick=Pick.LAST,
        pauses=Pauses.NET,
        stage="accept",
        about_zh="接单时钟实际计入的时间：按时限所用的日历计，扣除批准的暂停。",
        about_en="What the acceptance clocks counted: in the calendar of the limit, granted pauses left out.",
    ),
    Measure(
        code="depart",
        name_zh="出发用时",
        name_en="Turnout time",
        from_event=Event.ACCEPTED,
        to_event=Event.DEPARTED,
        scope=Scope.LEG,
        roles=_DOERS,
        about_zh="从接单到出发；知悉方不到场，不在其中。",
        about_en="From acceptance to setting out; whoever is only informed does not set out and is not in it.",
    ),
    Measure(
        code="travel",
        name_zh="路途用时",
        name_en="Travel time",
        from_event=Event.DEPARTED,
        to_event=Event.ARRIVED,
        scope=Scope.LEG,
        roles=_DOERS,
        about_zh="从出发到到场；知悉方不在其中。",
        about_en="From setting out to arrival; whoever is only informed is not in it.",
    ),
    Measure(
        code="arrive",
        name_zh="到场用时",
        name_en="Arrival time",
        from_event=Event.ASSIGNED,
        to_event=Event.ARRIVED,
        scope=Scope.LEG,
        stage="arrive",
        roles=_DOERS,
        about_zh="从首次派单到该网络首次到场；知悉方不在其中。未到场即处置完毕的，计为缺少到场时间。"
        "是否按时看首次响应（到场）时钟：P3、P4 电话联系上报人即算响应。",
        about_en="From the first assignment to the first arrival in that network; whoever is informed is not in it. "
        "What was handled without anybody arriving lacks the stamp. Whether in time says the clock of the first "
        "response: of P3 and P4 a call to the reporter is one.",
    ),
    Measure(
        code="on_scene",
        name_zh="现场用时",
        name_en="Time on scene",
        from_event=Event.ARRIVED,
        to_event=Event.HANDLED,
        scope=Scope.LEG,
        roles=_DOERS,
        about_zh="从该网络首次到场到首次处置完毕；没有到场时间的，计为缺少起点时间。",
        about_en="From the first arrival in that network to its first handling; without an arrival the start lacks.",
    ),
    Measure(
        code="response",
        name_zh="首次响应用时",
        name_en="First response time",
        from_event=Event.REPORTED,
        to_event=Event.RESPONDED,
        scope=Scope.INCIDENT,
        about_zh="从上报到任一网络首次到场或首次电话联系上报人，以先者为准；两者皆无即处置完毕的，计为缺少时间。",
        about_en="From the report to the first arrival or the first call to the reporter, of either network, "
        "whichever came first. What was handled without either lacks the stamp.",
    ),
    Measure(
        code="contact",
        name_zh="首次联系用时",
        name_en="First contact time",
        from_event=Event.REPORTED,
        to_event=Event.CONTACTED,
        scope=Scope.INCIDENT,
        about_zh="从上报到首次电话联系上报人，任一网络；没有联系即处置完毕的，计为缺少联系时间。",
        about_en="From the report to the first call to the reporter, by either network. What was handled without one "
        "lacks the stamp.",
    ),
    Measure(
        code="handle",
        name_zh="处置用时",
        name_en="Handling time",
        from_event=Event.ASSIGNED,
        to_event=Event.HANDLED,
        scope=Scope.LEG,
        stage="handle",
        roles=_LEAD,
        about_zh="主办方从首次派单到首次处置完毕，含暂停；返工不重新起算。",
        about_en="Of the lead: from the first assignment to the first handling, pauses included; rework is not in it.",
    ),
    Measure(
        code="handle_net",
        name_zh="处置净用时",
        name_en="Handling time, net",
        from_event=Event.ASSIGNED,
        to_event=Event.HANDLED,
        scope=Scope.LEG,
        counting=Counting.WORKING,
        pick=Pick.LAST,
        pauses=Pauses.NET,
        stage="handle",
        roles=_LEAD,
        about_zh="主办方处置时钟实际计入的时间：按时限所用的日历计，扣除批准的暂停，含返工。",
        about_en="What the handling clock of the lead counted: in the calendar of the limit, granted pauses left out, "
        "rework included.",
    ),
    Measure(
        code="close",
        name_zh="结案用时",
        name_en="Closing time",
        from_event=Event.REPORTED,
        to_event=Event.CLOSED,
        scope=Scope.INCIDENT,
        pick=Pick.LAST,
        about_zh="从上报到结案；重新打开的，以最后一次结案为准，未再结案的算未结。导入的历史件按其自带时限判断是否按时。",
        about_en="From the report to the closing; what was reopened counts with its last closing, until then as open. "
        "Imported history is held against the limit it came with.",
    ),
    Measure(
        code="dual_gap",
        name_zh="双网时差",
        name_en="Dual gap",
        from_event=Event.ONE_ACCEPTED,
        to_event=Event.BOTH_ACCEPTED,
        scope=Scope.INCIDENT,
        about_zh="需要两网共同行动的事件：先接单一方与后接单一方相差的时间。只需一方知悉的不在其中。",
        about_en="Of incidents that both networks act on: from the acceptance of the one to that of the other. What "
        "one network is only informed of is not in it.",
    ),
    Measure(
        code="detection_lag",
        name_zh="发现时差",
        name_en="Detection lag",
        from_event=Event.DUE,
        to_event=Event.DETECTED,
        scope=Scope.CARD,
        about_zh="从时限到期到系统出牌；衡量的是系统自身。",
        about_en="From a mark of a clock falling due to its card; it measures the system itself.",
    ),
)

MEASURES: Mapping[str, Measure] = {each.code: each for each in _ALL}

#: What shows that an event can no longer be stamped: any of these came after it.
LATER: Mapping[Event, tuple[Event, ...]] = {
    Event.ASSIGNED: (Event.ACCEPTED, Event.DEPARTED, Event.ARRIVED, Event.HANDLED),
    Event.ACCEPTED: (Event.DEPARTED, Event.ARRIVED, Event.HANDLED),
    Event.DEPARTED: (Event.ARRIVED, Event.HANDLED),
    Event.ARRIVED: (Event.HANDLED,),
    Event.CONTACTED: (Event.HANDLED,),
    Event.RESPONDED: (Event.HANDLED,),
}


def get(code: str) -> Measure:
    """The measure of that code; raises `Invalid`."""
    found = MEASURES.get(code)
    if found is None:
        raise Invalid(f"there is no measure {code!r}; GET /api/v1/reports/measures lists them")
    return found
