"""Whom to ring back: sealed at rest, revealed one at a time with a reason, every time audited (PIPL Art. 51)."""

import json
from datetime import datetime

from gridnet.base import audit, secrets
from gridnet.base.county import County
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.incidents import numbers
from gridnet.incidents.models import Incident
from gridnet.incidents.schemas import ContactIn, ContactOut
from gridnet.incidents.sight import Sight
from gridnet.people.access import Actor
from gridnet.people.roles import Mask


def _context(county: str) -> str:
    return f"incident.contact.{county}"


def seal(county: County, contact: ContactIn | None) -> bytes | None:
    """The contact, sealed so that it opens nowhere but in this county's incidents; None where there is none."""
    if contact is None or not (contact.name or contact.phone):
        return None
    return secrets.seal(json.dumps(contact.model_dump(exclude_none=True)), _context(county))


def reveal(incident: Incident, seen: Sight, actor: Actor, *, reason: str, at: datetime) -> ContactOut:
    """Open the contact for somebody who sees the whole case; raises `NotAllowed` or `NotFound`."""
    if seen.mask is not Mask.OPEN:
        raise NotAllowed("the contact is for those who handle the case and see all of it")
    if incident.contact_sealed is None:
        raise NotFound("nobody left a contact")
    audit.write(
        County(incident.county),
        "incident.contact.reveal",
        at=at,
        person_id=actor.person_id,
        position_id=seen.position_id,
        subject=("incident", numbers.write(incident.county, incident.id)),
        source=actor.source,
        detail={"reason": reason},
    )
    return ContactOut(**json.loads(secrets.open_(incident.contact_sealed, _context(incident.county))))
