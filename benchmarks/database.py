"""A scratch SQLite database with the reference lists and the demo, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection


@dataclass(frozen=True)
class Result:
    """One measure: what it says and whether its bar holds."""

    text: str
    holds: bool


@contextmanager
def scratch_database() -> Iterator[None]:
    """Point Django at a new database with the demo in it."""
    with tempfile.TemporaryDirectory() as folder:
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = str(
            Path(folder) / "bench.sqlite3"
        )
        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        for command in ("migrate", "reference_load", "demo"):
            call_command(command, verbosity=0)
        yield
        connection.close()
