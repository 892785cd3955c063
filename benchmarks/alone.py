"""One measure in a process and a database of its own, so that none sees what another left behind."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from benchmarks.result import Result, Size, stopped

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_CONTEXT = multiprocessing.get_context("spawn")
Surroundings = dict[str, str]


class Databases:
    """A database of each kind with the demo in it, and a copy of it for each measure. PostgreSQL is the
    server that DATABASE_URL names: scripts/bench starts one and stops it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.server, self.made = folder, os.environ["DATABASE_URL"], dict[str, str]()

    def prepare(self, kind: str) -> None:
        """Make the one that is copied, once."""
        if kind in self.made:
            return
        if kind == SQLITE:
            name = str(self.folder / "demo.sqlite3")
            url = f"sqlite:///{name}"
        else:
            url = self._postgresql(name := "bench_demo", like="template1")
        process = _CONTEXT.Process(target=_demo_load, args=(_surroundings(url, str(self.folder)),))
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError(f"the demo cannot be loaded on {kind}")
        self.made[kind] = name

    @contextmanager
    def copy(self, kind: str) -> Iterator[Surroundings]:
        """The environment of a trial installation of its own, with a new copy and an empty data folder."""
        with tempfile.TemporaryDirectory(dir=self.folder) as data:
            if kind == SQLITE:
                name = f"{data}/bench.sqlite3"
                shutil.copyfile(self.made[kind], name)
                url = f"sqlite:///{name}"
            else:
                url = self._postgresql(f"bench_{Path(data).name}", like=self.made[kind])
            yield _surroundings(url, data)

    def _postgresql(self, name: str, *, like: str) -> str:
        """The address of a new database of the server."""
        connection = psycopg2.connect(self.server)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        connection.close()
        return urlsplit(self.server)._replace(path=f"/{name}").geturl()


def _surroundings(url: str, data: str) -> Surroundings:
    return {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "povertyplan.settings",
        "POVERTYPLAN_DATA": data,
        "POVERTYPLAN_DEMO": "1",
        "POVERTYPLAN_HOSTS": "127.0.0.1,localhost,testserver",
    }


def measured(name: str, size: Size, surroundings: Surroundings) -> Iterator[Result]:
    """What the measure says, one by one; an error ends it with a result that does not hold."""
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_measure, args=(name, size, surroundings, sender))
    process.start()
    sender.close()
    try:
        while isinstance(result := receiver.recv(), Result):
            yield result
        process.join()
    except EOFError:
        process.join()
        yield stopped(f"its process ended with {process.exitcode}")


def _start(surroundings: Surroundings) -> None:
    os.environ.update(surroundings)
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"  # names without a manifest
    }
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("povertyplan.common.watching").setLevel(logging.ERROR)


def _demo_load(surroundings: Surroundings) -> None:
    _start(surroundings)
    from benchmarks.database import demo_load

    demo_load()


def _measure(name: str, size: Size, surroundings: Surroundings, sender: Connection) -> None:
    _start(surroundings)
    try:
        for result in import_module(f"benchmarks.{name}").measure(size):
            sender.send(result)
    except Exception as error:
        traceback.print_exc()
        sender.send(stopped(f"{type(error).__name__}: {error}"))
    sender.send(None)
