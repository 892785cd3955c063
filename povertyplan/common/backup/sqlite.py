"""Copying SQLite by its backup API. Copies of the file itself were torn in up to 40 of 40 tries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections

from povertyplan.common.backup.facts import Facts, facts_of, scratch_database
from povertyplan.common.errors import DomainError
from povertyplan.common.snapshot import read_snapshot


def copy_write(path: Path) -> Facts:
    """Copy the database to a file as of one moment, while others go on writing; its facts at that moment."""
    with read_snapshot():
        facts = facts_of(DEFAULT_DB_ALIAS)
        _copy(connection.connection, path)
    return facts


def _copy(source: sqlite3.Connection, path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise DomainError(
            f"Không chép được cơ sở dữ liệu vào {path.parent}: ổ đĩa đầy hoặc báo lỗi."
        ) from error


@contextmanager
def copy_open(path: Path) -> Iterator[str]:
    """The alias of the copy as a database of its own, whole in itself; DomainError where it is not."""
    with scratch_database(path) as alias:
        try:
            intact = is_intact(alias)
        except DatabaseError as error:
            raise DomainError("Không mở được cơ sở dữ liệu trong bản sao.") from error
        if not intact:
            raise DomainError("Cơ sở dữ liệu trong bản sao đã hỏng (integrity_check, foreign_key_check).")
        yield alias


def is_intact(alias: str) -> bool:
    """Whether SQLite finds its file and all foreign keys in it whole."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        intact = cursor.fetchall() == [("ok",)]
        cursor.execute("PRAGMA foreign_key_check")
        return intact and not cursor.fetchall()


@contextmanager
def alone() -> Iterator[None]:
    """Hold the database with nobody else in it; DomainError where somebody has it open."""
    connection.close()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA locking_mode=EXCLUSIVE")
            cursor.execute("PRAGMA busy_timeout=1000")  # a server keeps its connections for a minute
            try:
                cursor.execute("BEGIN EXCLUSIVE")
                cursor.execute("COMMIT")
            except OperationalError as error:
                raise DomainError("Chương trình đang chạy: dừng scripts/serve rồi chạy lại.") from error
        yield
    finally:
        connection.close()


def copy_restore(path: Path) -> None:
    """Put the copy in the place of the database's content, in one transaction of SQLite's own."""
    try:
        with closing(sqlite3.connect(path)) as source:
            source.backup(connection.connection)
    except sqlite3.Error as error:
        raise DomainError("Không khôi phục được, dữ liệu cũ còn nguyên: ổ đĩa đầy hoặc báo lỗi.") from error
