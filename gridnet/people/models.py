"""The tables of people: persons, positions, roster, leave, sign-in."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base


class Person(InCounty, Base):
    """Somebody who works in one of the networks or above them."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("county", "staff_no", name="uq_person_staff_no"),
        UniqueConstraint("county", "login", name="uq_person_login"),
    )

    staff_no: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    login: Mapped[str | None] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_set_at: Mapped[Moment | None]
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_used_at: Mapped[Moment | None]
    disabled_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class PositionRow(InCounty, Base):
    """A role held from one moment to another. Rows are never rewritten: a change withdraws one and adds another."""

    __tablename__ = "position"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        ForeignKeyConstraint(["county", "area_id"], ["area.county", "area.id"]),
        CheckConstraint("network IN ('community', 'police')", name="network"),
        CheckConstraint("keeps IN ('primary', 'deputy', 'leader')", name="keeps"),
        CheckConstraint("(area_id IS NULL) = (keeps IS NULL)", name="keeps_an_area"),
        CheckConstraint("area_id IS NULL OR network IS NOT NULL", name="area_has_network"),
        CheckConstraint("duty_rule IN ('rostered', 'always')", name="duty_rule"),
        CheckConstraint("valid_to > valid_from", name="valid_in_order"),
        Index("ix_position_person", "county", "person_id"),
        Index(
            "ix_position_area",
            "county",
            "area_id",
            postgresql_where=text("withdrawn_at IS NULL AND area_id IS NOT NULL"),
        ),
        Index(
            "ix_position_post",
            "county",
            "post_code",
            postgresql_where=text("withdrawn_at IS NULL AND post_code IS NOT NULL"),
        ),
    )

    person_id: Mapped[Big]
    role: Mapped[str] = mapped_column(Text)
    network: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    post_code: Mapped[str | None] = mapped_column(Text)
    area_id: Mapped[Big | None]
    keeps: Mapped[str | None] = mapped_column(Text)
    duty_rule: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]


class Shift(InCounty, Base):
    """A stretch of duty of one position. Withdrawn, never rewritten."""

    __tablename__ = "shift"
    __table_args__ = (
        ForeignKeyConstraint(["county", "position_id"], ["position.county", "position.id"]),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("ends_at <= starts_at + interval '48 hours'", name="at_most_two_days"),
        ExcludeConstraint(
            ("county", "="),
            ("position_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            where=text("withdrawn_at IS NULL"),
            name="ex_shift_one_at_a_time",
        ),
        Index("ix_shift_position", "county", "position_id", "starts_at", postgresql_where=text("withdrawn_at IS NULL")),
        Index("ix_shift_when", "county", "starts_at", postgresql_where=text("withdrawn_at IS NULL")),
    )

    position_id: Mapped[Big]
    person_id: Mapped[Big]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    swap_of: Mapped[Big | None]
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]


class Leave(InCounty, Base):
    """A stretch in which a person is away from all positions."""

    __tablename__ = "leave"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        Index("ix_leave_person", "county", "person_id", "ends_at", postgresql_where=text("withdrawn_at IS NULL")),
    )

    person_id: Mapped[Big]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    kind: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]


class AccessToken(InCounty, Base):
    """A bearer token of a program. The secret itself is shown once and not kept."""

    __tablename__ = "access_token"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        Index("ix_access_token_person", "county", "person_id"),
    )

    person_id: Mapped[Big]
    name: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    permissions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]


class WebSession(InCounty, Base):
    """A sign-in on the pages."""

    __tablename__ = "web_session"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        Index("ix_web_session_person", "county", "person_id", postgresql_where=text("revoked_at IS NULL")),
    )

    person_id: Mapped[Big]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    source: Mapped[str] = mapped_column(Text)
    is_strong: Mapped[bool] = mapped_column(Boolean)


class SignInGuard(Base):
    """Wrong passwords counted for an account or a source, and until when it is locked."""

    __tablename__ = "sign_in_guard"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[Moment]
    locked_until: Mapped[Moment | None]
