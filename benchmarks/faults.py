"""What the server answers while the disk is full or takes no writes, the database is away, the renderer or a
worker is killed, or browsers vanish in mid-upload; and that it works again by itself afterwards.

SQLite on a small disk of its own in memory, which takes the right to mount; or, where DATABASE_URL names one,
PostgreSQL, which is stopped and started.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.crash.browser import GONE, Answer, Browser, form_on
from benchmarks.crash.clients import Importer, Working
from benchmarks.crash.databases import Database, scratch_in
from benchmarks.crash.server import Server
from benchmarks.crash.world import EDITOR, PASSWORD, Place, register_file, run
from benchmarks.result import Result, Size, tallied

DISK = 64 << 20
ROWS, PATIENCE = 600, 60.0
TRIES = {Size.FULL: 20, Size.QUICK: 3}
SILENT = {
    Size.FULL: 140,
    Size.QUICK: 10,
}  # in full more than there are threads, so that a page waits for them
SEED, IMPORT_SECONDS = 20261122, 0.6
Away = Callable[[], AbstractContextManager[None]]


class Office:
    """The server, and an officer with an open form whose every answer is counted."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.database = database
        self.server = Server(data=folder, database=database.url)
        self.place = Place(**run(["make"], self.server.environment))
        self.server.prepare()
        self.server.start()
        self.path = f"/xa/{self.place.unit}/ra-soat/de-nghi/"
        self._numbers = itertools.count(1)
        self.acknowledged = list[str]()
        self.sign_in()

    def sign_in(self) -> None:
        """Open the form anew."""
        self.browser = Browser(self.server.port)
        self.browser.sign_in(EDITOR, PASSWORD)
        self._form = form_on(self.browser.open(self.path).text, "applicant", "hamlet")

    def write(self) -> str:
        """Send the form once: what came of it."""
        applicant = f"Người Mẫu {next(self._numbers)}"
        given = {"applicant": applicant, "hamlet": str(self.place.hamlet), "round": ""}
        try:
            answer = self.browser.send(self.path, self._form | given)
        except GONE:
            return "no answer"
        if answer.status == 302:
            self.acknowledged.append(applicant)
            return "stored"
        return _kind(answer, applicant)

    def read(self) -> str:
        """Open a page once."""
        try:
            return _kind(self.browser.open("/xa/"), "")
        except GONE:
            return "no answer"

    def works_again(self) -> bool:
        """Whether, with no hand laid on the server, a form is stored soon."""
        until = time.monotonic() + PATIENCE
        while (said := self.write()) != "stored" and time.monotonic() < until:
            time.sleep(0.2)
        return said == "stored"

    def result(self, what: str, outcomes: Counter[str], *, expected: set[str], note: str = "") -> Result:
        """Nothing but what is expected came; what was acknowledged is there afterwards, and nothing half."""
        works = self.works_again()
        found = self.place.look(self.server.environment)
        lost = len(set(self.acknowledged) - set(found.applicants))
        whole = found.is_intact and not found.broken_chains and len({*found.imported.values()}) == 1
        outcomes |= {"acknowledged and lost": lost} if lost else {}
        outcomes |= {"did not work again": 1} if not works else {}
        outcomes |= {"damaged or partial": 1} if not whole else {}
        return tallied(
            what,
            outcomes,
            bar=f"only {', '.join(sorted(expected))}; works again by itself, nothing lost or partial",
            holds=set(outcomes) <= expected and len(outcomes) > 0,
            note=note,
        )


def _kind(answer: Answer, typed: str) -> str:
    """A status, and whether what was typed is there to be sent again."""
    can_be_sent = typed and "Gửi lại" in answer.text and typed in answer.text
    return f"{answer.status} with the form" if can_be_sent else str(answer.status)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 64 MB."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def full_disk(office: Office, folder: Path, tries: int) -> Result:
    """Every byte of the disk is taken while the server runs."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    outcomes = Counter(office.write() for _ in range(tries))
    outcomes.update(f"page {office.read()}" for _ in range(tries))
    filler.unlink()
    expected = {"stored", "507 with the form", "page 200", "page 507"}
    refused = outcomes["507 with the form"]
    return office.result("full disk", outcomes, expected=expected if refused else set())


def read_only_disk(office: Office, folder: Path, tries: int) -> Result:
    """The disk is mounted anew for reading alone, as after an error of its own."""
    office.server.stop()
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    office.server.start(status=503)
    outcomes = Counter(office.write() for _ in range(tries))
    outcomes.update(f"page {office.read()}" for _ in range(tries))
    subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
    expected = {"503 with the form", "page 200", "page 503"}
    refused = outcomes["503 with the form"]
    return office.result("read-only disk", outcomes, expected=expected if refused else set())


def database_gone(office: Office, tries: int, away: Away) -> Result:
    """The database is taken away under a running server, and put back.

    Misses with synchronous_commit off: what was acknowledged in the last moments is gone.
    """
    with away():
        outcomes = Counter(office.write() for _ in range(tries))
        outcomes.update(f"page {office.read()}" for _ in range(tries))
    expected = {"503 with the form", "page 503"}
    return office.result("database gone and back", outcomes, expected=expected)


@contextmanager
def file_away(path: Path) -> Iterator[None]:
    """Rename SQLite's file for a while."""
    away = path.rename(path.with_name("away"))
    yield
    away.rename(path)


