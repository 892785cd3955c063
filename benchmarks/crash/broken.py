"""Long work as it must not be done: an import saved a hundred households at a time, each hundred for itself.

Run in the place of `manage.py jobs_work` to see that the trials find it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.management import call_command

import povertyplan.wsgi  # noqa: F401 (sets Django up)

# isort: split
from households import jobs
from households.actions import HouseholdsGiven, HouseholdsReady, households_import, households_ready
from households.actions.imports import versions_of
from households.models import HouseholdUpload
from povertyplan.jobs import worker
from povertyplan.jobs.actions import job_complete
from povertyplan.jobs.kinds import Ending
from povertyplan.jobs.models import Job

PIECE = 100


def _pieces(given: HouseholdsGiven) -> Iterator[HouseholdsGiven]:
    for first in range(0, len(given.added), PIECE):
        added = given.added[first : first + PIECE]
        reviews = {at: given.added_reviews[first + at] for at in range(len(added))}
        yield replace(given, added=added, added_reviews=reviews)


def _bring_in_pieces(*, upload: HouseholdUpload, ready: HouseholdsReady, by: Any, **_: Any) -> None:
    for piece in _pieces(ready.given):
        seen = versions_of(unit=upload.unit, round=upload.round)
        households_import(
            ready=households_ready(unit=upload.unit, given=replace(piece, seen=seen), by=by),
            round=upload.round,
            sha256=upload.sha256,
            by=by,
        )


def _complete_outside(*, job: Job, ending: Ending) -> None:
    outcome = ending.act()
    job_complete(job=job, ending=replace(ending, act=lambda: outcome))


if __name__ == "__main__":
    vars(jobs)["household_upload_bring_in"] = _bring_in_pieces
    vars(worker)["job_complete"] = _complete_outside
    call_command("jobs_work", "--with-parent")
