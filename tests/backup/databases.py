"""A database as a test sees it: its rows, its commands, a process of its own on it."""

from __future__ import annotations

import io
import os
from pathlib import Path
from urllib.parse import quote

from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from povertyplan.common.audit import record_event
from povertyplan.common.backup.key import key_path, passphrase
from povertyplan.common.models import AuditEvent, AuditHead

Rows = dict[str, list[str]]


def rows(alias: str = "default") -> Rows:
    """Every row of every table."""
    found = {}
    with connections[alias].cursor() as cursor:
        for table in connections[alias].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(
                str([bytes(value) if isinstance(value, memoryview) else value for value in row])
                for row in cursor.fetchall()
            )
    return found


def run(*arguments: str | Path) -> tuple[int, str]:
    """The exit status of a command and all it says."""
    out = io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    except SystemExit as error:
        return int(str(error.code)), out.getvalue()
    return 0, out.getvalue()


@transaction.atomic
def write(number: int, *, unit_code: str = "90001") -> AuditEvent:
    return record_event(
        "figures_recorded", target=AuditHead(pk=1), by=None, unit_code=unit_code, details={"n": number}
    )


def database_url(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    described = connection.settings_dict
    return f"postgresql://{described['USER']}@/{name}?host={quote(described['HOST'])}"


def environment(name: str, data: Path) -> dict[str, str]:
    """For a process of its own on that database, with the key of this test."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(name),
        "POVERTYPLAN_DATA": str(data),
        "POVERTYPLAN_BACKUP_KEY": passphrase(),
    }


def left(usb: Path) -> set[str]:
    """What stands in the target and in the data folder beside the keys and the lock."""
    return {path.name for folder in (usb, key_path().parent) for path in folder.iterdir()} - {
        ".backup.lock",
        "backup-key",
        "secret-key",
    }
