"""What the keys of an answer are called, as far as a register names them; and which areas were redrawn meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select, text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.incidents import queries as incidents
from gridnet.reports.answering import Answer
from gridnet.reports.figures import Key
from gridnet.reports.question import Boundaries, Cut, Question
from gridnet.territory.models import Division, Station

DIVISIONS = frozenset({Cut.PROVINCE, Cut.CITY, Cut.COUNTY, Cut.TOWNSHIP, Cut.VILLAGE})
AREAS = frozenset({Cut.GRID, Cut.BEAT})
#: How the codes of provinces and cities are written in full.
WHOLE = {2: "0000", 4: "00"}

#: The last version of each area, and how many versions held in the period.
_AREAS = text("""
    SELECT DISTINCT ON (area_id) CAST(area_id AS text) AS id, code, name,
           count(*) FILTER (WHERE valid_from < :until AND (valid_to IS NULL OR valid_to > :since))
               OVER (PARTITION BY area_id) > 1
           OR bool_or(valid_to > :since AND valid_to < :until) OVER (PARTITION BY area_id) AS is_redrawn
    FROM area_outline WHERE county = :county AND area_id = ANY(CAST(:ids AS bigint[]))
    ORDER BY area_id, valid_from DESC
""")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of keys by cut and value, in Chinese (registers have no other) and in English where there is one.

    `redrawn` are the areas whose ground changed within the period: what is compared there is not the same ground.
    """

    zh: Mapping[tuple[Cut, str], str] = field(default_factory=dict)
    en: Mapping[tuple[Cut, str], str] = field(default_factory=dict)
    redrawn: frozenset[tuple[Cut, str]] = frozenset()

    def label(self, cuts: Sequence[Cut], key: Key, language: str = "zh") -> list[str | None]:
        """What a key is called; its own parts where nothing names them."""
        pairs = zip(cuts, key, strict=True)
        return [value and self._name(cut, value, language) for cut, value in pairs]

    def _name(self, cut: Cut, value: str, language: str) -> str:
        at = (cut, value)
        return (self.en.get(at) if language == "en" else None) or self.zh.get(at) or value

    def is_redrawn(self, cuts: Sequence[Cut], key: Key) -> bool:
        """Whether the ground of a key changed within the period."""
        return any(value is not None and (cut, value) in self.redrawn for cut, value in zip(cuts, key, strict=True))


NAMELESS = Names()


def names(question: Question, keys: Iterable[Key]) -> Names:
    """The names of these keys of an answer to the question."""
    zh: dict[tuple[Cut, str], str] = {}
    en: dict[tuple[Cut, str], str] = {}
    redrawn: set[tuple[Cut, str]] = set()
    every = list(keys)
    for number, cut in enumerate(question.cuts):
        values = sorted({key[number] for key in every if key[number] is not None})  # type: ignore[type-var]
        if cut in DIVISIONS:
            zh |= _divisions(cut, values)
        elif question.county is not None:
            _within(question, question.county, cut, values, zh, en, redrawn)
    return Names(zh, en, frozenset(redrawn))


def of_answer(answer: Answer) -> Names:
    """The names of the keys of an answer, and of the one it is compared with."""
    keys = {group.key for each in (answer, answer.before) if each is not None for group in each.table.groups}
    return names(answer.question, keys)


def whole(code: str) -> str:
    """The code of a division as the register writes it: of 2 or 4 digits, filled up to 6."""
    return code + WHOLE.get(len(code), "")


def division(code: str) -> str | None:
    """What a division is called; None where the register does not know it."""
    return db.session.scalar(select(Division.name).where(Division.code == whole(code)))


def ground(code: str) -> str:
    """A division by name and code, as it stands over a document."""
    name = division(code)
    return f"{name} ({code})" if name else code


def _divisions(cut: Cut, values: Sequence[str | None]) -> dict[tuple[Cut, str], str]:
    codes = {whole(value): value for value in values if value}
    rows = db.session.execute(select(Division.code, Division.name).where(Division.code.in_(codes)))
    return {(cut, codes[code]): name for code, name in rows}


def _within(  # noqa: PLR0913, PLR0917 - the three registers that are filled
    question: Question,
    county: County,
    cut: Cut,
    values: Sequence[str | None],
    zh: dict[tuple[Cut, str], str],
    en: dict[tuple[Cut, str], str],
    redrawn: set[tuple[Cut, str]],
) -> None:
    if cut in AREAS:
        for row in _areas(question, county, values):
            zh[cut, row.id] = f"{row.name} ({row.code})"
            if row.is_redrawn and question.boundaries is Boundaries.THEN:
                redrawn.add((cut, row.id))
    elif cut is Cut.STATION:
        rows = db.session.execute(select(Station.code, Station.name).where(Station.county == county))
        zh |= {(cut, code): name for code, name in rows if code in values}
    elif cut is Cut.CATEGORY:
        known = incidents.list_categories(county)
        zh |= {(cut, code): known[code].name_zh for code in values if code in known}
        en |= {(cut, code): known[code].name_en for code in values if code in known}


def _areas(question: Question, county: County, ids: Sequence[str | None]) -> Sequence[Row[Any]]:
    period = question.period
    return db.session.execute(
        _AREAS,
        {"county": county, "ids": [int(id_) for id_ in ids if id_], "since": period.since, "until": period.until},
    ).all()
