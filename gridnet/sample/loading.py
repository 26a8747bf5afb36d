"""The sample county loaded as a whole, in one transaction, and only once."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import TextClause, func, select, text

from gridnet.base import db
from gridnet.base.errors import Conflict
from gridnet.base.moment import local
from gridnet.incidents.models import Incident
from gridnet.notices import routing
from gridnet.people.models import Person
from gridnet.sample import asking, crew, founding, ground, roster, signins, telling, whistles
from gridnet.sample.ground import COUNTY
from gridnet.sample.plan import Plan
from gridnet.sample.staff import Staff
from gridnet.sample.telling import Told
from gridnet.territory.models import Publication

ROSTERED_BEFORE = timedelta(days=2)
#: What nobody has seen is not older.
NEWS = timedelta(days=1)
#: What the history is told from, and what it is; unknown to the planner, a month of it is joined row by row.
FOUNDED = "division, area, area_outline, person, position, shift, leave"
TOLD = "incident, assignment, incident_entry, intake_receipt, clock, clock_interval, card, card_escalation, notice"


class Stage(StrEnum):
    """What is being done."""

    SURVEY = "territory"
    STAFF = "staff"
    ROSTER = "roster"
    SIGN_INS = "sign-ins"
    HISTORY = "history"


#: Told of every step: the stage, how much of it is done, and of how much.
Progress = Callable[[Stage, int, int], object]


def is_loaded() -> bool:
    """Whether the sample county is here."""
    return db.session.scalars(select(Person.id).where(Person.county == COUNTY).limit(1)).first() is not None


def why_not(*, if_empty: bool, force: bool) -> str | None:
    """Why there is nothing to load, as a sentence; None to go ahead. Nobody else loads it until the transaction ends.

    Raises `Conflict` where fictional incidents would be mixed with those of other counties and nobody insists.
    """
    db.hold("sample county")
    if is_loaded():
        return "The sample county is loaded already."
    if if_empty and (_others(Person) or _others(Incident) or _others(Publication)):
        return "The database holds other counties; the sample county is not loaded."
    if not force and _others(Incident):
        raise Conflict(
            "this database holds incidents of other counties; the sample county is for trying gridnet out. "
            "Use another database, or --force"
        )
    return None


def _others(table: type[Person | Incident | Publication]) -> bool:
    """Whether the table holds rows of other counties."""
    return db.session.scalars(select(table.id).where(table.county != COUNTY).limit(1)).first() is not None


def load(plan: Plan, progress: Progress = lambda *_: None) -> Told:
    """Load the sample county in the caller's transaction, all of it; see `why_not` first."""
    _read_by_index()
    made, since = ground.build(plan.size, plan.seed), plan.founded_at
    progress(Stage.SURVEY, 0, 1)
    founding.survey(made, since=since, at=plan.until)
    staff = _staff(plan, made, progress)
    progress(Stage.SIGN_INS, 0, 1)
    signins.give(since=since)
    _take_stock(FOUNDED)
    days = plan.size.days + 1

    def each_day(done: int) -> None:
        progress(Stage.HISTORY, done, days)
        if done.bit_count() == 1:  # a power of two: plans made for a few rows grow slow with the days
            _take_stock(TOLD)

    told = telling.tell(made, staff, plan, each_day=each_day)
    asking.ask(staff.books, plan.until)
    whistles.blow(until=plan.until)
    routing.let_be(COUNTY, before=plan.until - NEWS)
    _take_stock(TOLD)
    return told


def _staff(plan: Plan, made: ground.Ground, progress: Progress) -> Staff:
    people, since = crew.build(made, plan.size), plan.founded_at
    progress(Stage.STAFF, 0, 1)
    books = founding.employ(people, signins.LOGINS, since=since)
    whistles.put_departments(since=since)
    first = local(plan.until).date() - timedelta(days=plan.size.days) - ROSTERED_BEFORE
    days = plan.size.days + ROSTERED_BEFORE.days + plan.size.ahead + 1
    turns = roster.turns(people, first, days, plan.seed)
    progress(Stage.ROSTER, 0, 1)
    founding.draw_up(turns, roster.leaves(people.members, first, days, plan.seed), books, since=since)
    return Staff(people, turns, made.beats, books)


def _read_by_index() -> None:
    """For this transaction: plans are made while the tables are still empty, and would go on to read them whole."""
    db.session.execute(text("SET LOCAL enable_seqscan = off"))


def _take_stock(tables: str) -> None:
    """Tell the planner what has just been loaded, as autovacuum would after a while.

    That is for the tables' owner, who the command is where the database is the private one; elsewhere it is
    skipped with a warning, and the history and the first reports take longer.
    """
    role = db.session.scalar(select(func.current_setting("role")))
    for statement in (
        func.set_config("role", "none", True),
        text(f"ANALYZE {tables}"),
        func.set_config("role", role, True),
    ):
        db.session.execute(statement if isinstance(statement, TextClause) else select(statement))
