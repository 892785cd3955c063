"""A household's head is one of its own members who has not left: held by triggers on both databases.

That there is a head, and only one, hold the column (never blank) and its uniqueness; no check constraint can
look into another table. Installed on post_migrate, because SQLite rebuilds tables and loses triggers.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

_HEAD_IS_ELSEWHERE = "SELECT 1 FROM households_member WHERE id = NEW.head_id AND household_id <> NEW.id"
_HEADS_ANOTHER = "SELECT 1 FROM households_household WHERE head_id = NEW.id AND id <> NEW.household_id"
_HEADS_A_KEPT_ONE = "SELECT 1 FROM households_household WHERE head_id = NEW.id AND valid_to IS NULL"
_RULES = (
    ("head_lives_here", "INSERT OR UPDATE OF head_id", "households_household", _HEAD_IS_ELSEWHERE),
    ("member_heads_only_here", "INSERT OR UPDATE OF household_id", "households_member", _HEADS_ANOTHER),
    (
        "head_has_not_left",
        "UPDATE OF left_date",
        "households_member",
        f"{_HEADS_A_KEPT_ONE} AND NEW.left_date IS NOT NULL",
    ),
)
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({found}) THEN
        RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {name}_{number} AFTER {when} ON {table} WHEN EXISTS ({found})"
    " BEGIN SELECT RAISE(ABORT, '{name}'); END"
)


def install(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the triggers that are missing; nothing before the tables are there."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if "households_member" not in connection.introspection.table_names(cursor):
            return
        for name, when, table, found in _RULES:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL.format(name=name, when=when, table=table, found=found))
                continue
            for number, part in enumerate(when.split(" OR ")):
                cursor.execute(_SQLITE.format(name=name, number=number, when=part, table=table, found=found))
