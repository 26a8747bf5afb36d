"""History only grows: the database refuses the service what would rewrite it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

APPEND_ONLY = (
    "audit_entry",
    "audit_seal",
    "audit_sealed",
    "incident_entry",
    "incident_named",
    "step_receipt",
    "assignment_why",
    "publication",
    "area_outline",
    "division_successor",
    "division_outline",
    "calendar_year",
    "calendar_day",
    "policy_version",
    "card_escalation",
    "clock_epoch",
    "whistle_entry",
)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table}"]
)
def test_the_service_cannot_rewrite(session, table, statement):
    column = session.scalar(
        text("SELECT attname FROM pg_attribute WHERE attrelid = CAST(:table AS regclass) AND attnum = 1"),
        {"table": table},
    )
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(statement.format(table=table, column=column)))


def test_only_the_end_of_a_version_can_be_set(session):
    asked = text("""
        SELECT table_name, column_name FROM information_schema.column_privileges
        WHERE grantee = 'gridnet_service' AND privilege_type = 'UPDATE' AND table_name = ANY(:tables)
    """)
    found = {tuple(row) for row in session.execute(asked, {"tables": list(APPEND_ONLY)})}
    assert found == {("area_outline", "valid_to"), ("division_outline", "valid_to")}


def test_nothing_that_is_kept_can_be_truncated_by_the_service(session):
    asked = text("""
        SELECT table_name FROM information_schema.table_privileges
        WHERE grantee = 'gridnet_service' AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
    """)
    assert session.scalars(asked).all() == []


def test_the_service_owns_nothing_and_makes_nothing(session):
    assert session.scalar(text("SELECT count(*) FROM pg_class WHERE relowner = 'gridnet_service'::regrole")) == 0
    assert not session.scalar(text("SELECT has_schema_privilege('gridnet_service', 'public', 'CREATE')"))


def test_there_is_no_trigger(session):
    """Triggers are refused on distributed tables, and what they do is seen in no code."""
    made = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    assert session.scalars(made).all() == []


def test_every_table_of_a_county_has_the_county_in_its_key(session):
    asked = text("""
        SELECT c.relname,
               (SELECT array_agg(a.attname ORDER BY k.place)
                FROM unnest(p.conkey) WITH ORDINALITY AS k (number, place)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number) AS key
        FROM pg_class c JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p'
        WHERE c.relowner = 'gridnet'::regrole AND c.relkind = 'r'
    """)
    reference = {"alembic_version", "category", "division", "division_successor", "division_outline", "policy_version"}
    reference |= {"ladder_level", "calendar", "calendar_year", "calendar_day"}
    keys = {name: key for name, key in session.execute(asked) if name not in reference}
    stamps = {name for name, key in keys.items() if key[0] != "county" and "stamp" not in name}
    assert not stamps, "every operational table is kept, moved and purged by county"


def test_foreign_keys_carry_the_county(session):
    asked = text("""
        SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint c
        WHERE contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_attribute a
            WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) AND a.attname = 'county')
    """)
    reference = {name for name in session.scalars(asked) if not name.startswith(("division_", "calendar_"))}
    assert not reference
