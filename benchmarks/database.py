"""The database that a measure is given: the demo in it, copies of it, and what is put in it."""

from __future__ import annotations

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


def demo_load() -> None:
    """Fill the empty database in use with the reference lists and the demo."""
    for command in ("migrate", "reference_load", "demo"):
        call_command(command, verbosity=0)


def in_use() -> str:
    """The name of the database that is asked; on SQLite its file."""
    return str(connection.settings_dict["NAME"])


def use(name: str) -> None:
    """Ask another database of the same server, or another file, from now on."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def copied(suffix: str) -> str:
    """The name of a copy of the database in use as it is now."""
    source, copy = in_use(), f"{in_use()}_{suffix}"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        return copy
    use("postgres")  # nobody may be on the one that is copied
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"CREATE DATABASE {quoted(copy)} TEMPLATE {quoted(source)}")
    use(source)
    return copy


def analyse() -> None:
    """Tell the planner what the tables hold now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def megabytes() -> float:
    """How much of the disk the database in use takes, its indexes too."""
    pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute(pages if sqlite else "SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


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
