"""An incident as the subject of clocks: how a notice names it, whom it names, who may see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.clocks.subjects import Key, Noted, SubjectKind, Told
from gridnet.clocks.values import INCIDENT
from gridnet.incidents import category_cache, numbers, sight
from gridnet.incidents.models import Incident, Named
from gridnet.people.access import Actor

_TOLD = text("""
    SELECT incident.county, incident.id, category,
           ARRAY(SELECT person_id FROM incident_named AS named
                 WHERE named.county = incident.county AND named.incident_id = incident.id) AS named
    FROM unnest(CAST(:counties AS text[]), CAST(:ids AS bigint[])) AS wanted (county, id)
    JOIN incident ON incident.county = wanted.county AND incident.id = wanted.id
""")
#: The state stays as it was; a card is an entry among those of the steps.
_NOTED = text("""
    INSERT INTO incident_entry (
        county, incident_id, network, step, from_state, to_state, reason, person_id, position_id, occurred_at,
        recorded_at, is_late, detail)
    SELECT
        incident.county, incident.id, network, step, incident.state, incident.state, reason, person_id, position_id,
        CAST(:at AS timestamptz), CAST(:at AS timestamptz), false, detail
    FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
        county text, id bigint, network text, step text, reason text, person_id bigint, position_id bigint,
        detail jsonb)
    JOIN incident ON incident.county = given.county AND incident.id = given.id
""")


def tell(keys: Sequence[Key]) -> Mapping[Key, Told]:
    """The number and the kind of these incidents, never more; and whom they name."""
    rows = db.run(_TOLD, {"counties": [key.county for key in keys], "ids": [key.id for key in keys]})
    return {
        Key(row.county, INCIDENT, row.id): Told(_words(row.county, row.id, row.category), frozenset(row.named))
        for row in rows
    }


def note(noted: Sequence[Noted], at: datetime) -> None:
    """Entries of the timeline, all in one statement."""
    rows = [
        {
            "county": each.subject.county,
            "id": each.subject.id,
            "network": each.network,
            "step": each.step,
            "reason": each.reason,
            "person_id": each.person_id,
            "position_id": each.position_id,
            "detail": each.detail,
        }
        for each in noted
    ]
    db.run(_NOTED, {"given": packing.pack(rows), "at": at})


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


SUBJECT = SubjectKind(tell, visible, names, note)
