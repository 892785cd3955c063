"""The server that scripts/serve starts, on a copy of the database with a commune that has a record of
everything; and what becomes of its processes and of other people's pages.
"""

from __future__ import annotations

import http.client
import secrets
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from benchmarks.hostile.world import everything, plant
from benchmarks.processes import children, command, descendants, held_at_most, is_dead
from benchmarks.server import served
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
        return set(children(self.process.pid))

    def zombies(self) -> int:
        """Dead processes that nobody has buried, after a moment."""
        deadline = time.monotonic() + 5
        while (found := sum(map(is_dead, descendants(self.process.pid)))) and (time.monotonic() < deadline):
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
                for zygote in children(worker):
                    kind = _kind(zygote)
                    for child in children(zygote):
                        held = max(held_at_most(child) / 1024, self.most_memory.get(kind, 0.0))
                        self.most_memory[kind] = held


@contextmanager
def serving(planted: Sequence[str] = (), *, turn: int = 0) -> Iterator[Serving]:
    """A server whose commune has payloads in every field where some are given, cut to what a field holds."""
    before = str(connection.settings_dict["NAME"])
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder, "served.sqlite3"))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [database])
        try:
            _use(database)
            place = everything()
            if planted:
                plant(planted, turn=turn, cut=True)
            own = {"POVERTYPLAN_DATA": folder, "DATABASE_URL": f"sqlite:///{database}"}
            with served(POVERTYPLAN_SECRET_KEY=settings.SECRET_KEY, **own) as (port, process):
                yield Serving(place, port, process)
        finally:
            _use(before)


def _use(database: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database


def p95(seconds: Sequence[float]) -> float:
    """The time that one in twenty exceeds."""
    return statistics.quantiles(seconds, n=20)[-1]


def _kind(process: int) -> str:
    """Which of our processes apart it is."""
    words = command(process)
    return next((name for name in ("images", "docx", "xlsx", "pdf") if f"documents.{name}" in words), "other")
