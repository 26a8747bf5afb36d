"""Which parts of a division are slow, told so that few cases do not make anybody the worst. Pure."""

from collections.abc import Sequence

from gridnet.reports.schemas import FiguresOut, GroupOut, TableOut


def slowest(groups: Sequence[GroupOut]) -> list[GroupOut]:
    """The groups whose figures are told, the worst first.

    Worst is the lowest upper end of the interval of the share in the limit: even with chance on its side it kept no
    more than that. Where that is the same, the longer P90 comes first.
    """
    told = [each for each in groups if each.figures is not None and each.key[0] is not None and each.figures.n]
    return sorted(told, key=_badness)


def _badness(group: GroupOut) -> tuple[float, float]:
    p90_s = group.figures.p90_s if group.figures else None
    return _high(group), -(p90_s or 0.0)


def is_noise(figures: FiguresOut, total: FiguresOut | None) -> bool:
    """Whether chance alone may explain how these differ from all together."""
    if total is None or total.share is None or figures.share_low is None or figures.share_high is None:
        return True
    return figures.share_low <= total.share <= figures.share_high


def slower(table: TableOut) -> list[GroupOut]:
    """The groups that are slower than all together by more than chance explains, the worst first."""
    total = table.total.share if table.total else None
    if total is None:
        return []
    return [each for each in slowest(table.groups) if _high(each) < total]


def _high(group: GroupOut) -> float:
    high = group.figures.share_high if group.figures else None
    return 1.0 if high is None else high
