"""A job run in the test's own process, within the test's own transaction."""

from __future__ import annotations

import os
from pathlib import Path

from povertyplan.jobs.actions import job_claim
from povertyplan.jobs.models import Job
from povertyplan.jobs.worker import _work


def run_here() -> Job:
    """Run the oldest job that waits; the job as it ended."""
    job = job_claim(worker="test")
    assert job
    told = os.open(Path(os.devnull), os.O_WRONLY)
    try:
        assert _work(job, told) == 0
    finally:
        os.close(told)
    return Job.objects.get(pk=job.pk)
