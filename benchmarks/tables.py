"""Bringing in a table of 5,000 hamlets against reading its workbook alone; and what is answered to a thousand
broken files and to two hundred with planted errors.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.db.models import QuerySet

from benchmarks.database import YEAR
from benchmarks.result import Result, Size, compared, tallied
from benchmarks.stopwatch import clock
from households.models import AdministrativeUnit
from povertyplan.documents.xlsx import ColumnOut, SheetOut, read_workbook, write_workbook
from tests.documents.hostile_workbooks import mutated
from tests.plans.officer_tables.planting import plant
from tests.plans.whole_path import as_file, dry_run, settle, sound_table


@dataclass(frozen=True)
class _Amount:
    rows: int
    pairs: int
    mutated: int
    planted: int


AMOUNTS = {Size.FULL: _Amount(5000, 5, 1000, 200), Size.QUICK: _Amount(200, 1, 10, 10)}
TIMES = 3.0
LABELS = (
    *("STT", "Tên thôn", "Tổng số hộ", "Số hộ nghèo", "Số hộ cận nghèo"),
    *("Hộ nghèo không có khả năng lao động", "Số hộ nghèo giảm", "Số hộ cận nghèo giảm"),
)


def _table(rows: int, more: int) -> bytes:
    lines = tuple((at, f"Xóm Mẫu {at}", 100 + more, 5, 4, 1, 2, more % 3) for at in range(1, rows + 1))
    columns = tuple(ColumnOut(label=label, decimals=None if label == LABELS[1] else 0) for label in LABELS)
    return write_workbook([SheetOut(name="Biểu", columns=columns, rows=lines)])


def _import(unit: AdministrativeUnit, file: Path, rows: int) -> None:
    """The whole way of a file, as the command goes it."""
    out = io.StringIO()
    arguments = [
        str(file),
        f"--unit={unit.code}",
        f"--date={YEAR - 1}-12-31",
        f"--year={YEAR}",
        "--format=json",
    ]
    call_command("hamlets_import", *arguments, stdout=out, stderr=io.StringIO())
    answer = json.loads(out.getvalue())
    if answer["created"] + answer["updated"] != rows:
        raise RuntimeError(out.getvalue())


def _units() -> QuerySet[AdministrativeUnit]:
    empty = AdministrativeUnit.objects.commune_level().filter(valid_to__isnull=True, hamlets__isnull=True)
    return empty.order_by("pk")


def measure(size: Size) -> Iterator[Result]:
    """By the clock; every mutated file is answered, every planted error named and no other."""
    amount = AMOUNTS[size]
    with tempfile.TemporaryDirectory() as folder:
        first, other = Path(folder) / "first.xlsx", Path(folder) / "other.xlsx"
        first.write_bytes(_table(amount.rows, 0))
        other.write_bytes(_table(amount.rows, 1))
        read_workbook(first.read_bytes())  # starts the reader's process
        units = list(_units()[: amount.pairs])
        yield _ratio("new hamlets", [first] * amount.pairs, units, amount.rows)
        again = [other, first] * amount.pairs
        yield _ratio("changed rows", again, [units[0]] * len(again), amount.rows)
    yield _mutated(amount.mutated)
    yield _planted(amount.planted)


def _ratio(what: str, files: list[Path], units: list[AdministrativeUnit], rows: int) -> Result:
    pairs = [
        (clock(partial(_import, unit, file, rows)), clock(partial(read_workbook, file.read_bytes())))
        for file, unit in zip(files, units, strict=True)
    ]
    return compared(f"import of {rows} {what}", pairs, floor="reading the workbook alone", most=TIMES)


def _mutated(count: int) -> Result:
    unit = _units()[0]
    settle(unit, table := sound_table(1))
    content = as_file(table.workbook)
    outcomes = Counter({"would be brought in": 0, "refused with a reason": 0, "otherwise": 0})
    for seed in range(count):
        status, answer = dry_run(unit, mutated(content, seed), year=YEAR)
        refused = "refused with a reason" if answer["errors"] else "otherwise"
        outcomes["would be brought in" if status == 0 else refused] += 1
    what = f"{count} mutated workbooks, dry run"
    return tallied(what, outcomes, bar="all answered", holds=not outcomes["otherwise"])


def _planted(count: int) -> Result:
    outcomes = Counter({"named": 0, "not named": 0, "named besides": 0})
    for seed, unit in enumerate(_units()[:count]):
        settle(unit, table := sound_table(seed))
        planted = plant(table, seed)
        _, answer = dry_run(unit, as_file(table.workbook), year=YEAR)
        found = {error["cell"] for error in answer["errors"]}
        outcomes["named"] += len(planted & found)
        outcomes["not named"] += len(planted - found)
        outcomes["named besides"] += len(found - planted)
    return tallied(
        f"spoilt cells of {count} workbooks, dry run",
        outcomes,
        bar="all named and no other",
        holds=not outcomes["not named"] and not outcomes["named besides"],
    )
