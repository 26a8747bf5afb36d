"""The tables of the territory: divisions, stations, drafts, publications, areas and every version of their outlines."""

from datetime import date
from enum import StrEnum

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geo.verdicts import Grade
from gridnet.base.columns import Big, InCounty, Json, Moment
from gridnet.base.db import Base
from gridnet.base.network import Network
from gridnet.territory.values import DraftState, Kind, Level

OUTLINE = Geometry("MULTIPOLYGON", 4326, spatial_index=False)
SHAPE = Geometry("GEOMETRY", 4326, spatial_index=False)


def one_of(column: str, values: type[StrEnum]) -> str:
    """The SQL that repeats an enumeration's promise."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


IS_NETWORK = one_of("network", Network)
IS_KIND = one_of("kind", Kind)


class Division(Base):
    """An administrative division, by its code: six digits down to the county, nine a township, twelve a village."""

    __tablename__ = "division"
    __table_args__ = (
        CheckConstraint("code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'", name="code_is_6_9_or_12_digits"),
        CheckConstraint(one_of("level", Level), name="level"),
        CheckConstraint("valid_to > valid_from", name="valid_for_a_while"),
        Index("ix_division_parent", "parent_code"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(Text)
    urban_class: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class DivisionSuccessor(Base):
    """That a code's ground went on under another code. Append-only."""

    __tablename__ = "division_successor"
    __table_args__ = (CheckConstraint("old_code <> new_code", name="another_code"),)

    old_code: Mapped[str] = mapped_column(ForeignKey("division.code"), primary_key=True)
    new_code: Mapped[str] = mapped_column(ForeignKey("division.code"), primary_key=True)
    from_date: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)


class DivisionOutline(Base):
    """A county's outline while it was valid; of a version only its end may change."""

    __tablename__ = "division_outline"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="valid_for_a_while"),
        ExcludeConstraint(
            ("division_code", "="),
            (text("tstzrange(valid_from, valid_to)"), "&&"),
            name="ex_division_outline_one_at_a_time",
            using="gist",
        ),
    )

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=True)
    division_code: Mapped[str] = mapped_column(ForeignKey("division.code"))
    outline: Mapped[WKBElement] = mapped_column(OUTLINE)
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment | None]


class Station(InCounty, Base):
    """A police station; each beat belongs to one."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("code", "county", name="uq_station_code"),)

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    division_code: Mapped[str | None] = mapped_column(Text)


class Draft(InCounty, Base):
    """A layer read from a file, looked at before it is published. Its report says what is wrong with it."""

    __tablename__ = "boundary_draft"
    __table_args__ = (
        CheckConstraint(IS_NETWORK, name="network"),
        CheckConstraint(one_of("state", DraftState), name="state"),
        CheckConstraint(one_of("verdict", Grade), name="verdict"),
        CheckConstraint("state <> 'checked' OR verdict IS NOT NULL", name="checked_has_verdict"),
        Index("ix_boundary_draft_network", "network", "county", "id"),
    )

    network: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    datum: Mapped[str] = mapped_column(Text)
    crs: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    created_by: Mapped[Big | None]
    verdict: Mapped[str | None] = mapped_column(Text)
    report: Mapped[Json]
    areas: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)


class DraftOutline(InCounty, Base):
    """One area of a draft; gone once the draft is published or withdrawn."""

    __tablename__ = "draft_outline"
    __table_args__ = (
        ForeignKeyConstraint(["county", "draft_id"], ["boundary_draft.county", "boundary_draft.id"]),
        Index("ix_draft_outline_code", "draft_id", "county", "code"),
        CheckConstraint(IS_KIND, name="kind"),
    )

    draft_id: Mapped[Big]
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(Text)
    area_m2: Mapped[float] = mapped_column(Double)
    outline: Mapped[WKBElement] = mapped_column(OUTLINE)


class DraftFinding(InCounty, Base):
    """One thing wrong with a draft, with the shape to look at where it has one."""

    __tablename__ = "draft_finding"
    __table_args__ = (
        ForeignKeyConstraint(["county", "draft_id"], ["boundary_draft.county", "boundary_draft.id"]),
        Index("ix_draft_finding_draft", "draft_id", "county", "id"),
    )

    draft_id: Mapped[Big]
    kind: Mapped[str] = mapped_column(Text)
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    area_m2: Mapped[float] = mapped_column(Double)
    sentence: Mapped[str] = mapped_column(Text)
    shape: Mapped[WKBElement | None] = mapped_column(SHAPE)


class Publication(InCounty, Base):
    """That a draft became the layer of its network from a moment on. Append-only."""

    __tablename__ = "publication"
    __table_args__ = (
        ForeignKeyConstraint(["county", "draft_id"], ["boundary_draft.county", "boundary_draft.id"]),
        UniqueConstraint("network", "county", "valid_from", name="uq_publication_moment"),
        UniqueConstraint("draft_id", "county", name="uq_publication_draft"),
        CheckConstraint(IS_NETWORK, name="network"),
    )

    network: Mapped[str] = mapped_column(Text)
    draft_id: Mapped[Big]
    valid_from: Mapped[Moment]
    published_at: Mapped[Moment]
    published_by: Mapped[Big | None]
    backdated: Mapped[bool] = mapped_column(Boolean)
    added: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    kept: Mapped[int] = mapped_column(Integer)
    retired: Mapped[int] = mapped_column(Integer)


class Area(InCounty, Base):
    """A grid or a beat, through all the versions of its outline."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("network", "county", "code", name="uq_area_code"),
        CheckConstraint(IS_NETWORK, name="network"),
    )

    network: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)


class AreaOutline(InCounty, Base):
    """One version of an area: its outline, name, kind and parent from one moment to another.

    Rows are never rewritten; only `valid_to` is set, when the next version begins or the area is retired.
    """

    __tablename__ = "area_outline"
    __table_args__ = (
        ForeignKeyConstraint(["county", "area_id"], ["area.county", "area.id"]),
        ForeignKeyConstraint(["county", "publication_id"], ["publication.county", "publication.id"]),
        CheckConstraint(IS_NETWORK, name="network"),
        CheckConstraint(IS_KIND, name="kind"),
        CheckConstraint("valid_to > valid_from", name="valid_for_a_while"),
        ExcludeConstraint(  # of an expression, so that no look-up by area is tempted to read it: its B-tree is quicker
            ("county", "="),
            (text("(area_id + 0)"), "="),
            (text("tstzrange(valid_from, valid_to)"), "&&"),
            name="ex_area_outline_one_at_a_time",
            using="gist",
        ),
        Index("ix_area_outline_outline", "outline", "county", postgresql_using="gist"),
        Index("ix_area_outline_area", "area_id", "county", "valid_from"),
        Index("ix_area_outline_layer", "network", "county", "code", "valid_from"),
    )

    area_id: Mapped[Big]
    network: Mapped[str] = mapped_column(Text)
    publication_id: Mapped[Big]
    kind: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(Text)
    area_m2: Mapped[float] = mapped_column(Double)
    outline: Mapped[WKBElement] = mapped_column(OUTLINE)
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment | None]
