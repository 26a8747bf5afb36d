"""All screens of the administrator, hung up below `/admin`."""

from typing import Any

from flask import g

from gridnet.web.admin import (
    audits,
    boundaries,
    calendars,
    categories,
    deliveries,
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
    return {"sections": sections.open_to(g.get("actor")), "is_section": sections.is_here}
