"""Long work under several workers and under kill -9: each job once, an import whole or not at all."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.models.functions import Now

from benchmarks.result import Result, Size, tallied, timed
from households.actions import household_upload_keep
from households.jobs import households_import_start
from households.models import AdministrativeUnit, Household, HouseholdImport, HouseholdUpload
from households.resources.register.looking import look_at
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.models import AuditEvent
from povertyplan.documents.xlsx import read_workbook, to_json
from povertyplan.jobs.actions import LEASE, OPEN_AT_MOST, job_start
from povertyplan.jobs.kinds import Ending, Step, runs
from povertyplan.jobs.models import Job, State
from povertyplan.jobs.worker import Worker
from tests.factories import CommuneFactory, HamletFactory, UserFactory, officer_of
from tests.households.register_files import LIST_HEAD, file_of

WORKERS, PATIENCE = 8, 600.0
PEOPLE = {Size.FULL: 100, Size.QUICK: 4}  # who ask for as many jobs as one may
ALONE = {Size.FULL: 20, Size.QUICK: 3}
KILLS = {Size.FULL: 60, Size.QUICK: 3}
HOUSEHOLDS = {Size.FULL: 600, Size.QUICK: 20}
EACH_OUTCOME = {Size.FULL: 10, Size.QUICK: 0}  # of a kill: before and after the commit
DONE = "refused"
SECONDS = 2.0  # an idle worker looks once a second


@runs("bench")
def _noted(job: Job, step: Step) -> Ending:
    with Path(job.arguments["starts"]).open("a") as file:
        file.write(f"{job.pk}\n")

    def act() -> str:
        record_event(DONE, target=job, by=job.owner)
        return ""

    return Ending(act=act)


def measure(size: Size) -> Iterator[Result]:
    """Outcomes on the database in use."""
    yield _race(PEOPLE[size])
    yield _alone(ALONE[size])
    yield _killed(KILLS[size], HOUSEHOLDS[size], EACH_OUTCOME[size])


def _race(people: int) -> Result:
    """Many workers at one queue."""
    owners = UserFactory.create_batch(people)
    jobs = [_ask(owner, number) for owner in owners for number in range(OPEN_AT_MOST)]
    start = time.perf_counter()
    workers = [_worker(until_empty=True) for _ in range(WORKERS)]
    for worker in workers:
        os.waitpid(worker, 0)
    seconds = time.perf_counter() - start
    events = AuditEvent.objects.filter(action=DONE, target_id__in=[str(job.pk) for job in jobs])
    done = Counter(events.values_list("target_id", flat=True))
    started = Counter(Path(jobs[0].arguments["starts"]).read_text().split())
    outcomes = Counter(f"started {started[str(job.pk)]}, done {done[str(job.pk)]}" for job in jobs)
    return tallied(
        f"{len(jobs)} jobs, {WORKERS} workers",
        outcomes,
        bar="each once",
        holds=outcomes == {"started 1, done 1": len(jobs)},
        note=f"{len(jobs) / seconds:.0f} jobs a second",
    )


def _alone(times: int) -> Result:
    """One job and a worker that waits for it."""
    owner, seconds = UserFactory.create(), []
    worker = _worker()
    for number in range(times):
        start = time.perf_counter()
        _wait_for(_ask(owner, number))
        seconds.append(time.perf_counter() - start)
    _kill(worker)
    return timed("an empty job, from asked to done", seconds, most=SECONDS)


def _ask(owner: User, number: int) -> Job:
    """A job that notes its start in a file and its end in the log."""
    arguments = {"number": number, "starts": str(settings.DATA / "starts")}
    return job_start(kind="bench", title="Việc", arguments=arguments, page="/", by=owner)


def _killed(kills: int, households: int, each: int) -> Result:
    """Imports whose worker is killed at a random moment, and taken up by the next."""
    dice, outcomes = random.Random(9), Counter[str]()
    usual = _seconds_of_import(households)
    for _ in range(kills):
        job, unit = _import(households)
        worker = _worker()
        time.sleep(dice.uniform(0, 1.5 * usual))
        _kill(worker)
        time.sleep(0.2)  # what the child still commits
        written = Household.objects.filter(unit=unit).count()
        outcomes[{0: "killed before the commit", households: "killed after it"}.get(written, "partial")] += 1
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(lease_until=Now() - LEASE)
        worker = _worker(until_empty=True)
        os.waitpid(worker, 0)
        count = Household.objects.filter(unit=unit).count(), HouseholdImport.objects.filter(unit=unit).count()
        if (*count, _state(job)) != (households, 1, State.DONE):
            outcomes["not whole in the end"] += 1
    kinds = {"killed before the commit", "killed after it"}
    return tallied(
        f"imports of {households} households, worker killed at a random moment",
        outcomes,
        bar=f"0 partial, 0 twice, 0 lost; each moment ≥ {each} times",
        holds=set(outcomes) <= kinds and all(outcomes[kind] >= each for kind in kinds),
        note=f"unkilled {usual:.1f} s",
    )


def _seconds_of_import(households: int) -> float:
    _import(households)
    start = time.perf_counter()
    os.waitpid(_worker(until_empty=True), 0)
    return time.perf_counter() - start


def _import(households: int) -> tuple[Job, AdministrativeUnit]:
    """An import that waits, of a commune of its own."""
    unit = CommuneFactory.create()
    HamletFactory.create(unit=unit, name="Ba Giăng", label="xom")
    officer = officer_of(unit)
    rows = (
        (number, "Ba Giăng", f"Lò Văn Mẫu {number}", 1980, "Nam", "Tày", None, 120, 30, None)
        for number in range(households)
    )
    content = file_of(LIST_HEAD, *rows)
    household_upload_keep(
        unit=unit,
        round=None,
        workbook=to_json(read_workbook(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        by=officer,
    )
    upload = HouseholdUpload.objects.get(unit=unit)
    preview = look_at(upload).preview
    assert preview
    return households_import_start(upload=upload, digest=preview.digest, by=officer), unit


def _state(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def _worker(*, until_empty: bool = False) -> int:
    """A worker as a process; its id."""
    connections.close_all()
    if (pid := os.fork()) == 0:
        try:
            Worker().run(until_empty=until_empty)
        finally:
            os._exit(0)
    return pid


def _kill(worker: int) -> None:
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def _wait_for(job: Job) -> None:
    end = time.monotonic() + PATIENCE
    while _state(job) != State.DONE:
        if time.monotonic() > end:
            raise RuntimeError("waited in vain")
        time.sleep(0.02)
