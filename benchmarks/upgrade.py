"""Upgrading from what was released, with data: nothing differs, old backups come back, a cut one is whole.

The last releases of docs/releases.toml are checked out and make their own databases and backups.
"""

from __future__ import annotations

import random
import subprocess
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from benchmarks.backup.fresh import issued_and_draft, same_prints
from benchmarks.installation import (
    BASE,
    VENDORS,
    Columns,
    Installation,
    Machine,
    Rows,
    Vendor,
    columns_read,
    machine,
    rows_read,
)
from benchmarks.result import Result, Size, tallied, timed

RELEASES = 3
COMMUNES = {Size.FULL: 14, Size.QUICK: 0}  # of 1,500 households, beside the demo
KILLS = {Size.FULL: 10, Size.QUICK: 1}
GROWING = {"django_migrations", "django_content_type", "auth_permission"}  # tables that migrating adds to
STORED = "SELECT count(*) FROM households_household"
FORBIDDEN = "UPDATE common_auditevent SET action = 'x' WHERE id = (SELECT max(id) FROM common_auditevent)"
# A release that does not exist: a column for a large table, filled from another and then indexed, and one for
# the log, whose table SQLite builds anew without its triggers.
NEXT = {
    "households": """
from django.db import migrations, models

def fill(apps, schema_editor):
    apps.get_model("households", "Member").objects.update(trial=models.F("position"))

class Migration(migrations.Migration):
    dependencies = [("households", "{leaf}")]
    operations = [
        migrations.AddField("member", "trial", models.BigIntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("member", "trial", models.BigIntegerField(null=True, db_index=True)),
    ]
""",
    "common": """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("common", "{leaf}"), ("households", "9999_trial")]
    operations = [migrations.AddField("auditevent", "trial", models.CharField(max_length=5, default=""))]
""",
}


def measure(size: Size) -> Iterator[Result]:
    """From each of the last releases, on SQLite and on PostgreSQL; a quick run takes SQLite alone, and brings
    no old backup back.
    """
    releases = tomllib.loads((BASE / "docs" / "releases.toml").read_text())["release"][-RELEASES:]
    with machine() as desk:
        following = next_release(desk)
        for release in releases:
            if not _is_in_history(release["commit"]):
                yield Result(
                    what=f"release {release['version']}, which this clone's history does not reach",
                    bar="there",
                    holds=False,
                    timed=True,  # a shallow clone can run the small measures, and a full run is a miss
                )
                continue
            code = desk.checkout(release["commit"])
            for vendor in VENDORS[size]:
                yield from _upgrades(desk, code, release["version"], vendor, size, following)


def _is_in_history(commit: str) -> bool:
    asked = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(asked, cwd=BASE, capture_output=True).returncode == 0


def next_release(desk: Machine) -> Path:
    """The present program with two migrations more."""
    code = desk.checkout("HEAD")
    graph = MigrationLoader(None).graph
    for app, text in NEXT.items():
        ((_, leaf),) = graph.leaf_nodes(app)
        folder = code / ("povertyplan" if app == "common" else "") / app / "migrations"
        (folder / "9999_trial.py").write_text(text.replace("{leaf}", leaf))
    return code


def _upgrades(
    desk: Machine, code: Path, version: str, vendor: Vendor, size: Size, following: Path
) -> Iterator[Result]:
    old = desk.install("old", vendor, code=code)
    for command in ("migrate", "reference_load", "demo"):
        old.done(command)
    papers = issued_and_draft(old)
    if communes := COMMUNES[size]:
        old.done("generate", "--communes", str(communes), "--seed", "7")
    columns = columns_read(old)
    before = rows_read(old, columns)
    with old.opened() as cursor:
        cursor.execute(STORED)
        households = cursor.fetchone()[0]
    about = f"from {version} on {vendor}, {households:,} households"

    upgraded = desk.copy(old, "upgraded", code=BASE)
    began = time.monotonic()
    upgraded.done("migrate")
    seconds = time.monotonic() - began
    yield _compared(f"upgraded {about}", before, rows_read(upgraded, columns))
    yield timed(f"the upgrade {about}, its backup included", [seconds], most=30 * 60)

    if size is Size.FULL:
        yield from _brought_back(desk, old, about, columns, papers)
    yield _interrupted(desk, upgraded, about, size, following)


