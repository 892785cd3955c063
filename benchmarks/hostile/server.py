"""The server that scripts/serve starts, on a copy of the database with a commune that has a record of
everything; and what becomes of its processes and of other people's pages.
"""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from benchmarks.hostile.world import everything, plant
from tests.access.place import Place

PAGE = "/xa/"
PROBE_EVERY, WATCH_EVERY, ANSWER_WITHIN = 0.1, 0.02, 120


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    seconds: float
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Serving:
    """A running server: who asks it, and what its processes took."""

    place: Place
    port: int
    process: subprocess.Popen[bytes]
    most_memory: dict[str, float] = field(default_factory=dict)  # MB that a child of each kind held at most

    def ask(
        self, reader: str, path: str, data: Mapping[str, object] | None = None, *, method: str = ""
    ) -> Answer:
        """The answer to a reader of the commune; `data` is sent as a form."""
        token = secrets.token_hex(16)
        sid = f"{settings.SESSION_COOKIE_NAME}={self.place.sessions[reader]}"
        headers = {"Cookie": f"{sid}; {settings.CSRF_COOKIE_NAME}={token}"}
        body = None
        if data is not None:
            body = encode_multipart(BOUNDARY, {**data, "csrfmiddlewaretoken": token})
            headers["Content-Type"] = MULTIPART_CONTENT
        opened = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN)
        start = time.perf_counter()
        try:
            opened.request(method or ("GET" if data is None else "POST"), path, body, headers)
            response = opened.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, time.perf_counter() - start)
        finally:
            opened.close()
        return Answer(response.status, time.perf_counter() - start, content, dict(response.headers))

    def workers(self) -> set[int]:
        """The processes that answer."""
        return set(_children(self.process.pid))

    def zombies(self) -> int:
        """Dead processes that nobody has buried, after a moment."""
        deadline = time.monotonic() + 5
        while (found := sum(_state(pid) == "Z" for pid in _below(self.process.pid))) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.1)
        return found

    def probes(self, until: threading.Event) -> list[float]:
        """Seconds that somebody else's plain page takes, asked for at a steady pace."""
        taken = []
        while not until.wait(PROBE_EVERY):
            answer = self.ask("leader", PAGE)
            taken.append(answer.seconds if answer.status == 200 else float(ANSWER_WITHIN))
        return taken

    def watch(self, until: threading.Event) -> None:
        """Keep the most that each kind of child held, until told."""
        while not until.wait(WATCH_EVERY):
            for worker in self.workers():
                for zygote in _children(worker):
                    kind = _kind(zygote)
                    for child in _children(zygote):
                        held = max(_peak(child), self.most_memory.get(kind, 0.0))
                        self.most_memory[kind] = held


@contextmanager
def serving(planted: Sequence[str] = (), *, turn: int = 0) -> Iterator[Serving]:
    """A server whose commune has payloads in every field where some are given, cut to what a field holds."""
    before = str(connection.settings_dict["NAME"])
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        database = str(Path(folder, "served.sqlite3"))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [database])
        try:
            _use(database)
            place = everything()
            if planted:
                plant(planted, turn=turn, cut=True)
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            free.close()
            with _started(folder, database, port) as process:
                yield Serving(place, port, process)
        finally:
            _use(before)


def _use(database: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database


@contextmanager
def _started(folder: str, database: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "POVERTYPLAN_DATA": folder,
        "DATABASE_URL": f"sqlite:///{database}",
        "POVERTYPLAN_SECRET_KEY": settings.SECRET_KEY,
        "POVERTYPLAN_DEMO": "1",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=settings.BASE, env=environment, check=True)
    serve = [sys.executable, "-m", "gunicorn", "--config=scripts/gunicorn.conf.py"]
    process = subprocess.Popen(
        [*serve, f"--bind=127.0.0.1:{port}"],
        cwd=settings.BASE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def p95(seconds: Sequence[float]) -> float:
    """The time that one in twenty exceeds."""
    return statistics.quantiles(seconds, n=20)[-1]


# --- processes, as the system lists them ---


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []  # gone meanwhile


def _below(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _below(child)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _kind(pid: int) -> str:
    """Which of our processes apart it is."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
    return next((name for name in ("images", "docx", "xlsx", "pdf") if f"documents.{name}" in words), "other")


def _peak(pid: int) -> float:
    """The most memory the process has held, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
