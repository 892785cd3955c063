"""Copying PostgreSQL by its own programs: pg_dump, pg_restore, psql."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import cast

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.backends.postgresql.base import DatabaseWrapper

from povertyplan.common.backup.facts import Facts, facts_of, scratch_database
from povertyplan.common.errors import DomainError
from povertyplan.common.limits import without_limits
from povertyplan.common.snapshot import read_snapshot

PROGRAMS = ("pg_dump", "pg_restore", "psql")
RESTORE = ("--no-owner", "--no-privileges")
DEBIAN = Path("/usr/lib/postgresql")
PATIENCE = 5.0  # seconds until the server has forgotten a connection that was closed just now


def copy_write(path: Path) -> Facts:
    """Dump the database to a file as of one moment, while others go on writing; its facts at that moment."""
    programs = _programs()
    with without_limits(), read_snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        facts = facts_of(DEFAULT_DB_ALIAS)
        # Not compressed: the whole backup is.
        _run(programs / "pg_dump", "-Fc", "--compress=0", f"--snapshot={snapshot}", "-f", path, _name())
    return facts


@contextmanager
def copy_open(path: Path) -> Iterator[str]:
    """The alias of a scratch database with the dump restored into it; it is dropped afterwards.

    Restoring proves every constraint. The role needs CREATEDB.
    """
    programs = _programs()
    name = f"{_name()[:50]}_thu_sao_luu"
    quoted = connection.ops.quote_name(name)
    with without_limits(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")  # a killed run's
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except DatabaseError as error:
            raise DomainError(
                "Không tạo được cơ sở dữ liệu tạm để thử khôi phục: tài khoản PostgreSQL cần quyền CREATEDB"
                " (ALTER ROLE … CREATEDB) và ổ đĩa còn chỗ."
            ) from error
        try:
            _run(programs / "pg_restore", *RESTORE, "--single-transaction", "-d", name, path)
            with scratch_database(name, options="") as alias:
                yield alias
        finally:
            cursor.execute(f"DROP DATABASE {quoted}")


@contextmanager
def alone() -> Iterator[None]:
    """Go on only where nobody else is connected to the database."""
    until = monotonic() + PATIENCE
    with without_limits():
        while (others := _others()) and monotonic() < until:
            sleep(0.1)
        if others:
            raise DomainError(
                f"Còn {others} kết nối đang dùng cơ sở dữ liệu: dừng scripts/serve rồi chạy lại."
            )
        yield


def _others() -> int:
    """How many are connected beside us."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def copy_restore(path: Path) -> None:
    """Put the dump in the place of the database's content, all in one transaction.

    pg_restore alone would leave tables that the dump does not know, those of a later migration say.
    """
    programs = _programs()
    script = path.with_name("restore.sql")
    _run(programs / "pg_restore", *RESTORE, "--clean", "--if-exists", "-f", script, path)
    tables = [connection.ops.quote_name(table) for table in connection.introspection.table_names()]
    drop = f"DROP TABLE {', '.join(tables)} CASCADE" if tables else "SELECT"
    _run(
        programs / "psql",
        *("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "-o", os.devnull),
        *("-d", _name(), "-c", "SET lock_timeout = '5s'", "-c", drop, "-f", script),
    )


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: Path, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs on this database's server; DomainError with its first error.

    Only the line of the error itself: those after it quote the data.
    """
    described = connection.settings_dict
    options = described["OPTIONS"]
    variables = {
        "PGHOST": described["HOST"],
        "PGPORT": described["PORT"],
        "PGUSER": described["USER"],
        "PGPASSWORD": described["PASSWORD"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
    }
    environment = {**os.environ, **{name: str(value) for name, value in variables.items() if value}}
    run = subprocess.run(
        [program, *arguments], env=environment, capture_output=True, text=True, errors="replace"
    )
    if run.returncode:
        errors = [line for line in run.stderr.splitlines() if re.search(r"\b(error|ERROR|FATAL):", line)]
        why = errors[0] if errors else f"mã thoát {run.returncode}, ổ đĩa có thể đã đầy"
        raise DomainError(f"{program.name} không làm được: {why}")


def _programs() -> Path:
    """The folder of PostgreSQL's programs, at least as new as the server: an older pg_dump refuses it."""
    server = cast(DatabaseWrapper, connection).pg_version // 10_000
    on_path = shutil.which("pg_dump")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(DEBIAN.glob("*/bin"), reverse=True)
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
            folders += [Path(row[0]) for row in cursor.fetchall()]
        except DatabaseError:
            pass  # only some roles may ask where the server's own programs are
    for folder in folders:
        if all((folder / program).is_file() for program in PROGRAMS) and _major(folder) >= server:
            return folder
    raise DomainError(
        f"Không tìm thấy pg_dump, pg_restore và psql từ phiên bản {server} trở lên:"
        f" cài gói postgresql-client-{server} rồi chạy lại."
    )


@cache
def _major(folder: Path) -> int:
    version = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True).stdout
    match = re.search(r"\) (\d+)", version)
    return int(match[1]) if match else 0
