"""The demo as rows, loaded once a process by its command and put back from memory after that: a tenth of the
time, and the same ids each time.
"""

from __future__ import annotations

import io
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from povertyplan.common.planner import tables_analyze

OURS = ("accounts", "common", "documents", "jobs", "households", "assignments", "plans", "reports")
_kept: dict[tuple[str, str], Any] = {}


def demo_loaded() -> None:
    """Fill an empty database with the reference lists and the demo."""
    if not _kept:
        call_command("reference_load", verbosity=0)
        call_command("demo", verbosity=0)
        _kept.update({table: _rows(*table) for table in _tables()})
        return
    with transaction.atomic():
        for table, rows in _kept.items():
            _put(*table, rows)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                    cursor.execute(statement)
            tables_analyze(*_models())


def _models() -> list[type[models.Model]]:
    return [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def _tables() -> list[tuple[str, str]]:
    """Each with its columns by name: a migration may have changed their order."""
    quote = connection.ops.quote_name
    return [
        (
            quote(model._meta.db_table),
            ", ".join(quote(field.column) for field in model._meta.local_concrete_fields if field.column),
        )
        for model in _models()
    ]


def _rows(table: str, columns: str) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = io.BytesIO()
            cursor.copy_expert(f"COPY {table} ({columns}) TO STDOUT (FORMAT binary)", rows)
            return rows.getvalue()
        cursor.execute(f"SELECT {columns} FROM {table}")
        return cursor.fetchall()


def _put(table: str, columns: str, rows: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)", io.BytesIO(rows))
        elif rows:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
