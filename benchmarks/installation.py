"""Installations of the program on this machine, each with a data folder and a database of its own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import psycopg2
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from benchmarks.result import Size

BASE = Path(__file__).resolve().parent.parent
KEY = "khóa sao lưu của máy thử"
SECRET = "khóa bí mật của máy thử, chung cho mọi bản cài đặt trên đó"
PATIENCE = 120.0  # seconds for a server to answer, on a machine with other work
OURS = ("POVERTYPLAN_", "DATABASE_URL", "DJANGO_")
COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
)

Rows: TypeAlias = Counter[bytes]
Columns: TypeAlias = dict[str, list[str]]


class Vendor(StrEnum):
    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"


VENDORS = {Size.FULL: tuple(Vendor), Size.QUICK: (Vendor.SQLITE,)}


@dataclass(frozen=True)
class Installation:
    """A checkout of the program, its data folder, and the address of its database."""

    code: Path
    data: Path
    url: str
    vendor: Vendor
    secret: str = SECRET

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with, and nothing of ours."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "DATABASE_URL": self.url,
            "POVERTYPLAN_DATA": str(self.data),
            "POVERTYPLAN_DEMO": "1",
            "POVERTYPLAN_BACKUP_KEY": KEY,
            "POVERTYPLAN_SECRET_KEY": self.secret,
            "DJANGO_SETTINGS_MODULE": "povertyplan.settings",
        }

    def run(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """A program of the checkout, run to its end by our Python."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.code,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
        )

    def manage(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """One of its commands, however it ends."""
        return self.run("manage.py", *command, **environment)

    def done(self, *command: str | Path) -> str:
        """What one of its commands prints; RuntimeError where it does not end well."""
        ended = self.manage(*command)
        if ended.returncode:
            raise RuntimeError(f"{command[0]}: {ended.stdout}{ended.stderr}")
        return ended.stdout

    def start(
        self, *command: str | Path, stdout: int = subprocess.DEVNULL, stderr: int | None = None
    ) -> subprocess.Popen[bytes]:
        """A program of the checkout, at work until its standard input is closed or it is killed."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.code,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
        )

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """Its database by the driver alone: nothing of the program that is tried stands in between."""
        if self.vendor is Vendor.SQLITE:
            connection: Any = sqlite3.connect(self.url.removeprefix("sqlite:///"))
            register(connection)  # its constraints ask for Django's functions
        else:
            connection = psycopg2.connect(self.url)
        with closing(connection), closing(connection.cursor()) as cursor:
            yield cursor

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of its server, ready for work."""
        address = f"127.0.0.1:{free_port()}"
        serve = ("-m", "gunicorn", "--config", "scripts/gunicorn.conf.py", "--bind", address)
        server = self.start(*serve, stderr=subprocess.DEVNULL)  # a line for each request
        try:
            wait_until_ready(f"http://{address}")
            yield f"http://{address}"
        finally:
            server.terminate()
            server.communicate()


def given() -> Installation:
    """What the runner made for this measure: the demo on SQLite."""
    return Installation(BASE, Path(os.environ["POVERTYPLAN_DATA"]), os.environ["DATABASE_URL"], Vendor.SQLITE)


@dataclass(frozen=True)
class Machine:
    """A scratch folder and a PostgreSQL server that are gone afterwards."""

    folder: Path
    server: str

    def install(self, name: str, vendor: Vendor, *, code: Path = BASE, like: str = "") -> Installation:
        """An installation with an empty database, in the place of one of that name; on PostgreSQL made `like`
        another, which nobody may have open.
        """
        data = self.folder / name
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        if vendor is Vendor.SQLITE:
            return Installation(code, data, f"sqlite:///{data}/app.sqlite3", vendor)
        with closing(psycopg2.connect(self.server)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template0'}")
        return Installation(code, data, self.server.replace("/postgres?", f"/{name}?"), vendor)

    def copy(self, source: Installation, name: str, *, code: Path) -> Installation:
        """An installation of that code with the same data, where nobody works with the other."""
        made = self.install(name, source.vendor, code=code, like=source.data.name)
        if source.vendor is Vendor.SQLITE:
            with source.opened() as cursor, made.opened() as empty:
                cursor.connection.backup(empty.connection)
        return made

    def checkout(self, commit: str) -> Path:
        """The program as of a commit, in a folder of its own."""
        code = self.folder / f"code-{commit[:7]}"
        code.mkdir()
        archive = subprocess.run(["git", "archive", commit], cwd=BASE, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", code], input=archive.stdout, check=True)
        return code


@contextmanager
def machine() -> Iterator[Machine]:
    """A machine of its own for one measure."""
    server = [sys.executable, "scripts/pg_run.py", "sh", "-c", 'echo "$DATABASE_URL"; cat']
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryDirectory(prefix="povertyplan-") as folder,
        subprocess.Popen(server, stdin=pipe, stdout=pipe, cwd=BASE, text=True) as running,
    ):
        assert running.stdout
        yield Machine(Path(folder), running.stdout.readline().strip())  # closing the pipe ends the server


def columns_read(installation: Installation) -> Columns:
    """The columns of every table."""
    with installation.opened() as cursor:
        if installation.vendor is Vendor.POSTGRESQL:
            cursor.execute(COLUMNS)
        else:
            cursor.execute(
                "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
                " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
            )
        found: Columns = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
        return found


def rows_read(installation: Installation, columns: Mapping[str, list[str]]) -> dict[str, Rows]:
    """The rows of each table as hashes of these columns, by how often each occurs."""
    found = {}
    with installation.opened() as cursor:
        for table, names in columns.items():
            quoted = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f'SELECT {quoted} FROM "{table}"')
            found[table] = Counter(
                blake2b(repr([_plain(value) for value in row]).encode(), digest_size=16).digest()
                for row in cursor
            )
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_ready(address: str) -> None:
    """Until the server says that it can work; RuntimeError where it does not in time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/san-sang/") as answer:
                if answer.read() == b"ok\n":
                    return
        except (URLError, ConnectionError):
            pass
        time.sleep(0.2)
    raise RuntimeError(f"{address} is not ready")


class Reader:
    """Somebody at a browser who has signed in."""

    def __init__(self, address: str, *, username: str, password: str) -> None:
        self.address = address
        self.cookies = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/dang-nhap/").decode())
        assert form
        fields = {"csrfmiddlewaretoken": form[1], "username": username, "password": password}
        self.cookies.open(f"{address}/dang-nhap/", urlencode(fields).encode()).close()

    def get(self, path: str) -> bytes:
        """A page; empty where it is refused."""
        try:
            with self.cookies.open(self.address + path) as answer:
                return bytes(answer.read())
        except HTTPError:
            return b""
