"""Who looked at whom, brought into the audit log apart from the page that showed it.

A line written by the page itself makes its reader wait for whoever holds the commune's log, and on SQLite for
whoever writes at all. A process of the server therefore notes the line in a file of its own before the page
goes out, and a thread brings what was noted into the log, many lines at once. What a process that was killed
leaves behind is brought in by the next that starts (docs/decisions/0026). A process without such a file, a
command or a test, writes at once.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import logging
import os
import threading
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Unpack

from django.conf import settings
from django.db import Error, connection, transaction

from povertyplan.common.audit import Act, Line, is_recorded, line_of, record_event, record_lines

EVERY = 1.0  # seconds from noted to recorded
PAUSE = 10.0  # seconds after the database took nothing
logger = logging.getLogger(__name__)


def record_reading(action: str, **act: Unpack[Act]) -> None:
    """Keep that somebody looked. Inside a transaction, and where nothing is noted, at once."""
    if _notebook and not connection.in_atomic_block and _notebook.note(line_of(action, **act)):
        return
    with transaction.atomic():
        record_event(action, **act)


def folder() -> Path:
    """Where processes keep what they noted; empty when none is at work."""
    return Path(settings.DATA) / "readings"


@dataclass(eq=False)
class _Page:
    """A file of lines, locked by the process that keeps it, with those that are not yet recorded."""

    path: Path
    descriptor: int
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def new(cls) -> _Page:
        folder().mkdir(mode=0o700, exist_ok=True)
        path = folder() / f"{uuid.uuid4().hex}.jsonl"
        bare = path.with_suffix(".new")  # nobody takes it for one left behind before it is locked
        descriptor = os.open(bare, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        bare.rename(path)
        return cls(path, descriptor)

    @classmethod
    def left_behind(cls, path: Path) -> _Page | None:
        """The file of a process that is gone, without a line that was cut; None while somebody keeps it."""
        descriptor = None
        try:
            descriptor = os.open(path, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            *whole, _cut = path.read_bytes().split(b"\n")
            return cls(path, descriptor, [_read(text) for text in whole])
        except (OSError, ValueError, TypeError) as error:
            if descriptor is not None:
                os.close(descriptor)
            if not isinstance(error, (BlockingIOError, FileNotFoundError)):  # kept; recorded just now
                logger.warning("lines of who looked cannot be read: %s", type(error).__name__)
            return None

    def add(self, line: Line) -> None:
        """OSError, and the file as it was, if the disk does not take the whole line."""
        size, text = os.fstat(self.descriptor).st_size, _written(line)
        if os.write(self.descriptor, text) < len(text):
            os.ftruncate(self.descriptor, size)
            raise OSError("a line of who looked was cut")
        self.lines.append(line)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        os.close(self.descriptor)


def _written(line: Line) -> bytes:
    return json.dumps(asdict(line) | {"at": line.at.isoformat()}, ensure_ascii=False).encode() + b"\n"


def _read(text: bytes) -> Line:
    said = json.loads(text)
    return Line(**said | {"at": dt.datetime.fromisoformat(said["at"])})


def _left_behind() -> list[_Page]:
    return [page for path in sorted(folder().glob("*.jsonl")) if (page := _Page.left_behind(path))]


class Notebook:
    """What the threads of a process note, and the thread that brings it into the log."""

    def __init__(self) -> None:
        self._open, self._full = _Page.new(), list[_Page]()
        self._found = _left_behind()
        self._adding, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="readings", daemon=True)

    def start(self) -> None:
        """Record once a second what was noted."""
        self._thread.start()

    def note(self, line: Line) -> bool:
        """Whether the disk took it."""
        with self._adding:
            try:
                self._open.add(line)
            except OSError:
                return False
        return True

    def record(self) -> None:
        """Bring into the log what was noted, here and by processes that are gone; what somebody's lock keeps
        out stays noted.
        """
        while self._found:
            page = self._found[0]
            page.lines = [line for line in page.lines if not is_recorded(line)]
            self._full.append(self._found.pop(0))
        with self._adding:
            if self._open.lines:
                fresh = _Page.new()
                self._full.append(self._open)
                self._open = fresh
        if noted := [line for page in self._full for line in page.lines]:
            with transaction.atomic():
                left = {*record_lines(noted)}
            for page in self._full:
                page.lines = [line for line in page.lines if line in left]
        for page in [page for page in self._full if not page.lines]:
            self._full.remove(page)
            page.remove()

    def close(self) -> None:
        """Record for the last time. What the database does not take now stays in its file."""
        self._over.set()
        self._thread.join()
        if not self._open.lines:
            self._open.remove()

    def _work(self) -> None:
        is_over = False
        while not is_over:
            is_over = self._over.wait(EVERY)
            try:
                self.record()
            except (Error, OSError) as error:
                logger.warning("who looked is not recorded yet: %s", type(error).__name__)
                is_over = is_over or self._over.wait(PAUSE)
            connection.close_if_unusable_or_obsolete()
        connection.close()


_notebook: Notebook | None = None


def notes_drop() -> None:
    """Drop what processes that are gone had noted: the database that it belongs to is replaced."""
    for page in _left_behind():
        page.remove()


def open_notebook() -> None:
    """Have this process note who looked; at its start, before it answers anybody. A disk that takes no file
    leaves it recording at once.
    """
    global _notebook
    try:
        _notebook = Notebook()
    except OSError as error:
        logger.warning("who looked cannot be noted: %s", type(error).__name__)
    else:
        _notebook.start()


def close_notebook() -> None:
    """At the end of the process, once nobody is answered any more."""
    global _notebook
    if _notebook:
        closed, _notebook = _notebook, None
        closed.close()
