"""What has happened, told within the same transaction to whatever follows from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gridnet.base.county import County


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something happened in `county`; events carry ids and values, never rows."""

    county: County


Reactions = Mapping[type[Event], Sequence[Callable[[Any], object]]]

_reactions: Reactions = {}


def connect(reactions: Reactions) -> None:
    """Take the whole table at once, at start-up."""
    global _reactions  # noqa: PLW0603 - the one table of the process, set once
    _reactions = reactions


def emit(event: Event) -> None:
    """Run the reactions to `event`, in table order; an error undoes everything."""
    for react in _reactions.get(type(event), ()):
        react(event)
