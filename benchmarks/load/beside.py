"""Long work that others do meanwhile: households brought in, a long list printed, a backup made and tried."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from benchmarks.database import YEAR
from benchmarks.household_import import AMOUNTS, commune_with_round, register_workbook
from benchmarks.load.journeys import Person
from benchmarks.result import Size
from households.models import AdministrativeUnit, ReviewRound
from povertyplan.jobs.models import Job, State

BROUGHT_IN, PRINTED = "households brought in", "long list printed"
BACKED_UP = "backup made and tried"


class LongWork:
    """The three kinds, each started anew as often as it is called; `outcomes` says how they ended."""

    def __init__(
        self, *, size: Size, folder: Path, unit: AdministrativeUnit, officer: Person, imports: int
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self._folder, self._unit, self._officer = folder, unit, officer
        (folder / "backups").mkdir()
        amount = AMOUNTS[size]
        self._registers = [folder / f"register-{number}.xlsx" for number in range(imports)]
        for number, register in enumerate(self._registers):  # nobody lives in two communes
            register.write_bytes(register_workbook(amount, first=number * amount.members))
        self._environment = {**os.environ, "POVERTYPLAN_BACKUP_KEY": "bench-lua-chin-vang"}

    @property
    def kinds(self) -> tuple[Callable[[], None], ...]:
        return (self.bring_in, self.print_list, self.back_up)

    @property
    def all_done(self) -> bool:
        return self.outcomes.keys() == {BROUGHT_IN, PRINTED, BACKED_UP}

    def bring_in(self) -> None:
        """5,000 households from a workbook, into a commune that had none."""
        unit = commune_with_round().unit.code
        given = (str(self._registers.pop()), f"--unit={unit}", f"--round={YEAR}")
        self._command("households_import", *given, told=BROUGHT_IN)

    def print_list(self) -> None:
        """The list of the largest round that the officer sees, on paper."""
        rounds = ReviewRound.objects.filter(unit=self._unit).annotate(count=Count("reviews"))
        address = reverse("households:reviewed_pdf", args=[rounds.latest("count").pk])
        status, _ = self._officer.browser.ask("GET", address)
        if status == 302:  # to the page of its job
            status = self._printed()
        self.outcomes[PRINTED if status == 200 else f"printing a long list answered {status}"] += 1

    def _printed(self) -> int:
        """The answer to asking for the file of the officer's newest job, once that has ended."""
        job = Job.objects.latest("pk")
        while job.state in (State.WAITING, State.RUNNING):
            time.sleep(1)
            job.refresh_from_db()
        return self._officer.browser.ask("GET", reverse("jobs:result", args=[job.pk]))[0]

    def back_up(self) -> None:
        """All of the database, restored once before it counts."""
        self._command("backup", f"--to={self._folder / 'backups'}", "--keep=1", told=BACKED_UP)

    def _command(self, name: str, *given: str, told: str) -> None:
        command = [sys.executable, "manage.py", name, *given]
        done = subprocess.run(  # as from another terminal
            command, cwd=settings.BASE, env=self._environment, capture_output=True, start_new_session=True
        )
        said = (done.stderr + done.stdout).decode()[-200:]
        self.outcomes[told if done.returncode == 0 else f"{name} failed: {said}"] += 1
