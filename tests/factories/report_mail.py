"""Somebody who has reports made, and a month with cases in it to report on."""

from datetime import UTC, datetime, timedelta

from gridnet.people.roles import Role
from gridnet.people.staff import By
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.mailing import making, subscribing
from gridnet.reports.mailing.periods_due import Cadence
from gridnet.reports.mailing.subscribing import Wish
from tests.factories import people, reports
from tests.factories.reports import COUNTY, HOUR

#: Noon of the 20th of March: by then nobody has been told of February.
SUBSCRIBED = datetime(2026, 3, 20, 4, tzinfo=UTC)
#: The first of April at seven in the morning.
READY = datetime(2026, 3, 31, 23, tzinfo=UTC)


def supervisor(*, scope=COUNTY, **given):
    """A position that may see figures."""
    return people.position(role=Role.SUPERVISOR, scope=scope, **given)


def subscription(position, *, scope=None, cadence=Cadence.MONTHLY, at=SUBSCRIBED, **given):
    """That its holder has a report made."""
    wish = Wish(scope=scope or position.scope, cadence=cadence, **({"format": Format.XLSX} | given))
    return subscribing.subscribe(position.county, wish, By(at, position.person_id, position.id))


def busy_month(many=12):
    """Cases of March, in two townships."""
    for number in range(many):
        code = f"{COUNTY}00{1 + number % 2}001"
        reported_at = reports.NINE + timedelta(days=number)
        reports.handled(10 * (number + 1), reported_at=reported_at, division_code=code)


def tick(at=READY):
    """One ring of the bell."""
    return making.tick(at, now=lambda: at)


def later(hours):
    """So many hours after the report was due."""
    return READY + hours * HOUR
