"""System health: the worker's heartbeat, the database, what waits in the queues, how late cards were seen, the disk."""

import platform
from datetime import timedelta
from importlib import metadata

from gridnet.base import http, vitals
from gridnet.clocks import alarm, metrics
from gridnet.notices import queues
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin.desk import front_desk
from gridnet.web.frame import Page, Pages

routes = Pages("health", __name__, url_prefix="/health")

#: Below this share of free room, or of free connections, it is time to do something.
LITTLE = 0.1


@routes.get("")
@http.permit(Permission.SELF)
def show() -> Page:
    """How the installation is now."""
    here, settings = front_desk(), http.settings()
    heartbeat = alarm.heartbeat(here.at, timedelta(seconds=settings.sweep_missing_s))
    return frame.page(
        "admin/health.html",
        part="admin/vitals.html",
        heartbeat=heartbeat,
        watch=metrics.standing(here.at),
        queue=queues.standing(here.at),
        database=vitals.database(),
        disk=vitals.disk(settings.instance_dir),
        versions=versions(),
        little=LITTLE,
    )


def versions() -> dict[str, str]:
    """What runs, by name."""
    return {"gridnet": metadata.version("gridnet"), "Python": platform.python_version()}
