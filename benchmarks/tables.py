"""Bringing in a table of 5,000 hamlets against reading its workbook alone; and what is answered to a thousand
broken files and to two hundred with planted errors.
"""

from __future__ import annotations

import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.db.models import QuerySet

from benchmarks.database import Result
from households.models import AdministrativeUnit
from povertyplan.documents.xlsx import ColumnOut, SheetOut, read_workbook, write_workbook
from tests.documents.hostile_workbooks import mutated
from tests.plans.officer_tables import plant
from tests.plans.whole_path import as_file, dry_run, settle, sound_table

YEAR = 2026
ROWS, PAIRS, BAR = 5000, 5, 3.0
MUTATED, PLANTED = 1000, 200
LABELS = (
    *("STT", "Tên thôn", "Tổng số hộ", "Số hộ nghèo", "Số hộ cận nghèo"),
    *("Hộ nghèo không có khả năng lao động", "Số hộ nghèo giảm", "Số hộ cận nghèo giảm"),
)


def _table(more: int) -> bytes:
    rows = tuple((at, f"Xóm Mẫu {at}", 100 + more, 5, 4, 1, 2, more % 3) for at in range(1, ROWS + 1))
    columns = tuple(ColumnOut(label=label, decimals=None if label == LABELS[1] else 0) for label in LABELS)
    return write_workbook([SheetOut(name="Biểu", columns=columns, rows=rows)])


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _import(unit: AdministrativeUnit, file: Path) -> None:
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
    if answer["created"] + answer["updated"] != ROWS:
        raise RuntimeError(out.getvalue())


def _units() -> QuerySet[AdministrativeUnit]:
    empty = AdministrativeUnit.objects.commune_level().filter(valid_to__isnull=True, hamlets__isnull=True)
    return empty.order_by("pk")


def _ratio(what: str, files: list[Path], units: list[AdministrativeUnit]) -> Result:
    pairs = [
        (_seconds(partial(_import, unit, file)), _seconds(partial(read_workbook, file.read_bytes())))
        for file, unit in zip(files, units, strict=True)
    ]
    whole, alone = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(whole / alone for whole, alone in pairs)
    return Result(
        f"import of {ROWS} {what}: {whole:.2f} s, reading the workbook alone {alone:.2f} s, ratio {ratio:.2f}"
        f" (bar {BAR} ×; {len(pairs)} pairs)",
        ratio <= BAR,
    )


def measure() -> Iterator[Result]:
    """Paired medians on SQLite; every mutated file is answered, every planted error named and no other."""
    with tempfile.TemporaryDirectory() as folder:
        first, other = Path(folder) / "first.xlsx", Path(folder) / "other.xlsx"
        first.write_bytes(_table(0))
        other.write_bytes(_table(1))
        read_workbook(first.read_bytes())  # starts the reader's process
        units = list(_units()[:PAIRS])
        yield _ratio("new hamlets", [first] * PAIRS, units)
        yield _ratio("changed rows", [other, first] * PAIRS, [units[0]] * 2 * PAIRS)
    yield _mutated()
    yield _planted()


def _mutated() -> Result:
    unit = _units()[0]
    settle(unit, table := sound_table(1))
    content = as_file(table.workbook)
    answers = [dry_run(unit, mutated(content, seed), year=YEAR) for seed in range(MUTATED)]
    read = sum(status == 0 for status, _ in answers)
    named = sum(bool(answer["errors"]) for _, answer in answers)
    return Result(
        f"{MUTATED} mutated workbooks, dry run: {read} would be brought in, {named} refused with a reason",
        read + named == MUTATED,
    )


def _planted() -> Result:
    missed = false = 0
    for seed, unit in enumerate(_units()[:PLANTED]):
        settle(unit, table := sound_table(seed))
        planted = plant(table, seed)
        _, answer = dry_run(unit, as_file(table.workbook), year=YEAR)
        found = {error["cell"] for error in answer["errors"]}
        missed += bool(planted - found)
        false += len(found - planted)
    return Result(
        f"{PLANTED} workbooks with planted errors: {missed} with a cell not named, {false} false alarms",
        not missed and not false,
    )
