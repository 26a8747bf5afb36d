"""Incidents with stamps of their own choosing, written as rows, so that what a report says of them is known."""

from datetime import UTC, datetime, timedelta
from itertools import count

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks.models import Clock, Extension, Interval
from gridnet.incidents.models import Entry, History, Incident, Leg
from gridnet.reports.periods import Period
from gridnet.reports.question import Question

COUNTY = County("410599")
#: Ten in the morning of the first Monday of March, in China.
NINE = datetime(2026, 3, 2, 2, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 2, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MARCH = Period(NINE.date().replace(day=1), NINE.date().replace(day=31))

_numbers = count(1)


def ask(code, *, scope=COUNTY, period=MARCH, as_of=NOW, **given):
    return Question(code=code, scope=str(scope), period=period, as_of=as_of, **given)


def incident(county=COUNTY, *, reported_at=NINE, state="assigned", **given):
    """An incident as a row, without legs."""
    closed = {"ended_at": reported_at + HOUR, "closed_at": reported_at + HOUR} if state == "closed" else {}
    defaults = {
        "category": "0402",
        "category_version": 1,
        "priority": "P3",
        "channel": "GRID_APP",
        "state": state,
        "version": 1,
        "matter": "ordinary",
        "text_": "示例",
        "located_by": "address",
        "division_code": f"{county}001001",
        "desk_code": f"{county}001",
        "occurred_at": reported_at,
        "reported_at": reported_at,
        "recorded_at": reported_at,
    }
    return _added(Incident(county=county, **(defaults | closed | given)))


def leg(of, network="community", *, role="lead", assigned=0, **given):
    """A leg; stamps such as `accepted=5` are minutes after the report."""
    after = {
        name: given.pop(name, None) for name in ("accepted", "contacted", "departed", "arrived", "handled", "ended")
    }
    stamps = {f"{name}_at": of.reported_at + each * MINUTE for name, each in after.items() if each is not None}
    assigned_at = of.reported_at + assigned * MINUTE if assigned is not None else None
    state = "closed" if "ended_at" in stamps else "assigned"
    defaults = {"state": state, "version": 1, "desk_code": f"{of.county}001", "why": "示例", "assigned_at": assigned_at}
    return _added(Leg(county=of.county, incident_id=of.id, network=network, role=role, **(defaults | stamps | given)))


def clock(of, stage="handle", *, network="community", role="lead", due=60, stopped=None, **given):
    """A clock of a leg that is due, and stopped, so many minutes after the report."""
    due_at = of.reported_at + due * MINUTE
    stopped_at = None if stopped is None else of.reported_at + stopped * MINUTE
    stop = {"stopped_at": stopped_at, "stop_cause": f"{stage}d", "stop_recorded_at": stopped_at}
    stop |= {"elapsed_s": (stopped or 0) * 60, "state": "stopped"}
    defaults = {
        "subject_kind": "incident",
        "subject_id": of.id,
        "network": network,
        "role": role,
        "stage": stage,
        "turn": 1,
        "epoch": 1,
        "cause": "assigned",
        "policy_version_id": 1,
        "calendar_code": "ALWAYS",
        "calendar_version": 1,
        "amount": due,
        "unit": "minute",
        "remind_percent": 80,
        "yellow_percent": 100,
        "red_percent": 200,
        "set_by_level": 3,
        "division_code": of.division_code,
        "started_at": of.reported_at,
        **dict.fromkeys(("remind_at", "due_at", "yellow_at", "red_at", "conference_at"), due_at),
        "provisional": False,
        "next_level": 1,
    }
    if stopped is None:
        stop = {"state": "running"}
    return _added(Clock(county=of.county, **(defaults | stop | given)))


def entry(of, step, *, minutes=0, recorded=None, leg=None, to_state="handled", **given):
    """An act on an incident, so many minutes after the report."""
    done_at = of.reported_at + minutes * MINUTE
    heard_at = done_at if recorded is None else of.reported_at + recorded * MINUTE
    return _added(
        Entry(
            county=of.county,
            incident_id=of.id,
            leg_id=leg.id if leg else None,
            network=leg.network if leg else None,
            step=step,
            to_state=to_state,
            occurred_at=done_at,
            recorded_at=heard_at,
            is_late=False,
            **({"detail": {}} | given),
        )
    )


def handled(minutes, *, due=60, of=None, **given):
    """An incident whose lead handled it after so many minutes, or has not (None)."""
    made = of or incident(**given)
    leg(made, accepted=0, handled=minutes)
    clock(made, due=due, stopped=minutes)
    return made


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def pause(of, *, minutes, decision="granted"):
    """A pause of a clock that has begun so many minutes after its start and not ended."""
    from_at = of.started_at + minutes * MINUTE
    return _added(
        Interval(
            county=of.county,
            clock_id=of.id,
            kind="pause",
            from_at=from_at,
            reason="force_majeure",
            recorded_at=from_at,
            decision=decision,
            decided_at=from_at,
            decided_by_person=1,
        )
    )


def promised(of, *, minutes):
    """The limit that an incident of the past came with."""
    due_at = of.reported_at + minutes * MINUTE
    return _added(History(county=of.county, incident_id=of.id, source="示例", due_at=due_at))


def extended(of, *, due, granted=120):
    """More time for the handling of an incident, granted so many minutes after the report."""
    found = db.session.query(Clock).filter_by(subject_id=of.id, stage="handle").one()
    before, found.due_at = found.due_at, of.reported_at + due * MINUTE
    return _added(
        Extension(
            county=of.county,
            clock_id=found.id,
            asked_at=of.reported_at,
            amount=1,
            unit="day",
            reason="示例",
            asked_by_person=1,
            asked_by_position=1,
            due_before=before,
            state="granted",
            decided_at=of.reported_at + granted * MINUTE,
            decided_by_person=2,
            decided_by_position=2,
            due_after=found.due_at,
        )
    )
