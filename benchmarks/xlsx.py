"""Our whole path into a workbook against openpyxl alone in this process, and a thousand broken workbooks."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from openpyxl import load_workbook

from benchmarks.result import Result, Size, compared, tallied, timed
from benchmarks.stopwatch import clock, paired
from povertyplan.documents.xlsx import ColumnOut, SheetOut, WorkbookError, read_workbook, write_workbook
from tests.documents.hostile_workbooks import mutated


@dataclass(frozen=True)
class _Amount:
    rows: int
    pairs: int
    mutated: int


AMOUNTS = {Size.FULL: _Amount(5_000, 8, 1_000), Size.QUICK: _Amount(200, 2, 20)}
TIMES, SECONDS_MORE, SECONDS = 2.0, 0.100, 15.0


def _list(rows: int) -> bytes:
    """A list of households as an office keeps it, eight columns wide."""
    labels = ("STT", "Họ và tên", "Số định danh", "Thôn", "Nhân khẩu", "Điểm B1", "Điểm B2", "Ghi chú")
    return write_workbook(
        [
            SheetOut(
                name="Danh sách",
                columns=tuple(
                    ColumnOut(label=label, decimals=0 if at in {0, 4, 6} else 1 if at == 5 else None)
                    for at, label in enumerate(labels)
                ),
                rows=tuple(
                    (
                        at,
                        f"Hộ số {at}",
                        f"{at:012}",
                        f"Thôn {at % 12}",
                        at % 9,
                        Decimal(at % 200) / 2,
                        at % 40,
                        "",
                    )
                    for at in range(1, rows + 1)
                ),
            )
        ]
    )


def measure(size: Size) -> Iterator[Result]:
    """By the clock, warm; then what becomes of mutated workbooks."""
    amount = AMOUNTS[size]
    content = _list(amount.rows)

    def alone() -> object:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]

    pairs = paired(partial(read_workbook, content), alone, times=amount.pairs, take=clock)
    what = f"workbook of {amount.rows} × 8 cells"
    yield compared(what, pairs, floor="openpyxl alone, values only", most=TIMES, plus=SECONDS_MORE)
    yield from _mutated(amount.mutated)


def _mutated(count: int) -> Iterator[Result]:
    content = _list(100)
    original = read_workbook(content)
    outcomes: Counter[str] = Counter()
    taken = []
    for seed in range(count):
        broken = mutated(content, seed)
        start = time.perf_counter()
        try:
            outcome = "read unchanged" if read_workbook(broken) == original else "read with other cells"
        except WorkbookError:
            outcome = "refused with a sentence"
        except Exception as error:
            outcome = f"raised {type(error).__name__}"
        taken.append(time.perf_counter() - start)
        outcomes[outcome] += 1
    raised = any(outcome.startswith("raised") for outcome in outcomes)
    yield tallied(f"{count} mutated workbooks", outcomes, bar="nothing raised", holds=not raised)
    yield timed("the slowest of them", [max(taken)], most=SECONDS)
