"""The rates, as the trade calls them, each with its numerator and its denominator. Pure.

What is on time is held against what *should have* been done, not against what was: a case that is open and late
counts as late (so ten that should have been handled, six in time, two late, two open and late are 60 %, not 75 %).
A case whose limit has not come yet and that is not done is not due, and counted as such beside the rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gridnet.base.errors import Invalid
from gridnet.incidents.lifecycle import Role
from gridnet.reports.measures import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The definition of a rate: what is counted (`did`) out of what (`should`)."""

    code: str
    name_zh: str
    name_en: str
    scope: Scope
    did_zh: str
    did_en: str
    should_zh: str
    should_en: str
    stage: str | None = None
    roles: frozenset[Role] = frozenset(Role)
    less_is_better: bool = False


_DOERS = frozenset({Role.LEAD, Role.ASSIST})
_LEAD = frozenset({Role.LEAD})

_ALL = (
    Rate(
        code="on_time_accept",
        name_zh="按时接单率",
        name_en="Accepted on time",
        scope=Scope.LEG,
        stage="accept",
        did_zh="时限内接单",
        did_en="accepted within the limit",
        should_zh="应接单：已接单，或时限已到",
        should_en="should have been accepted: accepted, or the limit has come",
    ),
    Rate(
        code="on_time_arrive",
        name_zh="按时到场率",
        name_en="Arrived on time",
        scope=Scope.LEG,
        stage="arrive",
        roles=_DOERS,
        did_zh="时限内到场（或时限内已处置完毕；P3、P4 时限内电话联系上报人）",
        did_en="arrived within the limit (or handled within it; of P3 and P4 also: rang up the reporter within it)",
        should_zh="应到场：已到场或已响应，或时限已到",
        should_en="should have arrived: arrived or responded, or the limit has come",
    ),
    Rate(
        code="handled",
        name_zh="处置率",
        name_en="Handled",
        scope=Scope.LEG,
        stage="handle",
        roles=_LEAD,
        did_zh="已处置",
        did_en="handled",
        should_zh="应处置：已处置，或时限已到",
        should_en="should have been handled: handled, or the limit has come",
    ),
    Rate(
        code="on_time_handle",
        name_zh="按时处置率",
        name_en="Handled on time",
        scope=Scope.LEG,
        stage="handle",
        roles=_LEAD,
        did_zh="时限内处置",
        did_en="handled within the limit",
        should_zh="应处置：已处置，或时限已到",
        should_en="should have been handled: handled, or the limit has come",
    ),
    Rate(
        code="on_time_verify",
        name_zh="核查按时率",
        name_en="Verified on time",
        scope=Scope.LEG,
        stage="verify",
        roles=_LEAD,
        did_zh="时限内核查",
        did_en="verified within the limit",
        should_zh="应核查：已核查，或时限已到",
        should_en="should have been verified: verified, or the limit has come",
    ),
    Rate(
        code="on_time_follow_up",
        name_zh="按时回访率",
        name_en="Followed up on time",
        scope=Scope.LEG,
        stage="follow_up",
        roles=_LEAD,
        did_zh="时限内回访",
        did_en="followed up within the limit",
        should_zh="应回访：已回访，或时限已到",
        should_en="should have been followed up: followed up, or the limit has come",
    ),
    Rate(
        code="filing",
        name_zh="立案率",
        name_en="Filed",
        scope=Scope.INCIDENT,
        did_zh="立案：未在接单前被退回",
        did_en="filed: not rejected before anybody accepted it",
        should_zh="有效上报（不含重复件）",
        should_en="valid reports (without duplicates)",
    ),
    Rate(
        code="on_time_filing",
        name_zh="按时立案率",
        name_en="Filed on time",
        scope=Scope.LEG,
        stage="accept",
        roles=_LEAD,
        did_zh="主办方在接单时限内接单",
        did_en="accepted by the lead within the limit for accepting",
        should_zh="应立案：主办方已接单，或接单时限已到而未被退回（严于“÷ 立案数”）",
        should_en="should have been filed: accepted by the lead, or its limit has come and it was not rejected "
        "(stricter than out of those filed)",
    ),
    Rate(
        code="accurate_filing",
        name_zh="准确立案率",
        name_en="Accurately filed",
        scope=Scope.INCIDENT,
        did_zh="立案后未作废",
        did_en="filed and not voided afterwards",
        should_zh="立案数",
        should_en="filed",
    ),
    Rate(
        code="on_time_dispatch",
        name_zh="按时派遣率",
        name_en="Dispatched on time",
        scope=Scope.LEG,
        stage="accept",
        did_zh="接单时限内派到具体责任人，或由值守岗位接单",
        did_en="given to a person, or accepted by the desk it waited at, within the limit for accepting",
        should_zh="应派遣：已派到人或已接单，或接单时限已到",
        should_en="should have been dispatched: given to a person or accepted, or the limit for accepting has come",
    ),
    Rate(
        code="accurate_dispatch",
        name_zh="准确派遣率",
        name_en="Accurately dispatched",
        scope=Scope.LEG,
        did_zh="未被责任人退回",
        did_en="not given back by whoever it was given to",
        should_zh="已派遣",
        should_en="dispatched",
    ),
    Rate(
        code="closing",
        name_zh="结案率",
        name_en="Closed",
        scope=Scope.INCIDENT,
        did_zh="已结案",
        did_en="closed",
        should_zh="应结案：立案且未转其他程序",
        should_en="should be closed: filed and not converted into another procedure",
    ),
    Rate(
        code="on_time_close",
        name_zh="按时结案率",
        name_en="Closed on time",
        scope=Scope.INCIDENT,
        did_zh="已结案，且处置、核查均未超时（历史件：未超其自带时限）",
        did_en="closed, neither handled nor verified late (imported history: within the limit it came with)",
        should_zh="应结案：已结案，或处置、核查时限已过（非除以已结案数）",
        should_en="should be closed: closed, or overdue to be handled or verified (not out of the closed ones)",
    ),
    Rate(
        code="solved_village",
        name_zh="网格、村级化解占比",
        name_en="Solved by grid or village",
        scope=Scope.INCIDENT,
        did_zh="首次处置由网格员、社区民警、网格长或村级岗位完成",
        did_en="first handled by a grid worker, a community officer, a grid leader or a village desk",
        should_zh="已处置且知道由谁处置（历史件不在其中）",
        should_en="handled, and known by whom (imported history is not in it)",
    ),
    Rate(
        code="solved_township",
        name_zh="乡镇级化解占比",
        name_en="Solved by the township",
        scope=Scope.INCIDENT,
        did_zh="首次处置由乡镇岗位或派出所值班完成",
        did_en="first handled by a township desk or the duty of a police station",
        should_zh="已处置且知道由谁处置（历史件不在其中）",
        should_en="handled, and known by whom (imported history is not in it)",
    ),
    Rate(
        code="solved_county",
        name_zh="县级化解占比",
        name_en="Solved by the county",
        scope=Scope.INCIDENT,
        did_zh="首次处置由县级岗位或指挥调度完成",
        did_en="first handled by a county desk or a dispatcher",
        should_zh="已处置且知道由谁处置（历史件不在其中）",
        should_en="handled, and known by whom (imported history is not in it)",
    ),
    Rate(
        code="valid_report",
        name_zh="有效上报率",
        name_en="Valid patrol reports",
        scope=Scope.INCIDENT,
        did_zh="网格员上报中既未被退回也不重复",
        did_en="neither rejected nor a duplicate",
        should_zh="网格员巡查上报（渠道为网格员手机）",
        should_en="reports of grid workers on patrol (channel GRID_APP)",
    ),
    Rate(
        code="repeats",
        name_zh="重复诉求率",
        name_en="Repeated reports",
        scope=Scope.INCIDENT,
        did_zh="被认定为已登记事项的重复上报（不论是否同一诉求人：联系方式加密保存，不作比对）",
        did_en="found to be of a matter already reported, by whomever (contacts are sealed and not compared)",
        should_zh="全部上报，含重复件",
        should_en="all reports, duplicates among them",
        less_is_better=True,
    ),
    Rate(
        code="rework",
        name_zh="返工率",
        name_en="Reworked",
        scope=Scope.INCIDENT,
        did_zh="核查后返工",
        did_en="sent back for rework",
        should_zh="已处置",
        should_en="handled",
        less_is_better=True,
    ),
    Rate(
        code="reopened",
        name_zh="重新打开率",
        name_en="Reopened",
        scope=Scope.INCIDENT,
        did_zh="结案后重新打开",
        did_en="reopened after closing",
        should_zh="曾结案",
        should_en="closed at least once",
        less_is_better=True,
    ),
    Rate(
        code="verified_closure",
        name_zh="核实结案率",
        name_en="Verified closure",
        scope=Scope.INCIDENT,
        did_zh="结案前经核查，且此后未重新打开",
        did_en="verified before closing, and not reopened since",
        should_zh="曾结案",
        should_en="closed at least once",
    ),
    Rate(
        code="dual_response",
        name_zh="双网响应率",
        name_en="Dual response",
        scope=Scope.INCIDENT,
        did_zh="两网均按时接单并按时到场",
        did_en="both networks accepted and arrived within their limits",
        should_zh="需要两网共同行动，且两网均已行动或时限已到",
        should_en="both networks had to act, and each has acted or its limit has come",
    ),
)

RATES: Mapping[str, Rate] = {each.code: each for each in _ALL}


def get(code: str) -> Rate:
    """The rate of that code; raises `Invalid`."""
    found = RATES.get(code)
    if found is None:
        raise Invalid(f"there is no rate {code!r}; GET /api/v1/reports/measures lists them")
    return found
