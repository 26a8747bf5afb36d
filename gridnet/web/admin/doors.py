"""All screens of the administrator, hung up below `/admin`."""

from typing import Any

from flask import g

from gridnet.people.roles import PRIVILEGED
from gridnet.web.admin import (
    audits,
    boundaries,
    calendars,
    categories,
    deliveries,
    departments,
    drawn,
    faults,
    health,
    home,
    imports,
    ladder,
    people,
    policies,
    rosters,
    sections,
    security,
)

routes = home.routes

SCREENS = (
    boundaries,
    drawn,
    people,
    imports,
    rosters,
    policies,
    calendars,
    ladder,
    categories,
    departments,
    faults,
    deliveries,
    security,
    audits,
    health,
)

for screen in SCREENS:
    routes.register_blueprint(screen.routes)


@routes.context_processor
def _given() -> dict[str, Any]:
    actor = g.get("actor")
    return {
        "sections": sections.open_to(actor),
        "is_section": sections.is_here,
        "is_administrator": actor is not None and any(held.role in PRIVILEGED for held in actor.held),
    }
