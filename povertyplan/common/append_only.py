"""Tables whose rows are never changed or deleted, held by triggers on both databases.

Installed on post_migrate, because SQLite rebuilds tables in later migrations and loses triggers made in one.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("common_auditevent", "documents_issueddocument", "documents_signedcopy")

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE OR REPLACE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION append_only_refuse();
CREATE OR REPLACE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only_refuse();
"""
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_update BEFORE UPDATE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_delete BEFORE DELETE ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)


def install(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the triggers that are missing."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        present = connection.introspection.table_names(cursor)
        for table in TABLES:
            if table not in present:
                continue
            statements = (_POSTGRESQL,) if connection.vendor == "postgresql" else _SQLITE
            for statement in statements:
                cursor.execute(statement.format(table=table))


def drop_for_tests(connection: BaseDatabaseWrapper) -> None:
    """Let a test database be flushed; `install` puts the triggers back."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_delete")
