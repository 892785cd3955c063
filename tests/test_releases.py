"""Databases were made by the migrations that were released: those stay, and new ones only follow."""

from __future__ import annotations

import hashlib
import inspect
import tomllib
from pathlib import Path

from django.conf import settings
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

RELEASES = tomllib.loads((settings.BASE / "docs" / "releases.toml").read_text())["release"]
APPS = {app for release in RELEASES for app in release["migrations"]}
OURS = {
    key: found
    for key, found in MigrationLoader(None).disk_migrations.items()
    if found.__module__.partition(".")[0] in {*APPS, "povertyplan"}
}


def digest(migration: Migration) -> str:
    return hashlib.sha256(Path(inspect.getfile(type(migration))).read_bytes()).hexdigest()


def test_released_migrations_are_as_they_were_released() -> None:
    """Seen failing with a field's length changed in a released file, and with one renamed."""
    released = {
        (app, name): frozen
        for release in RELEASES
        for app, migrations in release["migrations"].items()
        for name, frozen in migrations.items()
    }

    assert released
    assert {key: digest(OURS[key]) if key in OURS else "" for key in released} == released


def test_migrations_fit_into_one_transaction_and_lead_back() -> None:
    """Seen failing with `atomic = False`, with a RunPython that has no way back, and with `run_before`."""
    assert [key for key, migration in OURS.items() if not migration.atomic or migration.run_before] == []
    assert [
        (key, operation)
        for key, migration in OURS.items()
        for operation in migration.operations
        if not operation.reversible
    ] == []
