"""The kinds of matter one can choose from: those reported lately first, then all of them by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base.county import County
from gridnet.incidents import danger, queries
from gridnet.incidents.categories import Category

LATELY = 6
#: The groups of the codes; those of a county's own begin with 9.
GROUPS: Mapping[str, LazyString] = {
    "01": _("Disputes"),
    "02": _("Public order"),
    "03": _("Hazards"),
    "04": _("Surroundings and facilities"),
    "05": _("Help and errands"),
    "06": _("Opinions and complaints"),
    "07": _("Emergencies"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of matter as it is offered; `keys` is what it can be found by, in small letters."""

    code: str
    name: str
    priority: str
    keys: str
    lines: str
    can_be_handled: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What is offered: reported lately, and all by the name of their group."""

    lately: Sequence[Choice]
    groups: Sequence[tuple[str, Sequence[Choice]]]


def read(county: County, person_id: int, language: str) -> Choices:
    """What this person can choose from in their county: two statements."""
    found = queries.list_categories(county)
    lately = queries.reported_lately(county, person_id, most=LATELY)
    groups: dict[str, list[Choice]] = {}
    for each in found.values():
        groups.setdefault(each.group, []).append(_choice(each, language))
    return Choices(
        [_choice(found[code], language) for code in lately if code in found],
        [
            (str(GROUPS[group]) if group in GROUPS else gettext("Kinds of this county"), groups[group])
            for group in groups
        ],
    )


def _choice(found: Category, language: str) -> Choice:
    return Choice(
        code=found.code,
        name=found.name_zh if language == "zh" else found.name_en,
        priority=found.priority,
        keys=keys(found.code, found.name_zh, found.name_en),
        lines=" ".join(danger.KINDS.get(found.code, ())),
        can_be_handled=not (found.is_police_matter or found.conflict_route),
    )


@lru_cache(maxsize=4096)
def keys(code: str, name_zh: str, name_en: str) -> str:
    """What a kind can be found by: its names, its code, its pinyin whole (luduan) and by initials (ld)."""
    from pypinyin import Style, lazy_pinyin

    whole = "".join(lazy_pinyin(name_zh))
    initials = "".join(lazy_pinyin(name_zh, style=Style.FIRST_LETTER))
    return f"{name_zh} {initials} {whole} {name_en} {code}".lower()
