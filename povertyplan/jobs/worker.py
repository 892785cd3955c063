"""Runs jobs, one at a time, each attempt in a fresh child process under hard limits.

The parent holds the job while the child works: it renews the lease, keeps the progress that the child tells
through a pipe, and kills the child at its time limit or when the owner asks for it. That is safe at any
moment: what a job is for is written in the transaction that ends it (`actions.job_complete`).
"""

from __future__ import annotations

import json
import logging
import os
import resource
import select
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, connections
from django.http import Http404

from povertyplan.common.errors import DomainError
from povertyplan.common.failures import Failure, failure_of
from povertyplan.common.limits import without_limits
from povertyplan.common.priority import step_back
from povertyplan.jobs.actions import (
    REVOKED,
    JobLost,
    job_claim,
    job_complete,
    job_fail,
    job_give_back,
    job_hold,
    job_stop,
    jobs_clear,
)
from povertyplan.jobs.kinds import Limits, kind_of
from povertyplan.jobs.models import Job
from povertyplan.jobs.processes import adopt_orphans, die_with_parent, end_children

IDLE, LOOK, HOLD, CLEAR = 1.0, 0.5, 10.0, 3600.0  # seconds between two of the same
NO_MEMORY, BUSY = 3, 4  # exit statuses of a child
TOO_LONG = "Việc này cần quá nhiều thời gian nên đã dừng; chưa ghi gì. Chia nhỏ danh sách rồi làm lại."
TOO_LARGE = "Việc này cần quá nhiều bộ nhớ nên đã dừng; chưa ghi gì. Chia nhỏ danh sách rồi làm lại."
FAILED = "Chương trình gặp lỗi; chưa ghi gì. Làm lại; nếu vẫn lỗi, báo người quản trị."

log = logging.getLogger(__name__)


class Stop(StrEnum):
    """Why the parent killed a child."""

    CANCELLED = "cancelled"
    TOO_LONG = "too long"
    LOST = "lost"
    LEAVING = "leaving"  # the worker itself has to stop


@dataclass
class Worker:
    """Runs jobs until told to stop; the job at hand then has `grace` seconds, and goes back otherwise."""

    grace: float = 25.0
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}"[:100])
    _leave_at: float | None = None
    _clear_at: float = 0.0

    def stop(self, *_: Any) -> None:
        """Take no further job."""
        self._leave_at = self._leave_at or time.monotonic() + self.grace

    def run(self, *, until_empty: bool = False) -> None:
        """Run jobs as they come; with `until_empty` return when there is none."""
        adopt_orphans()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self.stop)
        while self._leave_at is None:
            try:
                self._clear()
                if job := job_claim(worker=self.name):
                    self.attempt(job)
                    continue
                if until_empty:
                    return
            except (DatabaseError, InterfaceError, OSError):  # locked, away, no memory: for a while
                log.exception("no job can be done at the moment")
                connections.close_all()
            time.sleep(IDLE)

    def _clear(self) -> None:
        if time.monotonic() >= self._clear_at:
            jobs_clear()
            self._clear_at = time.monotonic() + CLEAR

    def attempt(self, job: Job) -> None:
        """One attempt at a job that was claimed."""
        limits = kind_of(job).limits
        told, tell = os.pipe()
        connections.close_all()  # a connection is never shared with a child
        parent, child = os.getpid(), os.fork()
        if child == 0:
            os.close(told)
            _live(job, limits, tell, parent)
        os.close(tell)
        try:
            stop = self._watch(job, told, limits)
        finally:
            os.close(told)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            end_children()
        _settle(job, stop, status)

    def _watch(self, job: Job, told: int, limits: Limits) -> Stop | None:
        """Hold the job until the child ends by itself (None) or has to be killed."""
        hold, ends_at = _Hold(job), time.monotonic() + limits.wall
        while (chunk := _heard(told)) is not None:
            hold.hear(chunk)
            now = time.monotonic()
            if now >= ends_at:
                return Stop.TOO_LONG
            if self._leave_at and now >= self._leave_at:
                return Stop.LEAVING
            if stop := hold.renew(now):
                return stop
        return None


