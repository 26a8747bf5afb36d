"""Categories, incidents, legs, timelines, photos, and the receipts that make intake happen once."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

from migrations import grants

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "category",
    "category_override",
    "intake_receipt",
    "step_receipt",
    "incident",
    "assignment",
    "incident_entry",
    "incident_named",
    "attachment",
)
POLICE_ROLES = "police_role IN ('lead', 'joint', 'assist', 'inform', 'none')"
SENSITIVITIES = "sensitivity IN ('normal', 'private', 'restricted')"
PRIORITIES = "priority IN ('P1', 'P2', 'P3', 'P4')"
LEG_STATES = (
    "state IN ('assigned', 'accepted', 'departed', 'on_scene', 'handling', 'suspended', 'handled', 'closed', "
    "'released')"
)
STATES = (
    "state IN ('assigned', 'accepted', 'departed', 'on_scene', 'handling', 'suspended', 'handled', 'verified', "
    "'closed', 'rejected', 'duplicate', 'converted')"
)


def column(name, kind=sa.Text, *, nullable=False):
    return sa.Column(name, kind() if isinstance(kind, type) else kind, nullable=nullable)


def maybe(name, kind=sa.Text):
    return column(name, kind, nullable=True)


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def in_county(table, *rest):
    op.create_table(
        table,
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def of_incident(table):
    return sa.ForeignKeyConstraint(
        ["county", "incident_id"], ["incident.county", "incident.id"], name=op.f(f"fk_{table}_county")
    )


def upgrade():
    categories()
    receipts()
    incident()
    assignment()
    story()
    grants.ordinary("category_override", "incident", "assignment", "attachment", "category")
    grants.append_only("incident_entry", "incident_named", "step_receipt")
    grants.disposable("intake_receipt")


def categories():
    op.create_table(
        "category",
        column("code"),
        column("name_zh"),
        column("name_en"),
        column("police_role"),
        column("sensitivity"),
        column("priority"),
        column("conflict_route", sa.Boolean),
        column("version", sa.Integer),
        sa.PrimaryKeyConstraint("code", name="pk_category"),
        check("category", "code_is_four_digits", "code ~ '^[0-9]{4}$'"),
        check("category", "police_role", POLICE_ROLES),
        check("category", "sensitivity", SENSITIVITIES),
        check("category", "priority", PRIORITIES),
    )
    op.create_table(
        "category_override",
        column("county", sa.String(6)),
        column("code"),
        maybe("name_zh"),
        maybe("name_en"),
        maybe("police_role"),
        maybe("sensitivity"),
        maybe("priority"),
        sa.Column("is_retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        column("version", sa.Integer),
        sa.PrimaryKeyConstraint("county", "code", name="pk_category_override"),
        check("category_override", "police_role", POLICE_ROLES),
        check("category_override", "sensitivity", SENSITIVITIES),
        check("category_override", "priority", PRIORITIES),
        check(
            "category_override",
            "own_category_is_whole",
            "code !~ '^9' OR num_nonnulls(name_zh, name_en, police_role, sensitivity, priority) = 5",
        ),
    )


def receipts():
    op.create_table(
        "intake_receipt",
        column("county", sa.String(6)),
        column("client_ref"),
        column("body_hash", sa.LargeBinary),
        column("incident_county", sa.String(6)),
        column("incident_id", sa.BigInteger),
        moment("recorded_at"),
        sa.PrimaryKeyConstraint("county", "client_ref", name="pk_intake_receipt"),
    )
    op.create_table(
        "step_receipt",
        column("county", sa.String(6)),
        column("client_ref"),
        column("body_hash", sa.LargeBinary),
        column("entry_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("county", "client_ref", name="pk_step_receipt"),
    )


def outline_of(network):
    return sa.ForeignKeyConstraint(
        ["county", f"{network}_outline_id"],
        ["area_outline.county", "area_outline.id"],
        name=f"fk_incident_{network}_outline",
    )


def incident():
    in_county(
        "incident",
        column("category"),
        column("category_version", sa.Integer),
        column("priority"),
        column("channel"),
        column("state"),
        column("version", sa.Integer),
        column("matter"),
        column("text"),
        maybe("address"),
        sa.Column("place", Geometry("POINT", 4326, spatial_index=False)),
        maybe("given_lng", sa.Double),
        maybe("given_lat", sa.Double),
        maybe("given_datum"),
        maybe("accuracy_m", sa.Double),
        column("located_by"),
        maybe("grid_area_id", sa.BigInteger),
        maybe("grid_outline_id", sa.BigInteger),
        maybe("grid_edge_m", sa.Double),
        maybe("beat_area_id", sa.BigInteger),
        maybe("beat_outline_id", sa.BigInteger),
        maybe("beat_edge_m", sa.Double),
        column("division_code"),
        column("desk_code"),
        maybe("people_count", sa.Integer),
        maybe("contact_sealed", sa.LargeBinary),
        moment("occurred_at"),
        moment("captured_at", nullable=True),
        moment("reported_at"),
        moment("recorded_at"),
        maybe("reported_by", sa.BigInteger),
        maybe("reported_as", sa.BigInteger),
        moment("ended_at", nullable=True),
        moment("closed_at", nullable=True),
        maybe("duplicate_of", sa.BigInteger),
        maybe("source_ref"),
        outline_of("grid"),
        outline_of("beat"),
        check("incident", "state", STATES),
        check("incident", "priority", PRIORITIES),
        check("incident", "matter", "matter IN ('ordinary', 'police', 'complaint')"),
        check(
            "incident",
            "located_by_is_known",
            "located_by IN ('point', 'nearest', 'grid_code', 'outside', 'address')",
        ),
        check("incident", "place_or_not", "(located_by IN ('point', 'nearest', 'outside')) = (place IS NOT NULL)"),
        check("incident", "closed_has_time", "(state IN ('closed')) <= (closed_at IS NOT NULL)"),
    )
    op.create_index("ix_incident_alike", "incident", ["category", "county", "reported_at"])
    op.create_index("ix_incident_grid", "incident", ["grid_area_id", "id"])
    op.create_index("ix_incident_beat", "incident", ["beat_area_id", "id"])
    op.create_index("ix_incident_place", "incident", ["place"], postgresql_using="gist")
    op.create_index(
        "ix_incident_unlocated",
        "incident",
        ["desk_code", "id"],
        postgresql_where=sa.text("located_by IN ('outside', 'address') AND ended_at IS NULL"),
    )


def assignment():
    in_county(
        "assignment",
        column("incident_id", sa.BigInteger),
        column("network"),
        column("role"),
        column("state"),
        column("version", sa.Integer),
        maybe("area_id", sa.BigInteger),
        maybe("outline_id", sa.BigInteger),
        maybe("position_id", sa.BigInteger),
        maybe("person_id", sa.BigInteger),
        maybe("desk_code"),
        column("why"),
        maybe("follows", sa.BigInteger),
        moment("assigned_at"),
        moment("accepted_at", nullable=True),
        moment("departed_at", nullable=True),
        moment("arrived_at", nullable=True),
        moment("handled_at", nullable=True),
        moment("ended_at", nullable=True),
        of_incident("assignment"),
        check("assignment", "network", "network IN ('community', 'police')"),
        check("assignment", "role", "role IN ('lead', 'assist', 'inform')"),
        check("assignment", "state", LEG_STATES),
        check("assignment", "has_an_owner", "position_id IS NOT NULL OR desk_code IS NOT NULL"),
        check("assignment", "person_acts_as_position", "(position_id IS NULL) = (person_id IS NULL)"),
        check("assignment", "ended_has_time", "(state IN ('closed', 'released')) = (ended_at IS NOT NULL)"),
    )
    live = sa.text("ended_at IS NULL")
    op.create_index("ix_assignment_incident", "assignment", ["incident_id", "id"])
    op.create_index(
        "uq_assignment_open_lead",
        "assignment",
        ["incident_id", "county"],
        unique=True,
        postgresql_where=sa.text("role = 'lead' AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_assignment_live_leg",
        "assignment",
        ["incident_id", "network", "county"],
        unique=True,
        postgresql_where=live,
    )
    op.create_index("ix_assignment_mine", "assignment", ["person_id", "id"], postgresql_where=live)
    op.create_index(
        "ix_assignment_desk",
        "assignment",
        ["desk_code", "id"],
        postgresql_where=sa.text("ended_at IS NULL AND position_id IS NULL"),
    )


def story():
    in_county(
        "incident_entry",
        column("incident_id", sa.BigInteger),
        maybe("leg_id", sa.BigInteger),
        maybe("network"),
        column("step"),
        maybe("from_state"),
        column("to_state"),
        maybe("reason"),
        maybe("note"),
        maybe("person_id", sa.BigInteger),
        maybe("position_id", sa.BigInteger),
        moment("occurred_at"),
        moment("recorded_at"),
        column("is_late", sa.Boolean),
        maybe("client_ref"),
        column("detail", JSONB),
        of_incident("incident_entry"),
    )
    op.create_index("ix_incident_entry_incident", "incident_entry", ["incident_id", "id"])
    op.create_table(
        "incident_named",
        column("county", sa.String(6)),
        column("incident_id", sa.BigInteger),
        column("person_id", sa.BigInteger),
        column("how"),
        of_incident("incident_named"),
        sa.PrimaryKeyConstraint("county", "incident_id", "person_id", name="pk_incident_named"),
    )
    op.create_index("ix_incident_named_person", "incident_named", ["person_id", "incident_id"])
    in_county(
        "attachment",
        column("incident_id", sa.BigInteger),
        column("sha256"),
        column("media_type"),
        column("size_bytes", sa.Integer),
        column("width_px", sa.Integer),
        column("height_px", sa.Integer),
        moment("taken_at", nullable=True),
        sa.Column("taken_place", Geometry("POINT", 4326, spatial_index=False)),
        maybe("added_by", sa.BigInteger),
        maybe("added_as", sa.BigInteger),
        moment("added_at"),
        of_incident("attachment"),
    )
    op.create_index("ix_attachment_incident", "attachment", ["incident_id", "id"])
    op.create_index("uq_attachment_once", "attachment", ["incident_id", "sha256", "county"], unique=True)


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
