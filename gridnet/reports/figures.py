"""From cases to figures, and from figures to an answer. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gridnet.reports import masking, survival
from gridnet.reports.funnel import Fate, Funnel
from gridnet.reports.statistics import Percentile, Sample, Share

#: The key of a group: one value a cut, None where the case has none (such as a place outside every village).
Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases as columns: keys, fate, duration, how long those open have been so, and whether they are due and late."""

    keys: Sequence[Key]
    fate: npt.NDArray[np.str_]
    seconds: npt.NDArray[np.float64]
    open_s: npt.NDArray[np.float64]
    is_due: npt.NDArray[np.bool_]
    is_late: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.fate)

    def only(self, places: npt.NDArray[Any]) -> "Cases":
        """Those at these places."""
        keys = [self.keys[place] for place in np.arange(len(self))[places]] if self.keys else ()
        columns = (self.fate, self.seconds, self.open_s, self.is_due, self.is_late)
        return Cases(keys, *(column[places] for column in columns))

    def by_key(self) -> Iterator[tuple[Key, "Cases"]]:
        """The groups, in the order of their keys, those without a value last."""
        places: dict[Key, list[int]] = {}
        for place, key in enumerate(self.keys):
            places.setdefault(key, []).append(place)
        for key in sorted(places, key=lambda each: [(part is None, part or "") for part in each]):
            yield key, self.only(np.array(places[key]))

    def held_against(self, limit_s: float) -> "Cases":
        """The same, due and late by a limit in seconds instead of their clocks'."""
        measured = self.fate == Fate.MEASURED
        lasted = np.where(measured, self.seconds, self.open_s)
        is_late = np.nan_to_num(lasted, nan=0.0) > limit_s
        return Cases(self.keys, self.fate, self.seconds, self.open_s, measured | is_late, is_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is said of a group of cases. `n` counts those measured (of a rate: those that should have been done).

    `share` are those in their limit out of those due; the open ones whose limit has passed are among the due, and
    `open_late` says how many. The waiting percentiles take account of whoever still waits.
    """

    n: int
    funnel: Funnel
    share: Share
    open_late: int = 0
    median: Percentile | None = None
    p90: Percentile | None = None
    waiting_median_s: float | None = None
    waiting_p90_s: float | None = None

    @classmethod
    def of(cls, cases: Cases) -> "Figures":
        """The figures of these cases."""
        is_measured, is_open = cases.fate == Fate.MEASURED, cases.fate == Fate.OPEN
        due = cases.is_due & (is_measured | is_open)
        seconds = cases.seconds[is_measured]
        seconds = seconds[~np.isnan(seconds)]
        waiting = cases.open_s[is_open]
        knows = not np.isnan(waiting).any()  # of working time nobody has counted how long the open ones have lasted
        sample = Sample.of(seconds)
        return cls(
            n=int(is_measured.sum()),
            funnel=Funnel.of(cases.fate.tolist(), zero=int((seconds == 0).sum())),
            share=Share(int((due & ~cases.is_late).sum()), int(due.sum())),
            open_late=int((due & is_open & cases.is_late).sum()),
            median=sample.percentile(50),
            p90=sample.percentile(90),
            waiting_median_s=survival.percentile(seconds, waiting, 50) if knows else None,
            waiting_p90_s=survival.percentile(seconds, waiting, 90) if knows else None,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A group and its figures; None where they are masked."""

    key: Key
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Table:
    """The total and the groups, what is too few masked; `masked` counts the groups that are."""

    total: Figures | None
    groups: Sequence[Group]
    masked: int

    @classmethod
    def of(cls, total: Figures, groups: Mapping[Key, Figures]) -> "Table":
        """The table, masked."""
        if not groups:
            return cls(None if masking.is_few(_size(total)) else total, (), 0)
        sizes = [_size(each) for each in groups.values()]
        hides_total, hidden = masking.masked(sizes)
        shown = [
            Group(key, None if place in hidden else figures) for place, (key, figures) in enumerate(groups.items())
        ]
        return cls(None if hides_total else total, shown, len(hidden))


def _size(figures: Figures) -> tuple[int, int]:
    """How many cases stand behind a group: those that were valid, whatever became of them, and those measured."""
    return figures.funnel.valid, figures.n


def tabulate(cases: Cases) -> Table:
    """The table of these cases."""
    return Table.of(Figures.of(cases), {key: Figures.of(each) for key, each in cases.by_key()} if cases.keys else {})
