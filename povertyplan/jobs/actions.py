"""Every write about jobs: asked for, taken, held, ended, handed over.

A job is taken by whoever finds it free under the row's lock (SQLite: under the write lock) and counts the
attempt up; all later writes of that attempt name its number, so that one who was given up cannot end it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.jobs.kinds import Ending, known
from povertyplan.jobs.models import OPEN, Job, JobResult, State
from povertyplan.jobs.rights import rights_of, rights_stand

LEASE = dt.timedelta(seconds=60)
ATTEMPTS = 3
OPEN_AT_MOST = 5  # of one person
RESULT_LASTS = dt.timedelta(days=1)
JOB_LASTS = dt.timedelta(days=30)
TOO_MANY = f"Anh/chị đang có {OPEN_AT_MOST} việc chưa xong; chờ xong hoặc dừng bớt ở “Việc đang chạy”."
REVOKED = "Quyền hoặc tài khoản của anh/chị đã thay đổi sau khi yêu cầu, nên việc này đã dừng."
BROKEN_OFF = f"Máy chủ bị ngắt giữa chừng {ATTEMPTS} lần; chưa ghi gì. Báo người quản trị rồi làm lại."


class JobLost(Exception):
    """The attempt no longer holds its job: it was cancelled, or somebody else has taken it."""


def job_start(
    *, kind: str, title: str, arguments: Mapping[str, Any], page: str, by: User, unit_code: str = ""
) -> Job:
    """Ask for a job; the one that is open already when the same was asked for. DomainError when there are too
    many. `page` is where it was asked for.
    """
    asked = json.dumps([kind, arguments], sort_keys=True)
    job = Job(
        owner=by,
        unit_code=unit_code,
        kind=kind,
        title=title[:200],
        arguments=arguments,
        fingerprint=hashlib.sha256(asked.encode()).hexdigest(),
        page=page,
        rights=rights_of(by),
    )
    try:
        return _start(job)
    except IntegrityError:  # asked for twice at the same moment
        return Job.objects.open().get(owner=by, fingerprint=job.fingerprint)


@transaction.atomic
def _start(job: Job) -> Job:
    mine = Job.objects.open().filter(owner=job.owner)
    if same := mine.filter(fingerprint=job.fingerprint).first():
        return same
    if mine.count() >= OPEN_AT_MOST:
        raise DomainError(TOO_MANY)
    job.save(force_insert=True)
    return job


def job_cancel(*, job: Job) -> None:
    """Ask that a job be stopped; one that waits is stopped at once, one that has ended stays as it is."""
    own = Job.objects.filter(pk=job.pk)
    now = timezone.now()
    if not own.filter(state=State.WAITING).update(state=State.CANCELLED, ended_at=now, cancel_asked_at=now):
        own.filter(state=State.RUNNING, cancel_asked_at=None).update(cancel_asked_at=now)


# --- of the worker ---


def job_claim(*, worker: str) -> Job | None:
    """Take the oldest job that nobody works on, of a kind that this program knows; None when there is none.

    Takes no write lock in vain.
    """
    while Job.objects.to_do(known()).exists():
        if job := _claim(worker):
            return job
    return None


@transaction.atomic
def _claim(worker: str) -> Job | None:
    """Take it, or end it where it is not to be tried again."""
    free = Job.objects.to_do(known()).select_for_update(skip_locked=True)  # SQLite has the write lock by now
    job = free.order_by("pk").first()
    if job is None:
        return None
    if job.state == State.RUNNING and job.cancel_asked_at:
        _end(job, State.CANCELLED)
        return None
    if job.state == State.RUNNING and job.attempt >= ATTEMPTS:
        _end(job, State.FAILED, BROKEN_OFF)
        return None
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING,
        attempt=job.attempt + 1,
        worker=worker,
        lease_until=Now() + LEASE,
        step="",
        progress_done=0,
        progress_total=0,
    )
    return Job.objects.select_related("owner").get(pk=job.pk)


def _end(job: Job, state: State, outcome: str = "") -> None:
    """End the job unless another attempt has it."""
    Job.objects.held(job).update(
        state=state, outcome=outcome[:500], step="", lease_until=None, ended_at=timezone.now()
    )


def job_hold(*, job: Job, step: str, done: int, total: int) -> bool:
    """Go on holding the job and keep how far it is; False when it is somebody else's by now, or ended."""
    held = Job.objects.held(job)
    return bool(
        held.update(lease_until=Now() + LEASE, step=step[:200], progress_done=done, progress_total=total)
    )


@transaction.atomic
def job_complete(*, job: Job, ending: Ending) -> None:
    """Do what the job is for and end it, both or neither. DomainError when the owner's rights are gone;
    JobLost when the job was cancelled or taken over.
    """
    owner = User.objects.get(pk=job.owner_id)
    if not rights_stand(job.rights, owner):
        raise DomainError(REVOKED)
    outcome = ending.act()
    held = Job.objects.held(job).filter(cancel_asked_at=None)
    if not held.update(
        state=State.DONE, outcome=outcome[:500], step="", lease_until=None, ended_at=timezone.now()
    ):
        raise JobLost
    if file := ending.file:
        JobResult.objects.create(
            job=job,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            expires_at=timezone.now() + RESULT_LASTS,
        )


def job_fail(*, job: Job, outcome: str) -> None:
    """End the job with a sentence that says why."""
    _end(job, State.FAILED, outcome)


def job_stop(*, job: Job) -> None:
    """End a job whose owner asked for it, after nothing of it runs any more."""
    _end(job, State.CANCELLED)


def job_give_back(*, job: Job, broken_off: bool) -> None:
    """Let somebody else take it: the worker has to stop, or (`broken_off`) the attempt died."""
    if broken_off and job.attempt >= ATTEMPTS:
        _end(job, State.FAILED, BROKEN_OFF)
    else:
        Job.objects.held(job).update(state=State.WAITING, lease_until=None, step="")


def jobs_clear() -> None:
    """Remove results that have expired and jobs that ended long ago."""
    now = timezone.now()
    JobResult.objects.filter(expires_at__lt=now).delete()
    Job.objects.exclude(state__in=OPEN).filter(ended_at__lt=now - JOB_LASTS).delete()


# --- of the owner ---


@transaction.atomic
def job_result_record(*, job: Job, by: User) -> None:
    """Keep that the result was handed over."""
    record_event("job_result_downloaded", target=job, by=by, unit_code=job.unit_code)
