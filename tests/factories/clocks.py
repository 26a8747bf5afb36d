"""Clocks as values, with policies and calendars that need no database; and the clocks of an incident as they stand."""

from datetime import UTC, datetime

from gridnet.base.county import County
from gridnet.clocks import clock_queries, counting
from gridnet.clocks.counting import By
from gridnet.clocks.limits import Limit, Unit
from gridnet.clocks.policies import Matters, Policy, Terms
from gridnet.clocks.values import INCIDENT, About, CalendarKind, Holder, Subject
from tests.factories import calendars

COUNTY = County("410599")
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
WORKER, DESK, OTHER = By(1, 11), By(2, 12), By(3, 13)


def terms(amount=60, unit=Unit.MINUTE, calendar=CalendarKind.WORKING, **given):
    return Terms(Limit(amount, unit), calendar, **given)


def policy(code="test", *, id_=1, version=1, county=None, valid_from=SINCE, is_withdrawn=False, of=None, **matters):
    """A policy of sixty minutes for `stage`, for whatever else is named."""
    return Policy(
        id=id_,
        code=code,
        version=version,
        county=county,
        matters=Matters(**({"stage": "handle"} | matters)),
        terms=of or terms(),
        valid_from=valid_from,
        is_withdrawn=is_withdrawn,
    )


def clock(at, *, of=None, calendar=None, holder=WORKER, about=None):
    """A clock that starts at `at`, of somebody."""
    return counting.begin(
        COUNTY,
        policy(of=of),
        calendar or calendars.national(),
        at,
        subject=Subject(INCIDENT, 1),
        network=None,
        role="lead",
        about=about or About("0402", "P3"),
        holder=Holder("410599001001", holder.person_id, holder.position_id),
        turn=1,
        cause="assigned",
    )


def of(incident):
    """The clocks of an incident, by network, stage and turn."""
    found = clock_queries.list_of(County(incident.county), Subject(INCIDENT, incident.id))
    return {(each.network, each.stage, each.turn): each for each in found}
