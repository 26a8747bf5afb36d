"""Which messages come of the notices that are due: who hears of what by which channel, and what is joined. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

#: So many notices due at once for one person become one message, whatever they are about: after an outage people get
#: a digest, not a storm.
STORM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A notice that is to go out."""

    id: int
    kind: str
    person_id: int | None = None
    desk_code: str | None = None
    digest: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel of a person, or the robot of a division's group."""

    channel_id: int
    person_id: int | None = None
    division_code: str | None = None
    urgent_only: bool = False
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent."""

    channel_id: int
    notice_ids: tuple[int, ...]
    urgent: bool


def messages(due: Iterable[Due], ways: Iterable[Way]) -> list[Outgoing]:
    """Every message to be sent, in the order of the channels and of the notices."""
    of_persons: Mapping[int, list[Due]] = defaultdict(list)
    of_desks: list[Due] = []
    for notice in due:
        (of_desks if notice.person_id is None else of_persons[notice.person_id]).append(notice)
    made: list[Outgoing] = []
    for way in ways:
        told = of_desks if way.person_id is None else of_persons[way.person_id]
        made += _bundle(way, [notice for notice in told if hears(way, notice)])
    return made


def hears(way: Way, notice: Due) -> bool:
    """Whether a channel is told of a notice: a person of their own, a robot of the desks in its division."""
    if way.urgent_only and not notice.urgent:
        return False
    if way.division_code is None:
        return notice.person_id == way.person_id
    is_here = notice.person_id is None and (notice.desk_code or "").startswith(way.division_code)
    return is_here and (way.kinds is None or notice.kind in way.kinds)


def _bundle(way: Way, heard: Sequence[Due]) -> Iterator[Outgoing]:
    """What is urgent goes alone and first; of one digest together; and all the rest together where it is a storm."""
    digests: dict[str, list[Due]] = {}
    single: list[Due] = []
    for notice in heard:
        if notice.digest is not None and not notice.urgent:
            digests.setdefault(notice.digest, []).append(notice)
        else:
            single.append(notice)
    urgent = [notice for notice in single if notice.urgent]
    calm = [notice for notice in single if not notice.urgent]
    groups = [[notice] for notice in urgent] if len(urgent) < STORM else [urgent]
    groups += digests.values()
    groups += [[notice] for notice in calm] if len(calm) < STORM else [calm]
    for group in groups:
        if group:
            yield Outgoing(way.channel_id, tuple(each.id for each in group), any(each.urgent for each in group))
