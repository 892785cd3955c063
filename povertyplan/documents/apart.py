"""Work in a process of its own: a preloaded zygote forks one child a job, under hard limits.

The zygote is a plain `python -c`: no Django settings, no database, none of our secrets in its environment.
What a child says is its answer, a sentence of ours, or the name of an exception: never the exception's text,
which could quote what it worked on.
"""

from __future__ import annotations

import atexit
import gc
import json
import logging
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from povertyplan.common.errors import DomainError
from povertyplan.common.priority import has_stepped_back, step_back
from povertyplan.common.turns import giving_way

ROOT = Path(__file__).resolve().parents[2]
TURNS = 2  # jobs at a time, for each process that has a zygote
Work = Callable[[bytes], bytes]

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one job may take: bytes of address space and of answer, seconds of processor and by the clock."""

    memory: int
    cpu: int
    wall: float
    answer: int = 64 << 20


@dataclass(frozen=True, kw_only=True)
class Sentences:
    """What a user is told, and as which error, when there is no answer."""

    error: type[DomainError]
    busy: str
    failed: str
    over: str  # killed at a limit


# --- the web side ---


class Zygote:
    """Our preloaded process, started with the first job.

    A process forked from ours (a gunicorn worker) starts its own. `warm_up` runs once before the first fork,
    `work` in each child from the bytes of a job to those of its answer; both are imported there by name.
    """

    def __init__(self, name: str, *, warm_up: Callable[[], object], work: Work, sentences: Sentences) -> None:
        self._name, self._warm_up, self._work, self._sentences = name, warm_up, work, sentences
        self._owner = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._fresh_locks()
        os.register_at_fork(after_in_child=self._fresh_locks)
        atexit.register(self.stop)

    def _fresh_locks(self) -> None:
        """A fork while another thread was at work must not inherit its locks."""
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(TURNS)

    @giving_way()
    def answer(self, request: bytes, *, limits: Limits) -> bytes:
        """What `work` makes of the request in a fresh child under `limits`.

        Raises the error of our sentences, or with the sentence of a DomainError that `work` raised.
        """
        say = self._sentences
        if not self._turns.acquire(timeout=limits.wall):
            raise say.error(say.busy)
        try:
            with self._job() as job:
                job.settimeout(limits.wall + 5)  # the child's own alarm comes first
                return self._converse(job, json.dumps(asdict(limits)).encode() + b"\n" + request, limits)
        except TimeoutError as error:
            raise say.error(say.over) from error
        except OSError as error:
            log.exception("the %s process cannot be reached", self._name)
            raise say.error(say.failed) from error
        finally:
            self._turns.release()

    def _converse(self, job: socket.socket, request: bytes, limits: Limits) -> bytes:
        say = self._sentences
        with suppress(BrokenPipeError, ConnectionResetError):  # a child that died early has not read it all
            job.sendall(request)
            job.shutdown(socket.SHUT_WR)
        received = bytearray()
        with suppress(ConnectionResetError):
            while chunk := job.recv(1 << 18):
                received += chunk
                if len(received) > limits.answer:
                    raise say.error(say.over)
        kind, said, end = received[:1], bytes(received[1:-1]), received[-1:]
        if len(received) < 2 or kind != end or received == b"-MemoryError-":
            if self._died():
                log.error("the %s process was killed", self._name)
                raise say.error(say.failed)
            raise say.error(say.over)  # killed at a limit, perhaps in the middle of its answer
        if kind == b"+":
            return said
        if kind == b"!":
            raise say.error(said.decode())
        log.error("the %s process failed: %s", self._name, said.decode())
        raise say.error(say.failed)

    def _died(self) -> bool:
        """Whether the zygote itself was killed, and its child with it."""
        with suppress(subprocess.TimeoutExpired):
            return self._process is not None and self._process.wait(0.1) is not None
        return False

    def _job(self) -> socket.socket:
        """A connection to a fresh child that waits for its work."""
        with self._lock:
            control = self._running()
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(control, [b"j"], [theirs.fileno()])
                except BaseException:
                    ours.close()
                    self._forget()
                    raise
            return ours

    def _running(self) -> socket.socket:
        if self._control and self._owner == os.getpid() and self._process and self._process.poll() is None:
            return self._control
        self._forget()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", self._script(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd=ROOT,
                env={key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
                | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def _script(self, descriptor: int) -> str:
        return (
            f"from {__name__} import serve\n"
            f"from {self._warm_up.__module__} import {self._warm_up.__name__} as warm_up\n"
            f"from {self._work.__module__} import {self._work.__name__} as work\n"
            f"serve({descriptor}, {self._name!r}, warm_up, work)"
        )

    def _forget(self) -> None:
        if self._control:
            self._control.close()
        self._control = self._process = None

    def stop(self) -> None:
        """Let the zygote end with us: it does when its control closes."""
        process, ours = self._process, self._owner == os.getpid()
        self._forget()
        if process and ours:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)


# --- the zygote ---


def serve(descriptor: int, name: str, warm_up: Callable[[], object], work: Work) -> NoReturn:
    """Fork one child for every socket received, until whoever started us is gone."""
    if has_stepped_back():
        step_back()  # with the session that is now its own
    control = socket.socket(fileno=descriptor)
    with tempfile.TemporaryDirectory(prefix=f"povertyplan-{name}-") as folder:
        tempfile.tempdir = folder
        warm_up()

        def reap(*_: object) -> None:
            with suppress(ChildProcessError):
                while pid := os.waitpid(-1, os.WNOHANG)[0]:
                    shutil.rmtree(Path(folder, str(pid)), ignore_errors=True)

        signal.signal(signal.SIGCHLD, reap)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # leaves the folder behind otherwise
        gc.disable()  # a child lives for one job; what is preloaded stays shared
        while received := socket.recv_fds(control, 1, 1)[1]:
            with socket.socket(fileno=received[0]) as job:
                if os.fork() == 0:
                    control.close()
                    _live(job, Path(folder, str(os.getpid())), work)
    sys.exit()


def _live(job: socket.socket, folder: Path, work: Work) -> NoReturn:
    """The child's whole life: read, take on the limits, work, answer, die."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        limits, _, request = b"".join(iter(lambda: job.recv(1 << 18), b"")).partition(b"\n")
        _take_on(Limits(**json.loads(limits)))
        folder.mkdir(parents=True)  # a cleaner of /tmp may have taken the zygote's own
        tempfile.tempdir = str(folder)
        job.sendall(b"+" + work(request) + b"+")
    except DomainError as error:
        with suppress(OSError):
            job.sendall(b"!" + str(error).encode() + b"!")
    except Exception as error:
        with suppress(OSError):
            job.sendall(b"-" + type(error).__name__.encode() + b"-")
    finally:
        os._exit(0)


def _take_on(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.answer, limits.answer))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall)