class Postmaster:
    """The PostgreSQL that an address names, which can be stopped; started again it is our own child."""

    def __init__(self, server: str) -> None:
        with closing(psycopg2.connect(server)) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            self._data = Path((cursor.fetchone() or ("",))[0])
        process = int(self._pid_file.read_text().split()[0])
        self._command = Path(f"/proc/{process}/cmdline").read_text().rstrip("\0").split("\0")
        self._ours: subprocess.Popen[bytes] | None = None

    @property
    def _pid_file(self) -> Path:
        return self._data / "postmaster.pid"

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped at once, as when its machine fails."""
        os.kill(int(self._pid_file.read_text().split()[0]), signal.SIGQUIT)
        while self._pid_file.exists():
            time.sleep(0.05)
        yield
        self._start()

    def _start(self) -> None:
        owner = self._data.stat()
        who: dict[str, Any] = {}
        if os.geteuid() == 0:  # postgres refuses root
            who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        nowhere = subprocess.DEVNULL
        self._ours = subprocess.Popen(self._command, cwd=self._data, stdout=nowhere, stderr=nowhere, **who)

    def stop(self) -> None:
        """Leave nothing running that was started here."""
        if self._ours:
            self._ours.send_signal(signal.SIGINT)
            self._ours.wait(60)


def renderer_killed(office: Office, tries: int) -> Result:
    """The processes that draw are killed in the middle of a print that is short enough for a page."""
    outcomes, dice = Counter[str](), random.Random(SEED)
    path = f"/ra-soat/{office.place.round}/bieu/1/pdf/"
    office.browser.open(path)  # the first one waits for the renderer to be there
    began = time.monotonic()
    office.browser.open(path)
    usual = time.monotonic() - began
    for _ in range(tries):
        printing = Working(lambda: outcomes.update([_kind(office.browser.open(path), "")]))
        printing.start()
        time.sleep(dice.uniform(0.1, 0.9) * usual)
        for process in office.server.renderers():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        printing.end()
        outcomes.update([f"next {office.browser.open(path).status}"])
    expected = {"200", "503", "next 200"}
    return office.result(
        "renderer killed in mid-print", outcomes, expected=expected if outcomes["503"] else set()
    )


def worker_killed(office: Office, tries: int) -> Result:
    """Those who answer and who is at a job are killed while it brings in a list; another list each time."""
    outcomes, dice = Counter[str](), random.Random(SEED)
    server = office.server
    for before in range(tries):
        importer = Importer(server.port, office.place, register_file(ROWS, first=1 + before * ROWS))
        importer.look()
        working = Working(importer.write)
        working.start()
        until = time.monotonic() + PATIENCE
        while not server.attempts() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, IMPORT_SECONDS))
        for process in [*server.web_workers(), *server.attempts()]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        working.end()
        end = office.place.look_in_the_end(server.environment)
        there = (*end.imported.values(), end.imports * ROWS, end.import_events * ROWS)
        often = "once" if {*there} == {(before + 1) * ROWS} else str(there)
        outcomes[f"{often}, at attempt {end.attempts}"] += 1
    expected = {"once, at attempt 1", "once, at attempt 2"}
    return office.result("workers killed in mid-import", outcomes, expected=expected)


def uploads_cut(office: Office, tries: int, many: int) -> Result:
    """Browsers announce a workbook, send a part of it and are gone, or (so many) say nothing more."""
    head = (
        f"POST /xa/{office.place.unit}/ho/excel/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nCookie: sid={office.browser.cookies['sid']}; "
        f"csrf={office.browser.cookies['csrf']}\r\n\r\n--b\r\nContent-Disposition: form-data; "
        f'name="file"; filename="a.xlsx"\r\n\r\n'
    )
    part = head.encode() + bytes(100_000)
    for _ in range(tries):
        with socket.create_connection(("127.0.0.1", office.server.port)) as cut:
            cut.sendall(part)
    outcomes = Counter(office.read() for _ in range(5))
    silent = [socket.create_connection(("127.0.0.1", office.server.port)) for _ in range(many)]
    for each in silent:
        each.sendall(part)
    began = time.monotonic()
    outcomes.update([office.read()])
    waited = time.monotonic() - began
    for each in silent:
        each.close()
    note = f"with {len(silent)} silent uploads the next page came after {waited:.0f} s"
    return office.result("browsers gone in mid-upload", outcomes, expected={"200"}, note=note)


def measure(size: Size) -> Iterator[Result]:
    """Each fault once, with so many requests meanwhile."""
    server = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="faults-") as outside:
        if server.startswith("postgres"):
            postmaster = Postmaster(server)
            try:
                yield from _faults(Office(Path(outside), scratch_in(Path(outside))), size, postmaster.away)
            finally:
                postmaster.stop()
            return
        disk = Path(outside, "disk")
        disk.mkdir()
        with small_disk(disk):
            office = Office(Path(outside), scratch_in(disk))
            yield from _faults(office, size, partial(file_away, disk / "crash.sqlite3"), disk=disk)


def _faults(office: Office, size: Size, away: Away, *, disk: Path | None = None) -> Iterator[Result]:
    tries = TRIES[size]
    try:
        if disk:
            yield full_disk(office, disk, tries)
            yield read_only_disk(office, disk, tries)
        yield database_gone(office, tries, away)
        yield renderer_killed(office, 2 * tries)
        yield uploads_cut(office, tries, SILENT[size])
        yield worker_killed(office, max(2, tries // 4))
    finally:
        office.server.kill()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")
    for result in measure(Size.QUICK if "--quick" in sys.argv else Size.FULL):
        print("ok  " if result.holds else "MISS", result.what, dict(result.outcomes), result.note)
