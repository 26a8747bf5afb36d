"""An incident as the subject of clocks: how a notice names it, whom it names, who may see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.clocks.subjects import SubjectKind, Told
from gridnet.incidents import category_cache, numbers, sight
from gridnet.incidents.models import Incident, Named
from gridnet.people.access import Actor

_TOLD = text("""
    SELECT incident.id, category,
           ARRAY(SELECT person_id FROM incident_named AS named
                 WHERE named.county = incident.county AND named.incident_id = incident.id) AS named
    FROM incident WHERE county = :county AND id = ANY(CAST(:ids AS bigint[]))
""")


def tell(county: County, ids: Sequence[int]) -> Mapping[int, Told]:
    """The number and the kind of these incidents, never more; and whom they name."""
    rows = db.run(_TOLD, {"county": county, "ids": list(ids)})
    return {row.id: Told(_words(county, row.id, row.category), frozenset(row.named)) for row in rows}


def _words(county: County, id_: int, code: str) -> dict[str, str]:
    number = {"number": numbers.write(county, id_)}
    try:
        category = category_cache.get(county, code)
    except Invalid:  # retired since
        return number
    return number | {"category_zh": category.name_zh, "category_en": category.name_en}


def visible(actor: Actor, county: County, id_: Any) -> ColumnElement[bool]:
    """The condition that the actor may see the incident whose id is in this column."""
    here = exists().where(Incident.county == county, Incident.id == id_, sight.readable(actor, county))
    return here.correlate_except(Incident)


def names(person_id: int, county: County, id_: Any) -> ColumnElement[bool]:
    """The condition that the incident whose id is in this column names this person."""
    here = exists().where(Named.county == county, Named.incident_id == id_, Named.person_id == person_id)
    return here.correlate_except(Named)


SUBJECT = SubjectKind(tell, visible, names)
