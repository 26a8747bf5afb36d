"""Look-ups that stay with the B-trees, cards by whoever heard of them, and notices that may go once they are old.

The planner takes a GiST index and a B-tree for equally cheap where both hold the columns asked for; reading the GiST
one costs thirty times as much. So the constraints against overlaps keep what they compare as expressions, which no
question asks for. The county stays a column: a sharded table needs it as one.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from migrations import grants

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

LIVE = "withdrawn_at IS NULL"
STANDS, LASTS = "tstzrange(valid_from, valid_to)", "tstzrange(starts_at, ends_at)"
SEAT = (
    "CAST(person_id AS text) || ' ' || role || ' ' || scope || ' ' || CAST(coalesce(area_id, 0) AS text) || ' '"
    " || coalesce(station_code, '')"
)
#: Table, name, where, what was compared and what is, when.
CONSTRAINTS = (
    ("area_outline", "ex_area_outline_one_at_a_time", None, ("area_id",), "(area_id + 0)", STANDS),
    (
        "position",
        "ex_position_held_once_at_a_time",
        LIVE,
        ("person_id", "role", "scope", "coalesce(area_id, 0)", "coalesce(station_code, '')"),
        f"({SEAT})",
        STANDS,
    ),
    (
        "shift",
        "ex_shift_of_position",
        f"{LIVE} AND position_id IS NOT NULL",
        ("position_id",),
        "(position_id + 0)",
        LASTS,
    ),
    (
        "shift",
        "ex_shift_of_area",
        f"{LIVE} AND area_id IS NOT NULL",
        ("area_id", "person_id"),
        "(CAST(area_id AS text) || ' ' || CAST(person_id AS text))",
        LASTS,
    ),
    ("leave", "ex_leave_of_person", LIVE, ("person_id",), "(person_id + 0)", LASTS),
)
DISPOSABLE = ("notice", "notice_delivery", "notice_delivery_part")


def _exclude(table, name, where, equal, when):
    op.drop_constraint(name, table)
    pairs = [*((sa.text(each), "=") for each in ("county", *equal)), (sa.text(when), "&&")]
    sa_table = sa.Table(table, sa.MetaData())
    made = ExcludeConstraint(*pairs, using="gist", where=sa.text(where) if where else None, name=name)
    sa_table.append_constraint(made)
    op.execute(sa.schema.AddConstraint(made))


def upgrade():
    for table, name, where, _, now, when in CONSTRAINTS:
        _exclude(table, name, where, (now,), when)
    op.create_index(
        "ix_card_escalation_heard",
        "card_escalation",
        ["person_id", "card_id", "county"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    grants.disposable(*DISPOSABLE)


def downgrade():
    grants.ordinary("notice", "notice_delivery")
    grants.append_only("notice_delivery_part")
    op.drop_index("ix_card_escalation_heard", "card_escalation")
    for table, name, where, before, _, when in CONSTRAINTS:
        _exclude(table, name, where, before, when)
