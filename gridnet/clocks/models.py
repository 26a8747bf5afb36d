"""The tables of clocks: policies as versions, clocks with the snapshot they run by, pauses, epochs, extensions.

What a clock counts is told by its snapshot, its intervals and its calendar alone. The marks (`remind_at` to
`conference_at`), `elapsed_s` and `next_check_at` are kept beside them so that nothing need be computed to find what is
due; they can be computed again at any time and must then agree.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Json, Moment
from gridnet.base.db import Base

PERCENTS = "0 < remind_percent AND remind_percent < yellow_percent AND yellow_percent < red_percent"
UNITS = "unit IN ('minute', 'working_hour', 'working_day', 'day', 'month')"


class PolicyVersion(Base):
    """A limit, as it holds from `valid_from` on: for which matters, how much, counted how. Append-only.

    A later version of the same code replaces it, or withdraws it. Without a county it holds everywhere.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        UniqueConstraint("code", "version", name="uq_policy_version_code"),
        CheckConstraint("code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{2,63}$'", name="code_is_a_word"),
        CheckConstraint("num_nonnulls(category, category_group) <= 1", name="category_or_group"),
        CheckConstraint("category ~ '^[0-9]{4}$'", name="category"),
        CheckConstraint("category_group ~ '^[0-9]{2}$'", name="category_group"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(UNITS, name="unit"),
        CheckConstraint("calendar IN ('working', 'always')", name="calendar"),
        CheckConstraint(PERCENTS, name="percents_rise"),
        CheckConstraint("set_by_level BETWEEN 0 AND 5", name="level"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    county: Mapped[str | None] = mapped_column(String(6))
    stage: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    category_group: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[str | None] = mapped_column(Text)
    network: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)
    urban: Mapped[bool | None] = mapped_column(Boolean)
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text)
    remind_percent: Mapped[int] = mapped_column(SmallInteger)
    yellow_percent: Mapped[int] = mapped_column(SmallInteger)
    red_percent: Mapped[int] = mapped_column(SmallInteger)
    set_by_level: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[Moment]
    is_withdrawn: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    recorded_at: Mapped[Moment]
    recorded_by: Mapped[Big | None]
    recorded_as: Mapped[Big | None]
    note: Mapped[str | None] = mapped_column(Text)


class PolicyProposal(InCounty, Base):
    """A version of a policy, or its end, that one administrator proposed and another has to confirm."""

    __tablename__ = "policy_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'confirmed', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'declined') OR decided_by <> proposed_by", name="takes_two_persons"
        ),
        CheckConstraint("(state = 'confirmed') = (policy_id IS NOT NULL)", name="confirmed_has_policy"),
        Index(
            "uq_policy_proposal_waiting",
            "code",
            "county",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    code: Mapped[str] = mapped_column(Text)
    content: Mapped[Json]
    is_withdrawal: Mapped[bool] = mapped_column(Boolean)
    applies_to_running: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[Moment]
    proposed_by: Mapped[Big]
    proposed_as: Mapped[Big]
    decided_at: Mapped[Moment | None]
    decided_by: Mapped[Big | None]
    decided_as: Mapped[Big | None]
    reason: Mapped[str | None] = mapped_column(Text)
    policy_id: Mapped[Big | None]
    version: Mapped[int] = mapped_column(Integer)


class Clock(InCounty, Base):
    """A clock: what it is about, what it waits for, the policy as it was, and who answers for it.

    `policy_version_id` names a row that is never changed nor deleted; the reference carries no county and
    so is no foreign key. `next_check_at` is empty while nothing can become due: paused, stopped, or no level left.
    """

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'paused', 'stopped')", name="state"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(UNITS, name="unit"),
        CheckConstraint(PERCENTS, name="percents_rise"),
        CheckConstraint("(state = 'stopped') = (stopped_at IS NOT NULL)", name="stopped_has_time"),
        CheckConstraint(
            "num_nonnulls(stopped_at, stop_cause, stop_recorded_at, elapsed_s) IN (0, 4)", name="stop_is_whole"
        ),
        CheckConstraint("stopped_at >= started_at", name="stops_after_start"),
        CheckConstraint("state = 'running' OR next_check_at IS NULL", name="only_running_is_checked"),
        CheckConstraint("(holder_person_id IS NULL) = (holder_position_id IS NULL)", name="person_acts_as_position"),
        Index(
            "uq_clock_once",
            "subject_id",
            "subject_kind",
            "network",
            "stage",
            "turn",
            "county",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_clock_due", "next_check_at", "county", postgresql_where=text("next_check_at IS NOT NULL")),
        Index("ix_clock_open", "id", postgresql_where=text("state <> 'stopped'")),
        # Begins with the county, for a board is walked in its order; checks of foreign keys cannot use a partial one.
        Index(
            "ix_clock_board",
            "county",
            "due_at",
            "id",
            postgresql_where=text("state = 'running' AND subject_kind = 'incident'"),
        ),
    )

    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[Big]
    network: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    turn: Mapped[int] = mapped_column(SmallInteger)
    epoch: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[str | None] = mapped_column(Text)
    urban: Mapped[bool | None] = mapped_column(Boolean)
    policy_version_id: Mapped[Big]
    calendar_code: Mapped[str] = mapped_column(Text)
    calendar_version: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(Text)
    remind_percent: Mapped[int] = mapped_column(SmallInteger)
    yellow_percent: Mapped[int] = mapped_column(SmallInteger)
    red_percent: Mapped[int] = mapped_column(SmallInteger)
    set_by_level: Mapped[int] = mapped_column(SmallInteger)
    holder_person_id: Mapped[Big | None]
    holder_position_id: Mapped[Big | None]
    division_code: Mapped[str] = mapped_column(Text)
    started_at: Mapped[Moment]
    remind_at: Mapped[Moment]
    due_at: Mapped[Moment]
    yellow_at: Mapped[Moment]
    red_at: Mapped[Moment]
    conference_at: Mapped[Moment]
    provisional: Mapped[bool] = mapped_column(Boolean)
    next_level: Mapped[int] = mapped_column(SmallInteger)
    next_check_at: Mapped[Moment | None]
    stopped_at: Mapped[Moment | None]
    stop_cause: Mapped[str | None] = mapped_column(Text)
    stop_recorded_at: Mapped[Moment | None]
    elapsed_s: Mapped[Big | None]


