"""Notices, the channels they go out by, and what became of every message."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations import grants

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    _notice()
    _channel()
    _delivery()
    _part()
    grants.ordinary("notice", "notice_channel", "notice_delivery")
    grants.append_only("notice_delivery_part")


def _keyed(table, *rest):
    op.create_table(
        table,
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def _to(table, column, target):
    return sa.ForeignKeyConstraint(
        ["county", column], [f"{target}.county", f"{target}.id"], name=f"fk_{table}_county_{column}"
    )


def _notice():
    _keyed(
        "notice",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("position_id", sa.BigInteger(), nullable=True),
        sa.Column("desk_code", sa.Text(), nullable=True),
        sa.Column("params", JSONB(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("network", sa.Text(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("route_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        _to("notice", "person_id", "person"),
        sa.CheckConstraint("person_id IS NOT NULL OR desk_code IS NOT NULL", name=op.f("ck_notice_told_to_somebody")),
        sa.CheckConstraint("(not_before IS NULL) = (hold_reason IS NULL)", name=op.f("ck_notice_held_for_a_reason")),
        sa.UniqueConstraint("key", "county", name="uq_notice_key"),
    )
    op.create_index("ix_notice_inbox", "notice", ["person_id", "county", "id"])
    op.create_index(
        "ix_notice_unseen", "notice", ["person_id", "county", "id"], postgresql_where=sa.text("seen_at IS NULL")
    )
    op.create_index(
        "ix_notice_to_route", "notice", ["route_at", "county"], postgresql_where=sa.text("route_at IS NOT NULL")
    )


def _channel():
    _keyed(
        "notice_channel",
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("urgent_only", sa.Boolean(), nullable=False),
        sa.Column("kinds", ARRAY(sa.Text()), nullable=True),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_at", MOMENT, nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        _to("notice_channel", "person_id", "person"),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (division_code IS NULL)", name=op.f("ck_notice_channel_of_a_person_or_a_division")
        ),
        sa.CheckConstraint(
            "starts_with(division_code, county)", name=op.f("ck_notice_channel_division_lies_in_county")
        ),
        sa.CheckConstraint(
            "kinds IS NULL OR division_code IS NOT NULL", name=op.f("ck_notice_channel_kinds_are_of_robots")
        ),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_notice_channel_language")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_notice_channel_tries")),
    )
    op.create_index("ix_notice_channel_person", "notice_channel", ["person_id", "county"])
    op.create_index("ix_notice_channel_division", "notice_channel", ["division_code", "county"])


def _delivery():
    _keyed(
        "notice_delivery",
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("unsure", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("next_try_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        _to("notice_delivery", "channel_id", "notice_channel"),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'failed', 'sent', 'given_up')", name=op.f("ck_notice_delivery_state")
        ),
        sa.CheckConstraint(
            "(next_try_at IS NULL) = (state IN ('sent', 'given_up'))",
            name=op.f("ck_notice_delivery_tried_again_until_it_ended"),
        ),
        sa.CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name=op.f("ck_notice_delivery_sent_when_sent")),
        sa.CheckConstraint("tries >= 0 AND unsure >= 0", name=op.f("ck_notice_delivery_counts")),
    )
    op.create_index(
        "ix_notice_delivery_due",
        "notice_delivery",
        ["next_try_at", "county"],
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_index(
        "ix_notice_delivery_given_up",
        "notice_delivery",
        ["id", "county"],
        postgresql_where=sa.text("state = 'given_up'"),
    )
    op.create_index("ix_notice_delivery_channel", "notice_delivery", ["channel_id", "county"])


def _part():
    op.create_table(
        "notice_delivery_part",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        _to("notice_delivery_part", "notice_id", "notice"),
        _to("notice_delivery_part", "channel_id", "notice_channel"),
        _to("notice_delivery_part", "delivery_id", "notice_delivery"),
        sa.PrimaryKeyConstraint("county", "notice_id", "channel_id", name="pk_notice_delivery_part"),
    )
    op.create_index("ix_notice_delivery_part_delivery", "notice_delivery_part", ["delivery_id", "county"])


def downgrade():
    for table in ("notice_delivery_part", "notice_delivery", "notice_channel", "notice"):
        op.drop_table(table)
