"""Scratch databases that go back to how they were made."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg2


class Database(Protocol):
    """A scratch database that goes back to how it was made."""

    url: str

    def keep(self) -> None:
        """Remember how it is now."""

    def reset(self) -> None:
        """As it was when it was kept; nobody is in it."""

    def settle(self) -> None:
        """Wait until nobody of the dead is at work in it any more."""


def scratch_in(folder: Path) -> Database:
    """A copy of the one that DATABASE_URL names, or else an empty file of SQLite in that folder."""
    given = os.environ.get("DATABASE_URL", "")
    return Postgresql(given) if given.startswith("postgres") else Sqlite(folder, like=given)


class Sqlite:
    """A file."""

    def __init__(self, folder: Path, *, like: str = "") -> None:
        self._path, self._kept = folder / "crash.sqlite3", folder / "kept.sqlite3"
        self.url = f"sqlite:///{self._path}"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), self._path)

    def keep(self) -> None:
        shutil.copyfile(self._path, self._kept)

    def reset(self) -> None:
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()
        shutil.copyfile(self._kept, self._path)

    def settle(self) -> None:
        pass


class Postgresql:
    """A database beside another on the same server, and like it."""

    def __init__(self, server: str) -> None:
        self._server = server
        address = urlsplit(server)
        self.url = address._replace(path="/crash").geturl()
        self._make("crash", like=address.path[1:])

    def keep(self) -> None:
        self._make("kept", like="crash")

    def reset(self) -> None:
        self._make("crash", like="kept")

    def settle(self) -> None:
        until = time.monotonic() + 60
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'crash' AND state <> 'idle'"
        while self._run(busy) and time.monotonic() < until:
            time.sleep(0.05)

    def _make(self, name: str, *, like: str) -> None:
        """Anew, and with commits that last, which a scratch server may have put off."""
        self._run(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f'CREATE DATABASE {name} TEMPLATE "{like}"',
            f"ALTER DATABASE {name} SET synchronous_commit = on",
        )

    def _run(self, *statements: str) -> Any:
        """The last statement's first value, where it has one."""
        with closing(psycopg2.connect(self._server)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
