"""A scratch SQLite database with the reference lists and the demo, gone afterwards; and what is put in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from households.actions import HamletLine, hamlets_save
from households.models import AdministrativeUnit, Hamlet
from households.rules import Area, HamletLabel
from plans.actions import grid_save
from plans.rules import INPUTS
from povertyplan.accounts.models import User

YEAR = 2026


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


def hamlets_fill(unit: AdministrativeUnit, count: int, *, by: User | None) -> None:
    """Give a commune hamlets with figures and targets of the benchmarks' year."""
    lines = [
        HamletLine(name=f"Thôn {number}", label=HamletLabel.THON, area=Area.RURAL, line=number)
        for number in range(1, count + 1)
    ]
    hamlets_save(unit=unit, lines=lines, by=by)
    ids = Hamlet.objects.in_unit(unit).values_list("pk", flat=True)
    values = dict(zip(INPUTS, (100, 5, 4, 1, 1, 1), strict=True))
    cells = {(pk, column): value for pk in ids for column, value in values.items()}
    grid_save(unit=unit, year=YEAR, cells=cells, seen={}, by=by)
