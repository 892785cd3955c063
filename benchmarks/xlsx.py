"""Our whole path into a workbook against openpyxl alone in this process, and a thousand broken workbooks."""

from __future__ import annotations

import io
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from openpyxl import load_workbook

from benchmarks.database import Result
from benchmarks.pdf import seconds
from povertyplan.documents.xlsx import ColumnOut, SheetOut, WorkbookError, read_workbook, write_workbook
from tests.documents.hostile_workbooks import mutated

ROWS, PAIRS = 5_000, 8
RATIO_BAR, EXTRA_BAR = 2.0, 0.100
MUTATED, SECONDS_BAR = 1_000, 15.0


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


def measure() -> Iterator[Result]:
    """Paired medians, warm; then what becomes of mutated workbooks."""
    yield _against_openpyxl()
    yield _mutated()


def _against_openpyxl() -> Result:
    content = _list(ROWS)

    def alone() -> object:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]

    read_workbook(content), alone()
    pairs = [(seconds(lambda: read_workbook(content)), seconds(alone)) for _ in range(PAIRS)]
    mine, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    spread = " ".join(f"{min(column):.3f}–{max(column):.3f} s" for column in zip(*pairs, strict=True))
    return Result(
        f"workbook of {ROWS} × 8: ours {mine:.3f} s, openpyxl alone (values only) {floor:.3f} s,"
        f" ratio {mine / floor:.2f} (bar {RATIO_BAR} × + {EXTRA_BAR * 1000:.0f} ms; {PAIRS} pairs;"
        f" min–max {spread})",
        mine <= RATIO_BAR * floor + EXTRA_BAR,
    )


def _mutated() -> Result:
    content = _list(100)
    original = read_workbook(content)
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for seed in range(MUTATED):
        broken = mutated(content, seed)
        start = time.perf_counter()
        try:
            outcome = "read unchanged" if read_workbook(broken) == original else "read with other cells"
        except WorkbookError:
            outcome = "refused with a sentence"
        except Exception as error:
            outcome = f"raised {type(error).__name__}"
        slowest = max(slowest, time.perf_counter() - start)
        outcomes[outcome] += 1
    said = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    raised = any(outcome.startswith("raised") for outcome in outcomes)
    return Result(
        f"{MUTATED} mutated workbooks: {said}; slowest {slowest:.2f} s"
        f" (bar: nothing raised, {SECONDS_BAR:.0f} s)",
        not raised and slowest <= SECONDS_BAR,
    )
