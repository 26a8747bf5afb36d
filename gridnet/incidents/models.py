"""The tables of incidents: the incident, its legs, its timeline, its photos, and what kinds there are.

Secondary indexes do not begin with the county: ids are drawn from one sequence, so it adds nothing, and while
a table has no statistics yet the planner would take such an index for the checks of foreign keys and read
a whole county for each row.
"""

from enum import StrEnum

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Json, Moment
from gridnet.base.db import Base
from gridnet.incidents.categories import PoliceRole, Priority, Sensitivity
from gridnet.incidents.lifecycle import LegState, Role, State
from gridnet.people.roles import Matter


def one_of(column: str, values: type[StrEnum]) -> str:
    """The SQL that repeats an enumeration's promise."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class CategoryRow(Base):
    """A category as it holds everywhere."""

    __tablename__ = "category"
    __table_args__ = (
        CheckConstraint("code ~ '^[0-9]{4}$'", name="code_is_four_digits"),
        CheckConstraint(one_of("police_role", PoliceRole), name="police_role"),
        CheckConstraint(one_of("sensitivity", Sensitivity), name="sensitivity"),
        CheckConstraint(one_of("priority", Priority), name="priority"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    police_role: Mapped[str] = mapped_column(Text)
    sensitivity: Mapped[str] = mapped_column(Text)
    priority: Mapped[str] = mapped_column(Text)
    conflict_route: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)


class CategoryOverride(Base):
    """What a county changes about a category, or a whole category of its own (codes whose group begins with 9)."""

    __tablename__ = "category_override"
    __table_args__ = (
        CheckConstraint(one_of("police_role", PoliceRole), name="police_role"),
        CheckConstraint(one_of("sensitivity", Sensitivity), name="sensitivity"),
        CheckConstraint(one_of("priority", Priority), name="priority"),
        CheckConstraint(
            "code !~ '^9' OR num_nonnulls(name_zh, name_en, police_role, sensitivity, priority) = 5",
            name="own_category_is_whole",
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_zh: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    police_role: Mapped[str | None] = mapped_column(Text)
    sensitivity: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[str | None] = mapped_column(Text)
    is_retired: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    version: Mapped[int] = mapped_column(Integer)


class IntakeReceipt(Base):
    """That a sender's report was taken in, once. Kept under the sender's county, which a repetition cannot change."""

    __tablename__ = "intake_receipt"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    client_ref: Mapped[str] = mapped_column(Text, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    incident_county: Mapped[str] = mapped_column(String(6))
    incident_id: Mapped[Big]
    recorded_at: Mapped[Moment]


class Incident(InCounty, Base):
    """One matter, with the versions of grid and beat that answered for its place when it was reported."""

    __tablename__ = "incident"
    __table_args__ = (
        ForeignKeyConstraint(
            ["county", "grid_outline_id"], ["area_outline.county", "area_outline.id"], name="fk_incident_grid_outline"
        ),
        ForeignKeyConstraint(
            ["county", "beat_outline_id"], ["area_outline.county", "area_outline.id"], name="fk_incident_beat_outline"
        ),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("priority", Priority), name="priority"),
        CheckConstraint(one_of("matter", Matter), name="matter"),
        CheckConstraint(
            "located_by IN ('point', 'nearest', 'grid_code', 'outside', 'address', 'unknown')",
            name="located_by_is_known",
        ),
        CheckConstraint("(located_by IN ('point', 'nearest', 'outside')) = (place IS NOT NULL)", name="place_or_not"),
        CheckConstraint("(state IN ('closed')) <= (closed_at IS NOT NULL)", name="closed_has_time"),
        Index("ix_incident_alike", "category", "county", "reported_at"),
        Index("ix_incident_grid", "grid_area_id", "id"),
        Index("ix_incident_beat", "beat_area_id", "id"),
        Index("ix_incident_open", "county", "id", postgresql_where=text("ended_at IS NULL AND NOT is_history")),
        Index("ix_incident_reporter", "reported_by", "id", postgresql_where=text("reported_by IS NOT NULL")),
        Index("ix_incident_place", "place", postgresql_using="gist"),
        # For reports alone: whoever asks by the plain county, as foreign keys do, is never led here.
        Index("ix_incident_reported", text("left(county, 6)"), "reported_at"),
        Index(
            "ix_incident_closed", text("left(county, 6)"), "closed_at", postgresql_where=text("closed_at IS NOT NULL")
        ),
        Index(
            "ix_incident_unlocated",
            "desk_code",
            "id",
            postgresql_where=text("located_by IN ('outside', 'address') AND ended_at IS NULL"),
        ),
    )

    category: Mapped[str] = mapped_column(Text)
    category_version: Mapped[int] = mapped_column(Integer)
    priority: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    matter: Mapped[str] = mapped_column(Text)
    text_: Mapped[str] = mapped_column("text", Text)
    address: Mapped[str | None] = mapped_column(Text)
    place: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    given_lng: Mapped[float | None] = mapped_column(Double)
    given_lat: Mapped[float | None] = mapped_column(Double)
    given_datum: Mapped[str | None] = mapped_column(Text)
    accuracy_m: Mapped[float | None] = mapped_column(Double)
    located_by: Mapped[str] = mapped_column(Text)
    grid_area_id: Mapped[Big | None]
    grid_outline_id: Mapped[Big | None]
    grid_edge_m: Mapped[float | None] = mapped_column(Double)
    beat_area_id: Mapped[Big | None]
    beat_outline_id: Mapped[Big | None]
    beat_edge_m: Mapped[float | None] = mapped_column(Double)
    division_code: Mapped[str] = mapped_column(Text)
    desk_code: Mapped[str] = mapped_column(Text)
    people_count: Mapped[int | None] = mapped_column(Integer)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    occurred_at: Mapped[Moment]
    captured_at: Mapped[Moment | None]
    reported_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    reported_by: Mapped[Big | None]
    reported_as: Mapped[Big | None]
    ended_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    duplicate_of: Mapped[Big | None]
    source_ref: Mapped[str | None] = mapped_column(Text)
    is_history: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))


class History(Base):
    """That an incident came out of a file of the past, and the limit it had there. Append-only."""

    __tablename__ = "incident_history"
    __table_args__ = (ForeignKeyConstraint(["county", "incident_id"], ["incident.county", "incident.id"]),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    incident_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    due_at: Mapped[Moment | None]


class Leg(InCounty, Base):
    """One network's part of an incident: who answers for it, in what role, since when.

    Only where a file of the past does not tell is it unknown when the leg was assigned.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["county", "incident_id"], ["incident.county", "incident.id"]),
        CheckConstraint("network IN ('community', 'police')", name="network"),
        CheckConstraint(one_of("role", Role), name="role"),
        CheckConstraint(one_of("state", LegState), name="state"),
        CheckConstraint("position_id IS NOT NULL OR desk_code IS NOT NULL", name="has_an_owner"),
        CheckConstraint("(position_id IS NULL) = (person_id IS NULL)", name="person_acts_as_position"),
        CheckConstraint("(state IN ('closed', 'released')) = (ended_at IS NOT NULL)", name="ended_has_time"),
        Index("ix_assignment_incident", "incident_id", "id"),
        Index(
            "uq_assignment_open_lead",
            "incident_id",
            "county",
            unique=True,
            postgresql_where=text("role = 'lead' AND ended_at IS NULL"),
        ),
        Index(
            "uq_assignment_live_leg",
            "incident_id",
            "network",
            "county",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_assignment_mine", "person_id", "id", postgresql_where=text("ended_at IS NULL")),
        Index(
            "ix_assignment_unaccepted",
            "county",
            "network",
            "assigned_at",
            "id",
            postgresql_where=text("ended_at IS NULL AND state = 'assigned'"),
        ),
        Index(
            "ix_assignment_desk",
            "desk_code",
            "id",
            postgresql_where=text("ended_at IS NULL AND position_id IS NULL"),
        ),
    )

    incident_id: Mapped[Big]
    network: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    area_id: Mapped[Big | None]
    outline_id: Mapped[Big | None]
    position_id: Mapped[Big | None]
    person_id: Mapped[Big | None]
    desk_code: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    follows: Mapped[Big | None]
    assigned_at: Mapped[Moment | None]
    accepted_at: Mapped[Moment | None]
    contacted_at: Mapped[Moment | None]
    departed_at: Mapped[Moment | None]
    arrived_at: Mapped[Moment | None]
    handled_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]


