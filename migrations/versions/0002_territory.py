"""Divisions, stations, boundary drafts, publications, areas and their outlines."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint

from migrations import grants

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "division",
    "division_successor",
    "division_outline",
    "station",
    "boundary_draft",
    "draft_outline",
    "draft_finding",
    "publication",
    "area",
    "area_outline",
)


def outline():
    return sa.Column("outline", Geometry("MULTIPOLYGON", 4326, spatial_index=False), nullable=False)


def in_county(table, *rest):
    op.create_table(
        table,
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def column(name, kind=sa.Text, *, nullable=False):
    return sa.Column(name, kind(), nullable=nullable)


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def is_network(table):
    return check(table, "network", "network IN ('community', 'police')")


def is_kind(table):
    return check(table, "kind", "kind IN ('general', 'dedicated')")


def of(table, column):
    """A foreign key of the same county."""
    name = {"boundary_draft": "draft_id", "area": "area_id", "publication": "publication_id"}[table]
    return sa.ForeignKeyConstraint(
        ["county", name], [f"{table}.county", f"{table}.id"], name=op.f(f"fk_{column}_county_{name}")
    )


def upgrade():
    divisions()
    drafts()
    areas()
    grants.ordinary("division", "station", "boundary_draft", "area")
    grants.append_only("division_successor", "division_outline", "publication", "area_outline")
    grants.disposable("draft_outline", "draft_finding")
    grants.columns("division_outline", "valid_to")
    grants.columns("area_outline", "valid_to")


def divisions():
    op.create_table(
        "division",
        column("code"),
        column("name"),
        column("level"),
        column("parent_code", nullable=True),
        column("urban_class", nullable=True),
        column("valid_from", sa.Date),
        column("valid_to", sa.Date, nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_division"),
        check("division", "code_is_6_9_or_12_digits", "code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'"),
        check("division", "level", "level IN ('province', 'city', 'county', 'township', 'village')"),
        check("division", "valid_for_a_while", "valid_to > valid_from"),
    )
    op.create_index("ix_division_parent", "division", ["parent_code"])
    op.create_table(
        "division_successor",
        column("old_code"),
        column("new_code"),
        column("from_date", sa.Date),
        column("note"),
        sa.PrimaryKeyConstraint("old_code", "new_code", name="pk_division_successor"),
        sa.ForeignKeyConstraint(["old_code"], ["division.code"], name="fk_division_successor_old_code"),
        sa.ForeignKeyConstraint(["new_code"], ["division.code"], name="fk_division_successor_new_code"),
        check("division_successor", "another_code", "old_code <> new_code"),
    )
    op.create_table(
        "division_outline",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        column("division_code"),
        outline(),
        moment("valid_from"),
        moment("valid_to", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_division_outline"),
        sa.ForeignKeyConstraint(["division_code"], ["division.code"], name="fk_division_outline_division_code"),
        check("division_outline", "valid_for_a_while", "valid_to > valid_from"),
        ExcludeConstraint(
            ("division_code", "="),
            (sa.text("tstzrange(valid_from, valid_to)"), "&&"),
            name="ex_division_outline_one_at_a_time",
            using="gist",
        ),
    )
    in_county(
        "station",
        column("code"),
        column("name"),
        column("division_code", nullable=True),
        sa.UniqueConstraint("code", "county", name="uq_station_code"),
    )


def drafts():
    in_county(
        "boundary_draft",
        column("network"),
        column("state"),
        column("source"),
        column("datum"),
        column("crs"),
        moment("created_at"),
        column("created_by", sa.BigInteger, nullable=True),
        column("verdict", nullable=True),
        column("report", JSONB),
        column("areas", sa.Integer),
        column("rejected", sa.Integer),
        column("version", sa.Integer),
        is_network("boundary_draft"),
        check("boundary_draft", "state", "state IN ('draft', 'checked', 'published', 'retired', 'withdrawn')"),
        check("boundary_draft", "verdict", "verdict IN ('clean', 'warnings', 'blocked')"),
        check("boundary_draft", "checked_has_verdict", "state <> 'checked' OR verdict IS NOT NULL"),
    )
    op.create_index("ix_boundary_draft_network", "boundary_draft", ["network", "county", "id"])
    in_county(
        "draft_outline",
        column("draft_id", sa.BigInteger),
        column("code"),
        column("name"),
        column("kind"),
        column("parent_code", nullable=True),
        column("area_m2", sa.Double),
        outline(),
        of("boundary_draft", "draft_outline"),
        is_kind("draft_outline"),
    )
    op.create_index("ix_draft_outline_code", "draft_outline", ["draft_id", "county", "code"])
    in_county(
        "draft_finding",
        column("draft_id", sa.BigInteger),
        column("kind"),
        sa.Column("codes", ARRAY(sa.Text()), nullable=False),
        column("area_m2", sa.Double),
        column("sentence"),
        sa.Column("shape", Geometry("GEOMETRY", 4326, spatial_index=False)),
        of("boundary_draft", "draft_finding"),
    )
    op.create_index("ix_draft_finding_draft", "draft_finding", ["draft_id", "county", "id"])


def areas():
    in_county(
        "publication",
        column("network"),
        column("draft_id", sa.BigInteger),
        moment("valid_from"),
        moment("published_at"),
        column("published_by", sa.BigInteger, nullable=True),
        column("backdated", sa.Boolean),
        column("added", sa.Integer),
        column("changed", sa.Integer),
        column("kept", sa.Integer),
        column("retired", sa.Integer),
        of("boundary_draft", "publication"),
        sa.UniqueConstraint("network", "county", "valid_from", name="uq_publication_moment"),
        sa.UniqueConstraint("draft_id", "county", name="uq_publication_draft"),
        is_network("publication"),
    )
    in_county(
        "area",
        column("network"),
        column("code"),
        sa.UniqueConstraint("network", "county", "code", name="uq_area_code"),
        is_network("area"),
    )
    in_county(
        "area_outline",
        column("area_id", sa.BigInteger),
        column("network"),
        column("publication_id", sa.BigInteger),
        column("kind"),
        column("code"),
        column("name"),
        column("parent_code", nullable=True),
        column("area_m2", sa.Double),
        outline(),
        moment("valid_from"),
        moment("valid_to", nullable=True),
        of("area", "area_outline"),
        of("publication", "area_outline"),
        is_network("area_outline"),
        is_kind("area_outline"),
        check("area_outline", "valid_for_a_while", "valid_to > valid_from"),
        ExcludeConstraint(
            ("area_id", "="),
            ("county", "="),
            (sa.text("tstzrange(valid_from, valid_to)"), "&&"),
            name="ex_area_outline_one_at_a_time",
            using="gist",
        ),
    )
    # The county is in the index so that the planner is not tempted to fetch all rows of a county beside it.
    op.create_index("ix_area_outline_outline", "area_outline", ["outline", "county"], postgresql_using="gist")
    op.create_index("ix_area_outline_area", "area_outline", ["area_id", "county", "valid_from"])
    op.create_index("ix_area_outline_layer", "area_outline", ["network", "county", "code", "valid_from"])


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
