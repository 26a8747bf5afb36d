"""Whether the process lives, and whether it can serve."""

from flask import Response
from sqlalchemy import select, text

from gridnet.base import db, http
from gridnet.base.db import Routes

routes = Routes("health", __name__)


@routes.get("/healthz")
@http.open_to_all
def live() -> Response:
    """The process answers; says nothing of what is behind it."""
    return Response("ok\n", mimetype="text/plain")


@routes.get("/readyz")
@http.open_to_all
def ready() -> Response:
    """The database answers too, with the schema this version needs."""
    revision = db.session.execute(select(text("version_num")).select_from(text("alembic_version"))).scalar_one()
    return Response(f"ready {revision}\n", mimetype="text/plain")
