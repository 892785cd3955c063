"""A large register brought in by a job whose worker is killed: all of it once, or nothing yet."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from households import jobs
from households.actions import household_upload_keep
from households.models import Ethnicity, Household, HouseholdImport, HouseholdUpload
from households.resources.register.looking import look_at
from povertyplan.common.models import AuditEvent
from povertyplan.documents.xlsx import read_workbook, to_json
from povertyplan.jobs.models import Job, State
from tests.factories import CommuneFactory, HamletFactory, officer_of
from tests.households.register_files import LIST_HEAD, file_of
from tests.jobs.conftest import lease_over, settled, until

ROWS = 20


@pytest.fixture
def job(transactional_db: None) -> Job:
    """An import that waits."""
    Ethnicity.objects.create(code="02", name="Tày")
    unit = CommuneFactory.create()
    HamletFactory.create(unit=unit, name="Ba Giăng", label="xom")
    officer = officer_of(unit)
    content = file_of(
        LIST_HEAD,
        *(
            (at, "Ba Giăng", f"Lò Văn Mẫu {at}", 1980, "Nam", "Tày", None, 120, 30, None)
            for at in range(ROWS)
        ),
    )
    household_upload_keep(
        unit=unit,
        round=None,
        workbook=to_json(read_workbook(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        by=officer,
    )
    upload = HouseholdUpload.objects.get()
    preview = look_at(upload).preview
    assert preview
    return jobs.households_import_start(upload=upload, digest=preview.digest, by=officer)


@pytest.mark.parametrize("moment", ["before it writes", "when all is written", "after the commit"])
def test_import_whose_worker_is_killed_is_applied_once(
    job: Job, workers: Callable[..., int], moment: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Seen failing: with `households_import` in a transaction of its own before the job's end (the second
    attempt found its upload gone and told the officer that nothing was written, though all was).
    """
    mark, write = tmp_path / "mark", jobs.register_write

    def slowly(**arguments: Any) -> str:
        if moment == "before it writes" and not mark.exists():
            mark.touch()
            time.sleep(30)
        done = write(**arguments)
        if moment == "when all is written" and not mark.exists():
            mark.touch()
            time.sleep(30)
        return done

    monkeypatch.setattr(jobs, "register_write", slowly)
    first = workers()
    until(mark.exists if moment != "after the commit" else lambda: settled(job).state == State.DONE)
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    written = ROWS if moment == "after the commit" else 0
    until(lambda: Household.objects.count() == written)

    if settled(job).state == State.RUNNING:
        lease_over(job)
    workers()
    until(lambda: settled(job).state != State.RUNNING)

    ended = settled(job)
    assert (ended.state, ended.outcome[:29]) == (State.DONE, "Đã ghi từ Excel: 20 hộ mới. C")
    assert ended.attempt == (1 if moment == "after the commit" else 2)
    assert (Household.objects.count(), HouseholdImport.objects.count()) == (ROWS, 1)
    assert AuditEvent.objects.filter(action="households_imported").count() == 1
