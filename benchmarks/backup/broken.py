"""Builds that copy wrongly: `python -m benchmarks.backup.broken KIND ARGUMENTS OF backup …`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import django


def main(kind: str, *arguments: str) -> None:
    """The command `backup` of a build that is broken in this way."""
    django.setup()
    from django.core.management import call_command
    from django.db import DEFAULT_DB_ALIAS, connection

    from povertyplan.common.backup import postgresql, sqlite
    from povertyplan.common.backup.facts import Facts, facts_of, scratch_database

    def copied(path: Path) -> Facts:
        """The file as it lies there, and the facts of the database."""
        facts = facts_of(DEFAULT_DB_ALIAS)
        shutil.copy(connection.settings_dict["NAME"], path)
        return facts

    def trusted(path: Path) -> Facts:
        """The file as it lies there, and whatever is found in it: nothing to hold it against."""
        shutil.copy(connection.settings_dict["NAME"], path)
        with scratch_database(path) as alias:
            return facts_of(alias)

    whole = postgresql.copy_write

    def dumped(path: Path) -> Facts:
        """The facts of one moment, the dump of another."""
        facts = facts_of(DEFAULT_DB_ALIAS)
        whole(path)
        return facts

    builds: dict[str, tuple[ModuleType, Callable[[Path], Facts]]] = {
        "copied": (sqlite, copied),
        "trusted": (sqlite, trusted),
        "dumped": (postgresql, dumped),
    }
    engine, build = builds[kind]
    engine.copy_write = build  # type: ignore[attr-defined]
    call_command("backup", *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
