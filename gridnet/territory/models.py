"""The tables of territory: divisions, stations, areas, and every version of their outlines."""

from datetime import date

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Json, Moment
from gridnet.base.db import Base

NETWORKS = "network IN ('community', 'police')"
KINDS = "kind IN ('general', 'dedicated')"


class Division(Base):
    """A province, city, county, township or village, under its statistical code of 6, 9 or 12 digits."""

    __tablename__ = "division"
    __table_args__ = (
        CheckConstraint("code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'", name="code_has_6_9_or_12_digits"),
        CheckConstraint("level IN ('province', 'city', 'county', 'township', 'village')", name="level"),
        CheckConstraint("valid_to > valid_from", name="valid_in_order"),
        Index("ix_division_parent", "parent_code", "code"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(Text)
    urban_class: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class DivisionSuccessor(Base):
    """That one code was merged into, split into or renamed to another."""

    __tablename__ = "division_successor"

    old_code: Mapped[str] = mapped_column(Text, primary_key=True)
    new_code: Mapped[str] = mapped_column(Text, primary_key=True)
    from_date: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)


class DivisionOutline(Base):
    """Where a county lies, in one version."""

    __tablename__ = "division_outline"
    __table_args__ = (Index("ix_division_outline_code", "division_code", "valid_from"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    division_code: Mapped[str] = mapped_column(Text)
    outline: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", 4326, spatial_index=False))
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment | None]


class OutlineStamp(Base):
    """A counter that moves with every change of county outlines, so that no index of them grows stale."""

    __tablename__ = "outline_stamp"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    stamp: Mapped[Big]


class Station(InCounty, Base):
    """A police station, to which beats belong."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("county", "code", name="uq_station_code"),)

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    division_code: Mapped[str] = mapped_column(Text)


class Draft(InCounty, Base):
    """A layer as it was imported, on its way to publication: draft, checked, published or withdrawn."""

    __tablename__ = "boundary_draft"
    __table_args__ = (
        CheckConstraint(NETWORKS, name="network"),
        CheckConstraint("state IN ('draft', 'checked', 'published', 'retired', 'withdrawn')", name="state"),
        CheckConstraint("verdict IN ('clean', 'warnings', 'blocked')", name="verdict"),
        Index("ix_boundary_draft_network", "county", "network", "id"),
    )

    network: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    datum: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str | None] = mapped_column(Text)
    report: Mapped[Json]
    created_at: Mapped[Moment]
    created_by: Mapped[Big | None]


class DraftOutline(InCounty, Base):
    """One area of a draft."""

    __tablename__ = "draft_outline"
    __table_args__ = (
        ForeignKeyConstraint(["county", "draft_id"], ["boundary_draft.county", "boundary_draft.id"]),
        CheckConstraint(KINDS, name="kind"),
        UniqueConstraint("county", "draft_id", "code", name="uq_draft_outline_code"),
    )

    draft_id: Mapped[Big]
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(Text)
    area_m2: Mapped[float] = mapped_column(Double)
    outline: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", 4326, spatial_index=False))


class Publication(InCounty, Base):
    """That a layer came into force at a moment. Append-only."""

    __tablename__ = "publication"
    __table_args__ = (
        ForeignKeyConstraint(["county", "draft_id"], ["boundary_draft.county", "boundary_draft.id"]),
        CheckConstraint(NETWORKS, name="network"),
        UniqueConstraint("county", "network", "valid_from", name="uq_publication_moment"),
    )

    network: Mapped[str] = mapped_column(Text)
    draft_id: Mapped[Big]
    valid_from: Mapped[Moment]
    published_at: Mapped[Moment]
    published_by: Mapped[Big | None]
    opened: Mapped[int] = mapped_column(Integer)
    closed: Mapped[int] = mapped_column(Integer)
    kept: Mapped[int] = mapped_column(Integer)


class Area(InCounty, Base):
    """A grid or a beat, through all the versions of its outline."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint(NETWORKS, name="network"),
        UniqueConstraint("county", "network", "code", name="uq_area_code"),
    )

    network: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)


class AreaOutline(InCounty, Base):
    """One version of an area: its outline, name, kind and parent from one moment to another.

    Rows are never rewritten; only `valid_to` is set, once, when the next version begins or the area is retired.
    """

    __tablename__ = "area_outline"
    __table_args__ = (
        ForeignKeyConstraint(["county", "area_id"], ["area.county", "area.id"]),
        ForeignKeyConstraint(["county", "publication_id"], ["publication.county", "publication.id"]),
        CheckConstraint(NETWORKS, name="network"),
        CheckConstraint(KINDS, name="kind"),
        CheckConstraint("valid_to > valid_from", name="valid_in_order"),
        ExcludeConstraint(
            ("county", "="),
            ("area_id", "="),
            (text("tstzrange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_area_outline_one_version_at_a_time",
        ),
        Index("ix_area_outline_outline", "outline", postgresql_using="gist"),
        Index("ix_area_outline_area", "county", "area_id", "valid_from"),
        Index("ix_area_outline_layer", "county", "network", "code", "id"),
        Index("ix_area_outline_current", "county", "network", "code", postgresql_where=text("valid_to IS NULL")),
    )

    area_id: Mapped[Big]
    publication_id: Mapped[Big]
    network: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(Text)
    area_m2: Mapped[float] = mapped_column(Double)
    outline: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", 4326, spatial_index=False))
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment | None]
