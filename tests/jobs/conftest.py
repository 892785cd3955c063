"""Kinds of jobs that tests run, and workers as processes of their own.

What a job is for is an audit event about it: how many there are tells how often it was done.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from povertyplan.jobs import actions, kinds, worker
from povertyplan.jobs.actions import job_start
from povertyplan.jobs.kinds import Ending, File, Kind, Limits, Step
from povertyplan.jobs.models import Job
from povertyplan.jobs.worker import Worker
from tests.factories import UserFactory

PATIENCE = 30.0
DONE = "refused"


def _noted(job: Job, step: Step) -> Ending:
    """Waits where it is told to ("before" it writes, or "within" what it writes) until a file is there.

    It leaves a mark where it waits: on SQLite the row cannot tell while a job writes.
    """
    step("Đang tính", 1, 2)
    place = job.arguments.get("wait", "before")
    if place == "before":
        _mark_and_wait(job)

    def act() -> str:
        record_event(DONE, target=job, by=job.owner)
        if place == "within":
            _mark_and_wait(job)
        return "Đã ghi một dòng."

    return Ending(act=act, file=File(name="ket-qua.txt", media_type="text/plain", content=b"noi dung"))


def _mark_and_wait(job: Job) -> None:
    if "mark" in job.arguments:
        with Path(job.arguments["mark"]).open("a") as file:
            file.write(f"{job.pk}\n")
    while "until" in job.arguments and not Path(job.arguments["until"]).exists():
        time.sleep(0.02)


def _refused(job: Job, step: Step) -> Ending:
    raise DomainError("Không làm được: chọn lại.")


def _failing(job: Job, step: Step) -> Ending:
    raise ValueError("Lò Văn Mật")


def _large(job: Job, step: Step) -> Ending:
    return Ending(act=lambda: str(len(bytearray(1 << 30))))


def _busy_forever(job: Job, step: Step) -> Ending:
    while True:
        pass


def _limited(job: Job, step: Step) -> Ending:
    """How long PostgreSQL would let it wait and work; "" on SQLite, which sets no limits."""
    found = ""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]
            cursor.execute("SELECT setting FROM pg_settings WHERE name = ANY(%s)", [names])
            found = ", ".join(setting for (setting,) in cursor.fetchall())
    return Ending(act=lambda: found)


def _dying(job: Job, step: Step) -> Ending:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


KINDS = {
    "noted": Kind(run=_noted, limits=Limits()),
    "refused": Kind(run=_refused, limits=Limits()),
    "failing": Kind(run=_failing, limits=Limits()),
    "large": Kind(run=_large, limits=Limits(memory=768 << 20)),
    "long": Kind(run=_noted, limits=Limits(wall=0.6)),
    "spinning": Kind(run=_busy_forever, limits=Limits(cpu=1)),
    "limited": Kind(run=_limited, limits=Limits()),
    "dying": Kind(run=_dying, limits=Limits()),
}


@pytest.fixture(autouse=True)
def _quick_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kinds of the tests, and a worker that looks and waits in tenths of seconds."""
    for name, kind in KINDS.items():
        monkeypatch.setitem(kinds._KINDS, name, kind)
    monkeypatch.setattr(worker, "IDLE", 0.05)
    monkeypatch.setattr(worker, "LOOK", 0.05)
    monkeypatch.setattr(worker, "HOLD", 0.2)


@pytest.fixture
def owner(transactional_db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def ask(owner: User) -> Callable[..., Job]:
    """Asks for a job of a kind."""

    def asked(kind: str = "noted", *, by: User = owner, **arguments: object) -> Job:
        return job_start(kind=kind, title=f"Việc {kind}", arguments=arguments, page="/", by=by)

    return asked


def started(*, until_empty: bool = False, grace: float = 25.0) -> int:
    """A worker as a process, never in ours: it ends what is left below it; its process id."""
    connections.close_all()
    if (pid := os.fork()) == 0:
        try:
            Worker(grace=grace).run(until_empty=until_empty)
        finally:
            os._exit(0)
    return pid


@pytest.fixture
def workers() -> Iterator[Callable[..., int]]:
    """Starts a worker; all end with the test."""
    pids: list[int] = []

    def start(**options: Any) -> int:
        pids.append(started(**options))
        return pids[-1]

    yield start
    for pid in pids:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def until(holds: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def has_ended_below(worker: int) -> Callable[[], bool]:
    """Whether the child of a worker, which may be asleep itself, has ended."""
    child = Path(f"/proc/{worker}/task/{worker}/children").read_text().strip()
    stat = Path(f"/proc/{child}/stat")
    return lambda: stat.read_text().rpartition(")")[2].split()[0] == "Z"


def is_at(job: Job, step: str) -> Callable[[], bool]:
    """Whether the job tells that step."""
    return lambda: Job.objects.filter(pk=job.pk, step=step).exists()


def times_done(job: Job) -> int:
    """How often what the job is for was done."""
    return AuditEvent.objects.filter(action=DONE, target_id=str(job.pk)).count()


def lease_over(job: Job) -> None:
    """As if nobody had heard of the worker for a minute."""
    from django.db.models.functions import Now

    Job.objects.filter(pk=job.pk).update(lease_until=Now() - actions.LEASE)


def settled(job: Job) -> Job:
    """The job as it stands."""
    return Job.objects.get(pk=job.pk)
