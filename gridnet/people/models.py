"""The tables of people: persons, what they hold and when they serve (withdrawn, never rewritten), and credentials."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base

LIVE = "withdrawn_at IS NULL"
#: What one position is and another is not. The constraints against overlaps compare expressions, so that no look-up
#: is tempted to read a GiST index where a B-tree is quicker.
SEAT = (
    "CAST(person_id AS text) || ' ' || role || ' ' || scope || ' ' || CAST(coalesce(area_id, 0) AS text) || ' '"
    " || coalesce(station_code, '')"
)
NETWORKS = "network IN ('community', 'police')"
ROLES = (
    "role IN ('grid_worker', 'grid_helper', 'grid_leader', 'officer', 'auxiliary', 'station_duty', 'village_desk',"
    " 'township_desk', 'county_desk', 'dispatcher', 'supervisor', 'system_admin', 'security_admin', 'auditor',"
    " 'gateway', 'department_desk')"
)


def _person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"])


class Person(InCounty, Base):
    """Somebody on the staff, with what they sign in by."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("county", "staff_no", name="uq_person_staff_no"),
        UniqueConstraint("login", "county", name="uq_person_login"),
        CheckConstraint("login = lower(login)", name="login_is_lower"),
        CheckConstraint("password_hash IS NULL OR login IS NOT NULL", name="password_has_login"),
        CheckConstraint("totp_at IS NULL OR totp_sealed IS NOT NULL", name="totp_has_secret"),
    )

    staff_no: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    login: Mapped[str | None] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_step: Mapped[Big | None]
    signed_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    recorded_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(Integer, server_default="1")


class Withdrawable:
    """A row that is never rewritten: a change withdraws it and inserts another."""

    recorded_at: Mapped[Moment] = mapped_column(DateTime(timezone=True), sort_order=90)
    recorded_by: Mapped[Big | None] = mapped_column(sort_order=91)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), sort_order=92)
    withdrawn_by: Mapped[Big | None] = mapped_column(sort_order=93)


