"""What whoever watches the server reads about long work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from povertyplan.jobs.actions import job_cancel, job_claim
from povertyplan.jobs.models import Job
from tests.jobs.conftest import lease_over
from tests.measured import URL, value

COUNTED = ('povertyplan_jobs{state="waiting"}', 'povertyplan_jobs{state="running"}')


def told() -> tuple[float, float, Any]:
    """How many wait, how many run, and since how many seconds the oldest that nobody works on is there."""
    text = Client().get(URL).text
    waiting, running = (value(text, name) for name in COUNTED)
    return waiting, running, value(text, "povertyplan_jobs_waiting_seconds")


@pytest.fixture
def asked(ask: Callable[..., Job]) -> Callable[[int], Job]:
    """Asks for another job, so many seconds ago."""

    def ago(seconds: int) -> Job:
        job = ask(number=seconds)
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - dt.timedelta(seconds=seconds))
        return job

    return ago


def test_no_job_is_told_as_none(transactional_db: None) -> None:
    text = Client().get(URL).text

    assert all(f"{name} 0.0" in text for name in (*COUNTED, "povertyplan_jobs_waiting_seconds"))


def test_jobs_that_wait_and_run_are_counted_and_the_oldest_that_waits_is_told(
    asked: Callable[[int], Job],
) -> None:
    asked(900)
    asked(300)
    job_cancel(job=asked(2000))
    assert job_claim(worker="one")  # the one of 900 seconds ago

    assert told() == (1, 1, pytest.approx(300, abs=20))


def test_job_whose_worker_is_not_heard_of_waits_for_another(asked: Callable[[int], Job]) -> None:
    asked(900)
    taken = job_claim(worker="one")
    assert taken
    assert told() == (0, 1, 0)

    lease_over(taken)

    assert told() == (0, 1, pytest.approx(900, abs=20))
