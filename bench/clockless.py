"""Intake from which no clocks follow, to see what clocks cost: `gunicorn bench.clockless:create_app()`."""

from flask import Flask

from gridnet import app, wiring
from gridnet.assignment import timing

wiring.REACTIONS = {
    event: tuple(each for each in reactions if each.__module__ != timing.__name__)
    for event, reactions in wiring.REACTIONS.items()
}


def create_app() -> Flask:
    """The application, without its clocks."""
    return app.create_app()