class Position(Withdrawable, InCounty, Base):
    """What a person is, where, from when to when."""

    __tablename__ = "position"
    __table_args__ = (
        _person(),
        ForeignKeyConstraint(["county", "area_id"], ["area.county", "area.id"]),
        CheckConstraint(ROLES, name="role"),
        CheckConstraint(NETWORKS, name="network"),
        CheckConstraint("keeps IN ('primary', 'deputy')", name="keeps"),
        CheckConstraint("duty_rule IN ('rostered', 'always')", name="duty_rule"),
        CheckConstraint("valid_to > valid_from", name="valid_in_order"),
        CheckConstraint("scope ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$'", name="scope_is_a_division"),
        CheckConstraint(
            "starts_with(scope, county) OR starts_with(county, scope)", name="scope_holds_or_lies_in_county"
        ),
        CheckConstraint("keeps IS NULL OR area_id IS NOT NULL", name="keeps_an_area"),
        CheckConstraint("keeps <> 'primary' OR role IN ('grid_worker', 'officer')", name="primary_is_no_assistant"),
        CheckConstraint(
            "(station_code IS NOT NULL) = (role IN ('station_duty', 'department_desk'))", name="station_has_its_officer"
        ),
        CheckConstraint(
            "(role = 'department_desk') = coalesce(starts_with(station_code, 'DEPT-'), false)",
            name="department_has_its_desk",
        ),
        ExcludeConstraint(
            ("county", "="),
            (text(f"({SEAT})"), "="),
            (text("tstzrange(valid_from, valid_to)"), "&&"),
            using="gist",
            where=text(LIVE),
            name="ex_position_held_once_at_a_time",
        ),
        Index("ix_position_person", "person_id", "county", postgresql_where=text(LIVE)),
        Index("ix_position_area", "area_id", "county", postgresql_where=text(f"{LIVE} AND area_id IS NOT NULL")),
        Index(
            "ix_position_desk",
            "scope",
            "county",
            postgresql_where=text(
                f"{LIVE} AND area_id IS NULL AND role IN ('village_desk', 'township_desk', 'grid_leader')"
            ),
        ),
        Index(
            "ix_position_above",
            "scope",
            "county",
            postgresql_where=text(
                f"{LIVE} AND area_id IS NULL AND role IN ('supervisor', 'county_desk', 'dispatcher')"
            ),
        ),
        Index(
            "ix_position_station",
            "station_code",
            "county",
            postgresql_where=text(f"{LIVE} AND station_code IS NOT NULL"),
        ),
    )

    person_id: Mapped[Big]
    role: Mapped[str] = mapped_column(Text)
    network: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    station_code: Mapped[str | None] = mapped_column(Text)
    area_id: Mapped[Big | None]
    keeps: Mapped[str | None] = mapped_column(Text)
    duty_rule: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Shift(Withdrawable, InCounty, Base):
    """That somebody is on duty from one moment to another, in a position or for an area."""

    __tablename__ = "shift"
    __table_args__ = (
        _person(),
        ForeignKeyConstraint(["county", "position_id"], ["position.county", "position.id"]),
        ForeignKeyConstraint(["county", "area_id"], ["area.county", "area.id"]),
        ForeignKeyConstraint(["county", "swap_of"], ["shift.county", "shift.id"]),
        CheckConstraint("(position_id IS NULL) <> (area_id IS NULL)", name="by_position_or_by_area"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("ends_at - starts_at <= interval '31 days'", name="not_endless"),
        CheckConstraint("source IN ('desk', 'import', 'swap')", name="source"),
        ExcludeConstraint(
            ("county", "="),
            (text("(position_id + 0)"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            where=text(f"{LIVE} AND position_id IS NOT NULL"),
            name="ex_shift_of_position",
        ),
        ExcludeConstraint(
            ("county", "="),
            (text("(CAST(area_id AS text) || ' ' || CAST(person_id AS text))"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            where=text(f"{LIVE} AND area_id IS NOT NULL"),
            name="ex_shift_of_area",
        ),
        Index(
            "ix_shift_position",
            "position_id",
            "county",
            "starts_at",
            postgresql_include=["ends_at", "id"],
            postgresql_where=text(f"{LIVE} AND position_id IS NOT NULL"),
        ),
        Index(
            "ix_shift_area",
            "area_id",
            "person_id",
            "county",
            "starts_at",
            postgresql_include=["ends_at", "id"],
            postgresql_where=text(f"{LIVE} AND area_id IS NOT NULL"),
        ),
        Index("ix_shift_person", "person_id", "county", "starts_at"),
        Index("ix_shift_swap", "swap_of", "county", postgresql_where=text("swap_of IS NOT NULL")),
    )

    position_id: Mapped[Big | None]
    area_id: Mapped[Big | None]
    person_id: Mapped[Big]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    source: Mapped[str] = mapped_column(Text)
    swap_of: Mapped[Big | None]


class Leave(Withdrawable, InCounty, Base):
    """That a person is away, whatever the roster says."""

    __tablename__ = "leave"
    __table_args__ = (
        _person(),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("kind IN ('annual', 'sick', 'training', 'secondment', 'other')", name="kind"),
        ExcludeConstraint(
            ("county", "="),
            (text("(person_id + 0)"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            where=text(LIVE),
            name="ex_leave_of_person",
        ),
        Index(
            "ix_leave_person",
            "person_id",
            "county",
            "starts_at",
            postgresql_include=["ends_at", "id"],
            postgresql_where=text(LIVE),
        ),
    )

    person_id: Mapped[Big]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    kind: Mapped[str] = mapped_column(Text)


class Credential:
    """A secret handed out once; what is kept recognises it and cannot make it."""

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_strong: Mapped[bool] = mapped_column(Boolean)


class WebSession(Credential, InCounty, Base):
    """A browser that has signed in. `is_strong` once a second factor was shown in it, `replaced` by a later sign-in."""

    __tablename__ = "web_session"
    __table_args__ = (
        _person(),
        Index("ix_web_session_person", "person_id", "county", postgresql_where=text("revoked_at IS NULL")),
    )

    person_id: Mapped[Big]
    seen_at: Mapped[Moment]
    source: Mapped[str] = mapped_column(Text)
    replaced: Mapped[bool] = mapped_column(Boolean, server_default=false())


class AccessToken(Credential, InCounty, Base):
    """A program that acts for a person, with a part of that person's permissions or with all of them."""

    __tablename__ = "access_token"
    __table_args__ = (
        _person(),
        CheckConstraint("expires_at > created_at", name="expires_later"),
        Index("ix_access_token_person", "person_id", "county"),
    )

    person_id: Mapped[Big]
    name: Mapped[str] = mapped_column(Text)
    permissions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    expires_at: Mapped[Moment]
    last_used_on: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[Big | None]


class PastPassword(InCounty, Base):
    """A password somebody had before."""

    __tablename__ = "past_password"
    __table_args__ = (_person(), Index("ix_past_password_person", "person_id", "county"))

    person_id: Mapped[Big]
    password_hash: Mapped[str] = mapped_column(Text)


class SignInCounter(Base):
    """Wrong passwords for an account or from a source, as hashed names; `county` is 000000 for sources."""

    __tablename__ = "sign_in_counter"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"),)

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    subject: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    failed_at: Mapped[Moment]
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
