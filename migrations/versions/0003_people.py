"""Persons, positions, roster, credentials."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint

from migrations import grants

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE = "withdrawn_at IS NULL"
ROLES = (
    "role IN ('grid_worker', 'grid_helper', 'grid_leader', 'officer', 'auxiliary', 'station_duty', 'village_desk',"
    " 'township_desk', 'county_desk', 'dispatcher', 'supervisor', 'system_admin', 'security_admin', 'auditor',"
    " 'gateway')"
)


def upgrade():
    _person()
    _position()
    _shift()
    _leave()
    _credentials()
    _counter()
    grants.ordinary("person", "web_session", "access_token")
    grants.append_only("position", "shift", "leave")
    for table in ("position", "shift", "leave"):
        grants.columns(table, "withdrawn_at", "withdrawn_by")
    grants.disposable("sign_in_counter")


def downgrade():
    for table in ("sign_in_counter", "access_token", "web_session", "leave", "shift", "position", "person"):
        op.drop_table(table)


def _key(table):
    return (
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def _big(name, *, null=False):
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _text(name, *, null=False):
    return sa.Column(name, sa.Text(), nullable=null)


def _moment(name, *, null=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _withdrawable():
    return (
        _moment("recorded_at"),
        _big("recorded_by", null=True),
        _moment("withdrawn_at", null=True),
        _big("withdrawn_by", null=True),
    )


def _reference(table, column, other):
    return sa.ForeignKeyConstraint(
        ["county", column], [f"{other}.county", f"{other}.id"], name=f"fk_{table}_county_{column}"
    )


def _check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _exclude(name, where, *columns):
    equal = [(sa.text(column), "=") for column in columns[:-1]]
    return ExcludeConstraint(*equal, (sa.text(columns[-1]), "&&"), using="gist", where=sa.text(where), name=name)


def _person():
    op.create_table(
        "person",
        *_key("person"),
        _text("staff_no"),
        _text("name"),
        sa.Column("phone_sealed", sa.LargeBinary()),
        _text("login", null=True),
        _text("password_hash", null=True),
        _moment("password_at", null=True),
        sa.Column("totp_sealed", sa.LargeBinary()),
        _moment("totp_at", null=True),
        _big("totp_step", null=True),
        _moment("disabled_at", null=True),
        _moment("recorded_at"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.UniqueConstraint("county", "staff_no", name="uq_person_staff_no"),
        sa.UniqueConstraint("login", "county", name="uq_person_login"),
        _check("person", "login_is_lower", "login = lower(login)"),
        _check("person", "password_has_login", "password_hash IS NULL OR login IS NOT NULL"),
        _check("person", "totp_has_secret", "totp_at IS NULL OR totp_sealed IS NOT NULL"),
    )


def _position():
    op.create_table(
        "position",
        *_key("position"),
        _big("person_id"),
        _text("role"),
        _text("network", null=True),
        _text("scope"),
        _text("station_code", null=True),
        _big("area_id", null=True),
        _text("keeps", null=True),
        _text("duty_rule"),
        _moment("valid_from"),
        _moment("valid_to", null=True),
        *_withdrawable(),
        _reference("position", "person_id", "person"),
        _reference("position", "area_id", "area"),
        _check("position", "role", ROLES),
        _check("position", "network", "network IN ('community', 'police')"),
        _check("position", "keeps", "keeps IN ('primary', 'deputy')"),
        _check("position", "duty_rule", "duty_rule IN ('rostered', 'always')"),
        _check("position", "valid_in_order", "valid_to > valid_from"),
        _check("position", "scope_is_a_division", "scope ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$'"),
        _check("position", "scope_holds_or_lies_in_county", "starts_with(scope, county) OR starts_with(county, scope)"),
        _check("position", "keeps_an_area", "keeps IS NULL OR area_id IS NOT NULL"),
        _check("position", "primary_is_no_assistant", "keeps <> 'primary' OR role IN ('grid_worker', 'officer')"),
        _check("position", "station_has_its_officer", "(station_code IS NOT NULL) = (role = 'station_duty')"),
        _exclude(
            "ex_position_held_once_at_a_time",
            LIVE,
            "county",
            "person_id",
            "role",
            "scope",
            "coalesce(area_id, 0)",
            "coalesce(station_code, '')",
            "tstzrange(valid_from, valid_to)",
        ),
    )
    desks = "area_id IS NULL AND role IN ('village_desk', 'township_desk', 'grid_leader')"
    _index("position", "person", ["person_id", "county"], LIVE)
    _index("position", "area", ["area_id", "county"], f"{LIVE} AND area_id IS NOT NULL")
    _index("position", "desk", ["scope", "county"], f"{LIVE} AND {desks}")
    _index("position", "station", ["station_code", "county"], f"{LIVE} AND station_code IS NOT NULL")


def _index(table, name, columns, where=None, include=()):
    more = {"postgresql_where": sa.text(where)} if where else {}
    if include:
        more["postgresql_include"] = list(include)
    op.create_index(f"ix_{table}_{name}", table, columns, **more)


def _shift():
    op.create_table(
        "shift",
        *_key("shift"),
        _big("position_id", null=True),
        _big("area_id", null=True),
        _big("person_id"),
        _moment("starts_at"),
        _moment("ends_at"),
        _text("source"),
        _big("swap_of", null=True),
        *_withdrawable(),
        _reference("shift", "person_id", "person"),
        _reference("shift", "position_id", "position"),
        _reference("shift", "area_id", "area"),
        _reference("shift", "swap_of", "shift"),
        _check("shift", "by_position_or_by_area", "(position_id IS NULL) <> (area_id IS NULL)"),
        _check("shift", "in_order", "ends_at > starts_at"),
        _check("shift", "not_endless", "ends_at - starts_at <= interval '31 days'"),
        _check("shift", "source", "source IN ('desk', 'import', 'swap')"),
        _exclude(
            "ex_shift_of_position",
            f"{LIVE} AND position_id IS NOT NULL",
            "county",
            "position_id",
            "tstzrange(starts_at, ends_at)",
        ),
        _exclude(
            "ex_shift_of_area",
            f"{LIVE} AND area_id IS NOT NULL",
            "county",
            "area_id",
            "person_id",
            "tstzrange(starts_at, ends_at)",
        ),
    )
    found = ("ends_at", "id")
    by_area = ["area_id", "person_id", "county", "starts_at"]
    _index("shift", "position", ["position_id", "county", "starts_at"], f"{LIVE} AND position_id IS NOT NULL", found)
    _index("shift", "area", by_area, f"{LIVE} AND area_id IS NOT NULL", found)
    _index("shift", "person", ["person_id", "county", "starts_at"])


def _leave():
    op.create_table(
        "leave",
        *_key("leave"),
        _big("person_id"),
        _moment("starts_at"),
        _moment("ends_at"),
        _text("kind"),
        *_withdrawable(),
        _reference("leave", "person_id", "person"),
        _check("leave", "in_order", "ends_at > starts_at"),
        _check("leave", "kind", "kind IN ('annual', 'sick', 'training', 'secondment', 'other')"),
        _exclude("ex_leave_of_person", LIVE, "county", "person_id", "tstzrange(starts_at, ends_at)"),
    )
    _index("leave", "person", ["person_id", "county", "starts_at"], LIVE, ("ends_at", "id"))


def _credential():
    return (
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _moment("revoked_at", null=True),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        _big("person_id"),
    )


def _credentials():
    op.create_table(
        "web_session",
        *_key("web_session"),
        *_credential(),
        _moment("seen_at"),
        _text("source"),
        _reference("web_session", "person_id", "person"),
    )
    _index("web_session", "person", ["person_id", "county"], "revoked_at IS NULL")
    op.create_table(
        "access_token",
        *_key("access_token"),
        *_credential(),
        _text("name"),
        sa.Column("permissions", ARRAY(sa.Text())),
        _moment("expires_at"),
        sa.Column("last_used_on", sa.Date()),
        _big("created_by", null=True),
        _reference("access_token", "person_id", "person"),
        _check("access_token", "expires_later", "expires_at > created_at"),
    )
    _index("access_token", "person", ["person_id", "county"])


def _counter():
    op.create_table(
        "sign_in_counter",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        _moment("failed_at"),
        _moment("locked_until", null=True),
        sa.PrimaryKeyConstraint("county", "subject", name="pk_sign_in_counter"),
        _check("sign_in_counter", "failures", "failures >= 0"),
    )