class Entry(InCounty, Base):
    """One act on an incident, with the time it was done and the time we heard of it. Append-only."""

    __tablename__ = "incident_entry"
    __table_args__ = (
        ForeignKeyConstraint(["county", "incident_id"], ["incident.county", "incident.id"]),
        Index("ix_incident_entry_incident", "incident_id", "id"),
        Index("ix_incident_entry_latest", "id"),
    )

    incident_id: Mapped[Big]
    leg_id: Mapped[Big | None]
    network: Mapped[str | None] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[Big | None]
    position_id: Mapped[Big | None]
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    is_late: Mapped[bool] = mapped_column(Boolean)
    client_ref: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[Json]


class StepReceipt(Base):
    """That a sender's step was taken, once."""

    __tablename__ = "step_receipt"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    client_ref: Mapped[str] = mapped_column(Text, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    entry_id: Mapped[Big]


class Named(Base):
    """That an incident names a member of staff, who then can neither have it nor find it. Append-only."""

    __tablename__ = "incident_named"
    __table_args__ = (
        ForeignKeyConstraint(["county", "incident_id"], ["incident.county", "incident.id"]),
        Index("ix_incident_named_person", "person_id", "incident_id"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    incident_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    how: Mapped[str] = mapped_column(Text)


class Attachment(InCounty, Base):
    """A photo: the picture served has no position in it; the position it was taken at is kept here."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(["county", "incident_id"], ["incident.county", "incident.id"]),
        Index("ix_attachment_incident", "incident_id", "id"),
        Index("uq_attachment_once", "incident_id", "sha256", "county", unique=True),
    )

    incident_id: Mapped[Big]
    sha256: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(Integer)
    width_px: Mapped[int] = mapped_column(Integer)
    height_px: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[Moment | None]
    taken_place: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", 4326, spatial_index=False))
    added_by: Mapped[Big | None]
    added_as: Mapped[Big | None]
    added_at: Mapped[Moment]
