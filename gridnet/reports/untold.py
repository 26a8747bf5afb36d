"""The rates of the trade that cannot be told here, named with the reason rather than shown empty. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A rate of the trade that cannot be told, and why: what it would be worked out from is not recorded."""

    name_zh: str
    name_en: str
    why_zh: str
    why_en: str


#: Named instead of shown empty.
UNTOLD = (
    Untold(
        name_zh="满意率",
        name_en="Satisfaction",
        why_zh="满意 ÷ 评价：回访只记录已回访，不记录评价",
        why_en="satisfied out of rated: ringing back is recorded, an opinion is not",
    ),
    Untold(
        name_zh="化解率",
        name_en="Disputes resolved",
        why_zh="化解成功 ÷ 受理：调解结果未记录；处置、结案不等于化解",
        why_en="resolved out of accepted: how a mediation ended is not recorded, and handled or closed is not resolved",
    ),
    Untold(
        name_zh="核查按时派发率",
        name_en="Checks dispatched on time",
        why_zh="核查由值守岗位自行完成，没有单独的派发环节；见核查按时率",
        why_en="desks verify themselves, so that nothing is dispatched; see `on_time_verify`",
    ),
    Untold(
        name_zh="同一诉求人重复诉求率",
        name_en="Repeats of the same party",
        why_zh="联系方式加密保存，不比对诉求人；见重复诉求率",
        why_en="contacts are sealed, and nobody is recognised by them; see `repeats`",
    ),
)
