"""What PostgreSQL's query planner believes of a table."""

from __future__ import annotations

from django.db import connection, models


def tables_analyze(*tables: type[models.Model]) -> None:
    """Tell the planner what the tables hold now; nothing on SQLite.

    After a bulk load it plans for what they held before, until autovacuum comes by: loops over thousands of
    rows where it expects none. Holds off other maintenance of the tables until the transaction ends, so call
    it after the commit where others work.
    """
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")
