"""Clocks that are due, written as rows: what the watch needs of them, without the policies they come from."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks.card_models import Card, Escalation
from gridnet.clocks.models import Clock
from gridnet.notices.models import Notice
from tests.factories import people

COUNTY = people.COUNTY
#: A Tuesday, noon in China; at night nobody's office is open.
NOON = people.AT
NIGHT = datetime(2026, 3, 10, 15, tzinfo=UTC)
OPENS = datetime(2026, 3, 11, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock(holder=None, *, county: County = COUNTY, yellow_at: datetime = NOON, **given) -> Clock:
    """A clock of ten hours that turns yellow at `yellow_at`: reminder two hours before, red ten hours after."""
    defaults = {
        "subject_kind": "incident",
        "subject_id": 0,
        "network": Network.COMMUNITY,
        "role": "lead",
        "stage": "handle",
        "turn": 1,
        "epoch": 1,
        "state": "running",
        "cause": "assigned",
        "priority": "P3",
        "policy_version_id": 1,
        "calendar_code": "ALWAYS",
        "calendar_version": 1,
        "amount": 600,
        "unit": "minute",
        "remind_percent": 80,
        "yellow_percent": 100,
        "red_percent": 200,
        "set_by_level": 3,
        "holder_person_id": holder.person_id if holder else None,
        "holder_position_id": holder.id if holder else None,
        "division_code": people.TOWNSHIP if county == COUNTY else f"{county}001",
        "started_at": yellow_at - 10 * HOUR,
        "remind_at": yellow_at - 2 * HOUR,
        "due_at": yellow_at,
        "yellow_at": yellow_at,
        "red_at": yellow_at + 10 * HOUR,
        "conference_at": yellow_at + 20 * HOUR,
        "provisional": False,
        "next_level": 1,
        "next_check_at": yellow_at - 2 * HOUR,
    }
    made = Clock(county=county, **(defaults | given))
    db.session.add(made)
    db.session.flush()
    if not made.subject_id:
        made.subject_id = made.id
        db.session.flush()
    return made


def cards_of(of: Clock) -> list[Card]:
    """The cards of a clock, the lowest first."""
    query = select(Card).where(Card.county == of.county, Card.clock_id == of.id).order_by(Card.level)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def heard(card: Card) -> dict[str, Escalation]:
    """Who heard of a card, by what they are to it."""
    query = select(Escalation).where(Escalation.county == card.county, Escalation.card_id == card.id)
    return {each.tell: each for each in db.session.scalars(query)}


def notices(county: County = COUNTY) -> list[Notice]:
    """Every notice of the county, in order."""
    return list(db.session.scalars(select(Notice).where(Notice.county == county).order_by(Notice.id)))


_MANY = text("""
    INSERT INTO clock (
        county, subject_kind, subject_id, network, role, stage, turn, epoch, state, cause, priority, policy_version_id,
        calendar_code, calendar_version, amount, unit, remind_percent, yellow_percent, red_percent, set_by_level,
        holder_person_id, holder_position_id, division_code, started_at, remind_at, due_at, yellow_at, red_at,
        conference_at, provisional, next_level, next_check_at)
    SELECT
        :county, 'test', nextval('incident_id_seq'), 'community', 'lead', 'handle', 1, 1, 'running', 'assigned', 'P3',
        1, 'ALWAYS', 1, 600, 'minute', 80, 100, 200, 3, CAST(:person_id AS bigint), CAST(:position_id AS bigint),
        :division_code, at - interval '10 hours', at - interval '2 hours', at, at, at + interval '10 hours',
        at + interval '20 hours', false, 1, at - interval '2 hours'
    FROM (SELECT number, CAST(:yellow_at AS timestamptz) - number * interval '1 millisecond' AS at
          FROM generate_series(1, :count) AS number) AS numbered
""")


def many(count: int, holder=None, *, county: County, yellow_at: datetime) -> None:
    """So many clocks in one statement, a millisecond apart."""
    db.run(
        _MANY,
        {
            "count": count,
            "county": county,
            "yellow_at": yellow_at,
            "division_code": f"{county}001",
            "person_id": holder.person_id if holder else None,
            "position_id": holder.id if holder else None,
        },
    )
