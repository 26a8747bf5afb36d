"""How the watch is doing: figures for Prometheus, and one word for whatever looks after processes."""

from datetime import timedelta

from flask import Response

from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.clocks import alarm, metrics

routes = Routes("metrics", __name__)


def _missing() -> timedelta:
    return timedelta(seconds=http.settings().sweep_missing_s)


@routes.get("/metrics")
@http.open_to_all
def figures() -> Response:
    """Sums over everything, no county and no person; and the alarm, should the watch be silent."""
    at = moment.now()
    alarm.sound(at, _missing())
    return Response(metrics.expose(at), content_type="text/plain; version=0.0.4; charset=utf-8")


@routes.get("/watchz")
@http.open_to_all
def watch() -> Response:
    """Whether a sweep finished lately; 503 and the alarm when none did."""
    at = moment.now()
    found = alarm.sound(at, _missing())
    if found.finished_at is None:
        return Response("no sweep has finished yet\n", status=503, mimetype="text/plain")
    said = f"the last sweep finished {found.finished_at.isoformat()}\n"
    return Response(said, status=503 if found.is_silent else 200, mimetype="text/plain")