class Interval(InCounty, Base):
    """A stretch that a clock does not count. A pause counts once somebody other than its holder has granted it.

    `asked_by_*` is empty where the approver paused the clock of their own accord; the stretch in which a clock
    had been stopped before it was revived (`kind` is 'stopped') needs nobody's leave.
    """

    __tablename__ = "clock_interval"
    __table_args__ = (
        ForeignKeyConstraint(["county", "clock_id"], ["clock.county", "clock.id"]),
        CheckConstraint("kind IN ('pause', 'stopped')", name="kind"),
        CheckConstraint("decision IN ('pending', 'granted', 'refused')", name="decision"),
        CheckConstraint("to_at >= from_at", name="ends_after_start"),
        CheckConstraint("(decision = 'pending') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("asked_by_person <> decided_by_person", name="takes_two_persons"),
        CheckConstraint(
            "kind = 'stopped' OR decision = 'pending' OR decided_by_person IS NOT NULL", name="pause_has_approver"
        ),
        CheckConstraint(
            "kind = 'stopped' OR reason IN "
            "('waiting_for_resident', 'court_or_appraisal', 'force_majeure', 'approved_delay')",
            name="reason_is_lawful",
        ),
        ExcludeConstraint(
            ("clock_id", "="),
            ("county", "="),
            (text("tstzrange(from_at, to_at)"), "&&"),
            name="ex_clock_interval_one_at_a_time",
            using="gist",
            where=text("decision <> 'refused'"),
        ),
        Index("ix_clock_interval_clock", "clock_id", "id"),
        Index("ix_clock_interval_pending", "clock_id", "county", postgresql_where=text("decision = 'pending'")),
    )

    clock_id: Mapped[Big]
    kind: Mapped[str] = mapped_column(Text)
    from_at: Mapped[Moment]
    to_at: Mapped[Moment | None]
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[Moment]
    asked_by_person: Mapped[Big | None]
    asked_by_position: Mapped[Big | None]
    decision: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[Moment | None]
    decided_by_person: Mapped[Big | None]
    decided_by_position: Mapped[Big | None]


class Epoch(InCounty, Base):
    """That a clock went over to another policy, with what it ran by before and since. Append-only."""

    __tablename__ = "clock_epoch"
    __table_args__ = (
        ForeignKeyConstraint(["county", "clock_id"], ["clock.county", "clock.id"]),
        CheckConstraint("epoch > 1", name="first_is_the_clock_itself"),
        Index("uq_clock_epoch_once", "clock_id", "epoch", "county", unique=True),
    )

    clock_id: Mapped[Big]
    epoch: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[Moment]
    cause: Mapped[str] = mapped_column(Text)
    from_policy: Mapped[Big]
    to_policy: Mapped[Big]
    before: Mapped[Json]
    after: Mapped[Json]


class Extension(InCounty, Base):
    """More time that somebody asked for; it counts once somebody else, of the level that set the limit, granted it."""

    __tablename__ = "clock_extension"
    __table_args__ = (
        ForeignKeyConstraint(["county", "clock_id"], ["clock.county", "clock.id"]),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(UNITS, name="unit"),
        CheckConstraint("state IN ('pending', 'granted', 'refused')", name="state"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("(state = 'pending') = (decided_by_person IS NULL)", name="decided_has_person"),
        CheckConstraint("asked_by_person <> decided_by_person", name="takes_two_persons"),
        CheckConstraint("asked_at < due_before", name="asked_before_the_limit"),
        Index("ix_clock_extension_clock", "clock_id", "id"),
        Index(
            "uq_clock_extension_pending",
            "clock_id",
            "county",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
    )

    clock_id: Mapped[Big]
    asked_at: Mapped[Moment]
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_person: Mapped[Big]
    asked_by_position: Mapped[Big]
    due_before: Mapped[Moment]
    state: Mapped[str] = mapped_column(Text, server_default=text("'pending'"))
    decided_at: Mapped[Moment | None]
    decided_by_person: Mapped[Big | None]
    decided_by_position: Mapped[Big | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    due_after: Mapped[Moment | None]