def _brought_back(
    desk: Machine, old: Installation, about: str, columns: Columns, papers: tuple[str, str]
) -> Iterator[Result]:
    """What its old backup comes to in the present program: the rows, and the papers of two plans."""
    old.done("backup")
    (backup,) = (old.data / "backups").glob("*.backup")
    before = rows_read(old, columns)
    restored = desk.install("restored", old.vendor)
    restored.done("restore", backup)
    restored.done("migrate")
    yield _compared(f"old backup restored and upgraded {about}", before, rows_read(restored, columns))
    restored.run("scripts/prepare.py").check_returncode()
    with restored.served() as address:
        found = same_prints(address, old, restored, *papers)
    yield tallied(
        f"papers after the old backup came back {about}",
        {what: int(holds) for what, holds in found.items()},
        bar="each",
        holds=all(found.values()),
    )


def _compared(what: str, before: dict[str, Rows], after: dict[str, Rows]) -> Result:
    """Rows that are not as they were, by the columns that there were."""
    changed = sum((before[table] - after[table]).total() for table in before)
    added = sum((after[table] - before[table]).total() for table in before.keys() - GROWING)
    return tallied(
        what,
        {
            "tables": len(before),
            "rows": sum(rows.total() for rows in before.values()),
            "changed or gone": changed,
            "added": added,
        },
        bar="no row differs",
        holds=not changed and not added,
    )


def _interrupted(desk: Machine, upgraded: Installation, about: str, size: Size, following: Path) -> Result:
    """Kill the next upgrade at a random moment, look, and run it again: each time on another copy."""
    columns = columns_read(upgraded)
    before = rows_read(upgraded, columns)
    whole = desk.copy(upgraded, "whole", code=following)
    process = _begun(whole)
    began = time.monotonic()
    process.communicate()
    takes = time.monotonic() - began
    done = columns_read(whole)
    after = rows_read(whole, done)
    chance = random.Random(9)
    outcomes: Counter[str] = Counter()
    for _ in range(KILLS[size]):
        trial = desk.copy(upgraded, "trial", code=following)
        process = _begun(trial)
        time.sleep(chance.random() * takes)
        process.kill()
        process.communicate()
        left = columns_read(trial)
        state = "done" if left == done else "as before" if left == columns else "HALF DONE"
        if state == "as before" and rows_read(trial, columns) != before:
            state = "ROWS DIFFER"
        if not _log_is_closed(trial):
            state += ", LOG OPEN"
        again = trial.manage("migrate", "--no-backup").returncode == 0
        same = _without_times(rows_read(trial, done)) == _without_times(after) and _log_is_closed(trial)
        outcomes[f"{state}, then {'upgraded' if again and same else 'NOT UPGRADED'}"] += 1
    cut = outcomes["as before, then upgraded"]
    return tallied(
        f"an upgrade killed at random moments and run again, {about}",
        +outcomes,
        bar="as before or done, then upgraded; several cut",
        holds=outcomes.total() == cut + outcomes["done, then upgraded"] and (cut > 1 or size is Size.QUICK),
        note=f"two migrations in {takes:.1f} s undisturbed",
    )


def _begun(installation: Installation) -> subprocess.Popen[bytes]:
    """An upgrade that has told its first: it is inside its transaction."""
    process = installation.start("-u", "manage.py", "migrate", "--no-backup", stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.read(1)
    return process


def _without_times(rows: dict[str, Rows]) -> dict[str, Rows]:
    """All but the list of migrations, which says when each was applied."""
    return {table: found for table, found in rows.items() if table != "django_migrations"}


def _log_is_closed(installation: Installation) -> bool:
    """Whether the triggers of the audit log stand; they guard rows, so one is tried."""
    with installation.opened() as cursor:
        try:
            cursor.execute(FORBIDDEN)
        except Exception as error:
            return "append-only" in str(error)
        if not cursor.rowcount:
            raise RuntimeError("the log is empty: nobody can tell whether it is closed")
    return False
