"""The server of scripts/serve on a scratch database, with everything that it starts, killed at once."""

from __future__ import annotations

import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.processes import children, command, descendants, runs

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("manage.py", "jobs_work", "--with-parent")
GUNICORN = ("-m", "gunicorn", "--config=scripts/gunicorn.conf.py")
DOOR = "/dang-nhap/"
LONGEST_START = 120.0


class Server:
    """gunicorn and what does its long work (`jobs_work`, or another program in its place) in a process group
    of their own, on a free port of this machine alone.
    """

    def __init__(self, *, data: Path, database: str, jobs_work: Sequence[str] = PRODUCT) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.environment = {**os.environ, "POVERTYPLAN_DATA": str(data), "DATABASE_URL": database}
        web = shlex.join([sys.executable, *GUNICORN, f"--bind=127.0.0.1:{self.port}"])
        self._command = f"{shlex.join([sys.executable, *jobs_work])} & exec {web}"  # as scripts/serve does
        self._log = (data / "server.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """What is done once before the first start."""
        subprocess.run(
            [sys.executable, "scripts/prepare.py"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=self._log,
            stderr=self._log,
        )

    def start(self, *, status: int = 200) -> float:
        """Listen and wait for the first page with that status; seconds until it was there."""
        began = time.monotonic()
        self._process = subprocess.Popen(
            ["sh", "-c", self._command],
            cwd=ROOT,
            env=self.environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        while self._status() != status:
            if self._process.poll() is not None or time.monotonic() - began > LONGEST_START:
                self.kill()
                raise RuntimeError(f"the server did not start: {self._log.name}")
            time.sleep(0.02)
        return time.monotonic() - began

    def _status(self) -> int:
        """What the door answers, 0 where nobody does."""
        opened = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_START)
        try:
            opened.request("GET", DOOR)
            return opened.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            opened.close()

    def web_workers(self) -> list[int]:
        """Those that answer."""
        return [child for child in self._own() if "gunicorn" in command(child)]

    def renderers(self) -> list[int]:
        """Those that draw for them."""
        return [each for worker in self.web_workers() for each in descendants(worker)]

    def attempts(self) -> list[int]:
        """Those that are at a job."""
        others = {*self._own()} - {*self.web_workers()}
        return [each for worker in others for each in descendants(worker)]

    def _own(self) -> list[int]:
        return children(self._process.pid) if self._process else []

    def kill(self) -> None:
        """SIGKILL to the whole group: nobody has a chance to tidy up."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End as an administrator does."""
        if self._process:
            family = self.family()
            self._process.terminate()
            self._process.wait(60)
            self._process = None
            left_alive(family)

    def family(self) -> set[int]:
        """The processes that the server has started, and theirs."""
        return set(descendants(self._process.pid)) if self._process else set()


def left_alive(processes: set[int], *, patience: float = 10.0) -> set[int]:
    """Those that still run so many seconds later."""
    until = time.monotonic() + patience
    while (alive := {each for each in processes if runs(each)}) and time.monotonic() < until:
        time.sleep(0.05)
    return alive
