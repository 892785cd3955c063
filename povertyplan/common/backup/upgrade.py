"""What surrounds migrating: a backup of what people have entered, and all migrations or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from povertyplan.common.backup.actions import Backup, backup_make, is_empty
from povertyplan.common.backup.folders import told
from povertyplan.common.limits import without_limits

KEEP = 5  # backups from before an upgrade, the newest


def upgrade_folder() -> Path:
    """Where backups from before an upgrade lie, apart from those that the office makes."""
    return Path(settings.DATA) / "backups" / "upgrade"


def is_waiting() -> bool:
    """Whether people work with this database and migrations are missing in it."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes())) and not is_empty()


def upgrade_backup() -> Backup:
    """Back up the database before it is migrated and keep the last of such backups.

    Raises DomainError with a sentence where it cannot be done.
    """
    folder = upgrade_folder()
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return backup_make(to=folder, keep=KEEP)


@contextmanager
def all_or_nothing(alias: str) -> Iterator[None]:
    """Migrate inside as one transaction: killed or failing at any moment, the database is as it was.

    Django commits each migration by itself, writes some of them down only after that, and sends post_migrate
    last: killed in between, a migration cannot be repeated, or the append-only triggers are missing for good.
    SQLite cannot rebuild a table that a trigger of another one looks into: inside, no trigger stands until
    post_migrate has installed all of them again.
    """
    database = connections[alias]
    if database.in_atomic_block:
        yield
    elif database.vendor == "sqlite":
        database.disable_constraint_checking()  # migrations rebuild tables; no transaction can turn this off
        try:
            with transaction.atomic(using=alias):
                _triggers_drop(database)
                yield
                database.check_constraints()
        finally:
            database.enable_constraint_checking()
    else:
        with without_limits(alias), transaction.atomic(using=alias), database.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks pending cannot be altered
            yield


def _triggers_drop(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {database.ops.quote_name(name)}")
