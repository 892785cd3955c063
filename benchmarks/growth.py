"""What one commune pays for the others: its pages, exports and imports where it is alone, among 10 and among
100 communes as `generate` makes them; how a database holds them, and whether it reads past their rows.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from benchmarks.database import analyse, copied, in_use, megabytes, use
from benchmarks.growing import turns
from benchmarks.pages import opened, signed_in
from benchmarks.result import Result, Size, tallied, timed
from benchmarks.scans import Scans
from benchmarks.stopwatch import Run, asked, clock
from households.models import AdministrativeUnit, Hamlet, Household, ReviewRound
from plans.models import Plan
from povertyplan.accounts.models import User
from reports.management.generate import communes_free

YEAR, ROUND, PROVINCE = 2026, 2025, "19"


@dataclass(frozen=True)
class _Amount:
    """How many communes there are after each step, how large each is, how often a page is opened, and from
    how many rows on a table is not to be read whole.
    """

    steps: Mapping[str, tuple[int, ...]]
    hamlets: int
    households: int
    times: int
    large: int


AMOUNTS = {
    Size.FULL: _Amount({"sqlite": (1, 10), "postgresql": (1, 10, 100)}, 40, 1_500, 15, large=1_000),
    Size.QUICK: _Amount({"sqlite": (1, 2), "postgresql": (1, 2)}, 4, 40, 1, large=5_000),
}


def measure(size: Size) -> Iterator[Result]:
    """Of the database in use: each step in a copy of the one before, so that all are there to compare."""
    amount = AMOUNTS[size]
    steps = amount.steps[connection.vendor]
    ((_, unit),) = communes_free(count=1, province=PROVINCE)
    yield from _grow(amount, steps[0])
    alone = in_use()
    with tempfile.TemporaryDirectory() as folder:
        runs = dict(_runs(unit, Path(folder)))
        for few, many in pairwise(steps):
            use(copied(f"with_{many}"))
            yield from _grow(amount, many, more=many - few)
            full = in_use()
            yield from turns(runs, alone=alone, full=full, among=f"among {many} communes", times=amount.times)
            use(full)
        if connection.vendor == "postgresql":
            yield from _read_past(runs, Scans.above(amount.large), among=f"among {steps[-1]} communes")


def _grow(amount: _Amount, communes: int, *, more: int = 1) -> Iterator[Result]:
    """Fill some more, then say what the database holds."""
    options = {"communes": more, "hamlets": amount.hamlets, "households": amount.households}
    if connection.vendor == "postgresql":
        options["processes"] = 2
    start = time.perf_counter()
    call_command("generate", province=PROVINCE, stdout=io.StringIO(), **options)
    loaded = time.perf_counter() - start
    rows = sum(model._default_manager.count() for model in apps.get_models() if model._meta.managed)
    said = f"{communes} communes"
    yield timed(f"{said}: loading each of the last {more}", [loaded / more], most=None)
    yield timed(f"{said}: rows", [rows], most=None, unit="rows")
    yield timed(f"{said}: on the disk", [megabytes()], most=None, unit="MB")
    yield timed(f"{said}: analysing", [clock(analyse)], most=None)


def _runs(unit: AdministrativeUnit, folder: Path) -> Iterator[tuple[str, Run]]:
    """The main pages, exports and imports of one commune, as its people open them."""
    officer = signed_in(User.objects.get(username=f"canbo.{unit.code}"))
    of_commune = signed_in(User.objects.get(username=f"lanhdao.{unit.code}"))
    of_hamlet = signed_in(User.objects.get(username=f"thon01.{unit.code}"))
    here, in_year = [unit.pk], [unit.pk, YEAR]
    household = Household.objects.in_unit(unit).order_by("pk")[0]
    hamlet = Hamlet.objects.in_unit(unit).order_by("pk")[0]
    round = ReviewRound.objects.get(unit=unit, year=ROUND)
    plan = Plan.objects.get(unit=unit, year=YEAR)
    register = reverse("households:household_list", args=here)
    search = officer.post(register, {"text": "hoang van"})["Location"]
    pages = {
        "register": register,
        "register, a hamlet's": f"{register}?thon={hamlet.pk}",
        "search by a name": search,
        "household": reverse("households:household", args=[household.pk]),
        "round": reverse("households:round", args=[round.pk]),
        "list of a round": reverse("households:reviewed", args=[round.pk]),
        "tables of a round": reverse("households:round_tables", args=[round.pk]),
        "data check": reverse("households:data_check", args=here),
        "year": reverse("plans:year", args=in_year),
        "grid": reverse("plans:grid", args=in_year),
        "prospects": reverse("assignments:prospects", args=in_year),
        "who helps": reverse("assignments:overview", args=in_year),
        "board": reverse("assignments:board", args=in_year),
        "follow-up": reverse("assignments:follow_up", args=in_year),
        "plan": reverse("plans:plan", args=[plan.slug]),
        "dashboard": reverse("reports:dashboard", args=in_year),
        "reports": reverse("reports:reports", args=in_year),
        "export of the register": reverse("households:register_file", args=here),
        "export of the grid": reverse("plans:table_file", args=in_year),
        "export of support": reverse("assignments:support_excel", args=in_year),
    }
    for what, url in pages.items():
        yield what, opened(officer, url)
    yield "audit log", opened(of_commune, reverse("households:log", args=here))
    yield "phone", opened(of_hamlet, reverse("plans:my_hamlets"))
    file = folder / "register.xlsx"
    file.write_bytes(officer.get(pages["export of the register"], {"dot": round.pk}).content)
    yield (
        "import of the same register, dry run",
        partial(
            call_command,
            *("households_import", str(file), f"--unit={unit.code}", f"--round={ROUND}", "--dry-run"),
            stdout=io.StringIO(),
        ),
    )


def _read_past(runs: Mapping[str, Run], scans: Scans, *, among: str) -> Iterator[Result]:
    """Tables with rows of other communes that PostgreSQL reads from one end to the other, by page."""
    for what, run in runs.items():
        statements = asked(run)
        found = [scans.whole(statement) for statement in statements]
        whole = sorted({table for tables in found for table in tables})
        outcomes = {
            "by an index": sum(not tables for tables in found),
            "past rows of others": sum(map(bool, found)),
        }
        yield tallied(
            f"queries of {what}, {among}",
            outcomes,
            bar="none past rows of others",
            holds=not whole,
            note=", ".join(whole),
        )
