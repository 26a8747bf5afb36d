"""Which parts of a division are slow, told so that few cases do not make anybody the worst. Pure."""

from collections.abc import Sequence

from gridnet.reports import comparison
from gridnet.reports.schemas import GroupOut, TableOut
from gridnet.reports.statistics import Share


def slowest(groups: Sequence[GroupOut]) -> list[GroupOut]:
    """The groups whose figures are told, the worst first.

    Worst is the lowest upper end of the interval of the share in the limit: even with chance on its side it kept no
    more than that. Where that is the same, the longer P90 comes first.
    """
    return sorted(_told(groups), key=_badness)


def _told(groups: Sequence[GroupOut]) -> list[GroupOut]:
    return [each for each in groups if each.figures is not None and each.key[0] is not None and each.figures.n]


def _badness(group: GroupOut) -> tuple[float, float]:
    p90_s = group.figures.p90_s if group.figures else None
    return _high(group), -(p90_s or 0.0)


def is_noise(group: GroupOut, table: TableOut) -> bool:
    """Whether chance alone may explain how the group differs from all together, being one of those in the table."""
    figures, total = group.figures, table.total
    if figures is None or total is None:
        return True
    whole = Share(total.in_limit, total.due)
    return comparison.is_noise(Share(figures.in_limit, figures.due), whole, among=len(_told(table.groups)))


def slower(table: TableOut) -> list[GroupOut]:
    """The groups that are slower than all together by more than chance explains, the worst first."""
    total = table.total.share if table.total else None
    if total is None:
        return []
    return [each for each in slowest(table.groups) if _share(each) < total and not is_noise(each, table)]


def _share(group: GroupOut) -> float:
    share = group.figures.share if group.figures else None
    return 1.0 if share is None else share


def _high(group: GroupOut) -> float:
    high = group.figures.share_high if group.figures else None
    return 1.0 if high is None else high