def _heard(told: int) -> bytes | None:
    """What a child says within a moment; None when it says no more."""
    if not select.select([told], [], [], LOOK)[0]:
        return b""
    return os.read(told, 1 << 16) or None


@dataclass
class _Hold:
    """A job that is held: how far it is, and when the lease is to be renewed."""

    job: Job
    heard: bytes = b""
    progress: dict[str, Any] = field(default_factory=lambda: {"step": "", "done": 0, "total": 0})
    due: float = 0.0

    def hear(self, chunk: bytes) -> None:
        """Take in what the child said; news are kept without delay."""
        *lines, self.heard = (self.heard + chunk).split(b"\n")
        if lines:
            self.progress, self.due = json.loads(lines[-1]), 0.0

    def renew(self, now: float) -> Stop | None:
        """Keep the lease and the progress, and look whether the owner wants it stopped."""
        try:
            if now >= self.due:
                if not job_hold(job=self.job, **self.progress):
                    return Stop.LOST
                self.due = now + HOLD
            if Job.objects.held(self.job).exclude(cancel_asked_at=None).exists():
                return Stop.CANCELLED
        except (DatabaseError, InterfaceError):  # the child may be writing; the lease lasts longer
            log.warning("job %s cannot be held at the moment", self.job.pk)
            connections.close_all()
        return None


def _settle(job: Job, stop: Stop | None, status: int) -> None:
    """Say what became of an attempt that did not say it itself."""
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    exited = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
    try:
        row = Job.objects.held(job).first()
        if row is None:
            return  # ended, or somebody else's
        if row.cancel_asked_at:
            job_stop(job=job)
        elif stop == Stop.TOO_LONG or killed == signal.SIGXCPU:
            job_fail(job=job, outcome=TOO_LONG)
        elif exited == NO_MEMORY:
            job_fail(job=job, outcome=TOO_LARGE)
        else:
            job_give_back(job=job, broken_off=stop is None)
    except (DatabaseError, InterfaceError):  # somebody takes it when the lease is over
        log.exception("job %s cannot be settled", job.pk)
        connections.close_all()


# --- in the child ---


def _live(job: Job, limits: Limits, tell: int, parent: int) -> NoReturn:
    """The child's whole life."""
    status = 0
    try:
        os.setsid()
        step_back()
        die_with_parent(parent, signal.SIGKILL)
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, signal.SIG_DFL)
        room = _address_space() + limits.memory
        for name, most in ((resource.RLIMIT_AS, room), (resource.RLIMIT_CPU, limits.cpu)):
            resource.setrlimit(name, (most, resource.getrlimit(name)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        status = _work(job, tell)
    except MemoryError:
        status = NO_MEMORY
    except BaseException:
        log.exception("job %s (%s) broke off", job.pk, job.kind)
        status = 1
    finally:
        os._exit(status)


def _address_space() -> int:
    """Bytes that the process has mapped."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _work(job: Job, tell: int) -> int:
    """Run the job and write its end; the exit status."""

    def step(words: str, done: int = 0, total: int = 0) -> None:
        os.write(tell, json.dumps({"step": words, "done": done, "total": total}).encode() + b"\n")

    try:
        with without_limits(waits=True):  # the kind's own hold
            job_complete(job=job, ending=kind_of(job).run(job, step))
    except JobLost:
        pass
    except DomainError as error:
        job_fail(job=job, outcome=str(error))
    except (Http404, PermissionDenied):
        job_fail(job=job, outcome=REVOKED)
    except MemoryError:
        raise
    except Exception as error:
        if failure_of(error) == Failure.BUSY:
            return BUSY
        log.exception("job %s (%s) failed", job.pk, job.kind)
        job_fail(job=job, outcome=FAILED)
    return 0
