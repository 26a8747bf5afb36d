"""Fewer than five are not told, and what is told does not give them away by subtraction. Pure.

Beside the groups stands their total, so whoever knows all groups but one knows that one. Hence a second group is
masked with a first, and further ones, until together they hold at least five and leave at least two answers for each.

That protects every answer, its table and its file, by itself. It does not protect several answers laid beside each
other: March, and March without its first day, differ by that day, whatever is masked in either. Nothing short of
blurring all figures would, and a figure that is blurred can neither be checked against its cases nor opened again by
its permalink. So it is a rule for what is shown and handed on, not a wall between the person who asks and the cases:
that wall is who may ask at all (`scope`), of which division, and that every export is in the audit trail.
"""

from collections.abc import Sequence

FEWEST = 5

#: What is counted in a group: its valid cases, those measured. Each count must stay hidden where it is too small.
Counts = Sequence[int]


def is_few(counts: Counts) -> bool:
    """Whether any of the counts is too small to be told; none at all may be told."""
    return any(0 < count < FEWEST for count in counts)


def masked(groups: Sequence[Counts]) -> tuple[bool, frozenset[int]]:
    """Whether the total must be masked, and the places of the groups that must be.

    The groups are disjoint and their total is told. The largest remain told as long as that can be.
    """
    if is_few([sum(each) for each in zip(*groups, strict=True)]):
        return True, _any(groups)
    hidden = {place for place, counts in enumerate(groups) if is_few(counts)}
    spare = sorted(_any(groups) - hidden, key=lambda place: (sum(groups[place]), place))
    while hidden and not _are_safe([groups[place] for place in hidden]):
        if not spare:
            return True, _any(groups)
        hidden.add(spare.pop(0))
    return False, frozenset(hidden)


def _any(groups: Sequence[Counts]) -> frozenset[int]:
    return frozenset(place for place, counts in enumerate(groups) if any(counts))


def _are_safe(hidden: Sequence[Counts]) -> bool:
    """Whether the sums of these, which anybody can work out, tell none of them.

    Nobody is told which of the hidden counts are none, so a sum can be shared out in more than one way once it is
    one of five or more over two groups or more.
    """
    return len(hidden) > 1 and all(total == 0 or total >= FEWEST for total in map(sum, zip(*hidden, strict=True)))
