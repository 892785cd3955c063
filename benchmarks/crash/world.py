"""A commune whose officer brings in a list and another whose officer edits: made once, copied for each trial,
looked at afterwards by a process of its own, as somebody would who has only the database.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.crash.server import ROOT

PASSWORD = "bench-lua-chin-vang"
IMPORTER, EDITOR = "nguoi-nhap", "nguoi-sua"
YEAR, HAMLETS = 2026, 40
PATIENCE = 180.0  # seconds that a job has to come to an end


@dataclass(frozen=True)
class Place:
    """Where the two officers work: the importer's commune and round, a household of another commune."""

    unit: int
    round: int
    hamlet: int
    household: int

    def look(self, environment: dict[str, str]) -> Found:
        """What there is now."""
        return self._look("now", environment)

    def look_at_death(self, environment: dict[str, str]) -> Found:
        """What there is now that all are dead; the lease of a job is over afterwards, without its minute."""
        return self._look("dead", environment)

    def look_in_the_end(self, environment: dict[str, str]) -> Found:
        """What there is when no job waits or runs any more."""
        return self._look("end", environment)

    def _look(self, when: str, environment: dict[str, str]) -> Found:
        return Found(**run([when, str(self.unit), str(self.round), str(self.household)], environment))


@dataclass(frozen=True)
class Found:
    """What a database holds: of the import how many rows of each kind, of the editor what is stored,
    of the last job how often it was tried.
    """

    imported: dict[str, int]
    imports: int
    import_events: int
    applicants: list[str]
    address: str
    edits: int
    open_jobs: int
    attempts: int
    is_intact: bool
    broken_chains: list[str]


def run(arguments: list[str], environment: dict[str, str]) -> Any:
    """What `main` prints in a process with the database of that environment."""
    command = [sys.executable, "-c", f"from {__name__} import main; main()", *arguments]
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return json.loads(said.stdout.splitlines()[-1])


def register_file(rows: int, *, first: int = 1) -> bytes:
    """One household of one invented person a row, with its review; numbered from `first` on."""
    from tests.households.register_files import LIST_HEAD, file_of, invented_name

    dice = random.Random(1)
    found = (120, 30, "Hộ nghèo")
    people = (
        (f"Xóm Mẫu {number % HAMLETS}", invented_name(dice), dice.randint(1940, 2005), "Nam", "Tày")
        for number in range(rows)
    )
    return file_of(
        LIST_HEAD, *((at, *person, f"001{at:09}", *found) for at, person in enumerate(people, start=first))
    )


def _make() -> Place:
    """Two communes, two officers, a round open for entry."""
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from households.actions import hamlets_add, round_start
    from households.models import AdministrativeUnit, Household, Membership, ReviewRound
    from households.rules import Role, RoundKind, Stage
    from povertyplan.accounts.models import User
    from tests.factories import HouseholdFactory

    for command in ("migrate", "reference_load"):
        call_command(command, verbosity=0)
    communes = AdministrativeUnit.objects.commune_level().filter(valid_to__isnull=True)
    unit, other = communes.exclude(pk__in=Household.objects.values("unit")).order_by("pk")[:2]
    hashed = make_password(PASSWORD)
    for username, units in ((IMPORTER, [unit]), (EDITOR, [unit, other])):
        person = User.objects.create(username=username, full_name=username, password=hashed)
        for each in units:
            Membership.objects.create(
                user=person, role=Role.OFFICER, unit=each, valid_from=dt.date(YEAR, 1, 1)
            )
    hamlets_add(unit=unit, names={at: f"Xóm Mẫu {at}" for at in range(HAMLETS)}, by=None)
    hamlets_add(unit=other, names={0: "Xóm Khác"}, by=None)
    household = HouseholdFactory.create(hamlet=other.hamlets.get(), head_name="Lò Văn Mẫu")
    round = round_start(
        unit=unit,
        kind=RoundKind.PERIODIC,
        year=YEAR,
        start_date=dt.date(YEAR, 9, 1),
        reference_date=dt.date(YEAR, 12, 31),
        by=None,
    )
    ReviewRound.objects.filter(pk=round.pk).update(stage=Stage.ENTRY)
    hamlet = unit.hamlets.order_by("pk")[0]
    return Place(unit=unit.pk, round=round.pk, hamlet=hamlet.pk, household=household.pk)


def _look(unit: int, round: int, household: int) -> Found:
    """Read by the models, verified by what verifies backups and the audit log."""
    from django.core.management import call_command
    from django.db import DEFAULT_DB_ALIAS, connection

    from households.models import (
        AdministrativeUnit,
        Household,
        HouseholdEvent,
        HouseholdImport,
        Member,
        Review,
        ReviewRequest,
    )
    from povertyplan.common.backup.sqlite import is_intact
    from povertyplan.common.models import AuditEvent
    from povertyplan.jobs.models import Job

    chains = io.StringIO()
    with suppress(SystemExit):  # what is broken stands in the report
        call_command("audit_verify", "--format=json", stdout=chains)
    own = {"household__unit": unit}
    code = AdministrativeUnit.objects.get(pk=unit).code
    edits = AuditEvent.objects.filter(action="household_saved", target_id=str(household))
    imports = HouseholdImport.objects.filter(unit=unit)
    told = AuditEvent.objects.filter(action="households_imported", unit_code=code)
    return Found(
        imported={
            "households": Household.objects.filter(unit=unit).count(),
            "members": Member.objects.filter(**own).count(),
            "reviews": Review.objects.filter(round=round).count(),
            "arrivals": HouseholdEvent.objects.filter(**own).count(),
        },
        imports=imports.count(),
        import_events=told.count(),
        applicants=list(ReviewRequest.objects.filter(unit=unit).values_list("applicant", flat=True)),
        address=Household.objects.get(pk=household).address,
        edits=edits.count(),
        open_jobs=Job.objects.open().count(),
        attempts=Job.objects.order_by("pk").values_list("attempt", flat=True).last() or 0,
        is_intact=connection.vendor != "sqlite" or is_intact(DEFAULT_DB_ALIAS),
        broken_chains=[row["unit"] for row in json.loads(chains.getvalue())["chains"] if row["fault"]],
    )


def _end_leases() -> None:
    """As if nobody had heard of the worker for a minute."""
    from django.db.models.functions import Now

    from povertyplan.jobs.actions import LEASE
    from povertyplan.jobs.models import Job, State

    Job.objects.filter(state=State.RUNNING).update(lease_until=Now() - LEASE)


def _await_jobs() -> None:
    from povertyplan.jobs.models import Job

    until = time.monotonic() + PATIENCE
    while Job.objects.open().exists() and time.monotonic() < until:
        time.sleep(0.1)


def main() -> None:
    """Print, as the last line, what is made or found."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")
    django.setup()
    when, *where = sys.argv[1:]
    if when == "end":
        _await_jobs()
    said = _make() if when == "make" else _look(*map(int, where))
    if when == "dead":
        _end_leases()
    print(json.dumps(asdict(said)))
