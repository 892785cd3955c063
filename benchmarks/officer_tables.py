"""Officers' tables drawn from known figures: how many come back exactly, how many planted errors are named,
and how long a long table takes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks.database import Result
from plans.resources import HamletName, propose, read_rows
from povertyplan.documents.xlsx import Workbook
from tests.plans.officer_sheets import Paper, number, paper, text
from tests.plans.officer_tables import YEAR, draw, named_cells, plant, read_back

DRAWN, SPOILT = 300, 200
ROWS, RUNS, SECONDS_BAR = 5_000, 7, 0.25
HEAD = (
    "STT|Tên xóm|Tổng số hộ|Số hộ nghèo|Số hộ cận nghèo|Chỉ tiêu giảm hộ nghèo năm 2026|Tỷ lệ %"
    "|Chỉ tiêu giảm hộ cận nghèo năm 2026"
)


def measure() -> Iterator[Result]:
    """Exactness over all seeds, then the time of the proposal and the reading together."""
    exact = sum(read_back(table) == table.given for table in map(draw, range(DRAWN)))
    yield Result(f"officer_tables: {exact} of {DRAWN} drawn tables come back exactly", exact == DRAWN)
    planted = missed = extra = worst = 0
    for seed in range(SPOILT):
        table = draw(seed)
        cells = plant(table, seed)
        named = named_cells(table)
        planted += len(cells)
        missed += len(cells - named)
        extra += len(named - cells)
        worst = max(worst, len(named - cells))
    yield Result(
        f"officer_tables: {planted} cells spoilt in {SPOILT} tables, {missed} not named, "
        f"{extra} named besides (at most {worst} in a table)",
        missed == 0 and worst <= 1,
    )
    hamlets = [HamletName(pk=row, name=f"Đồng Kim {row}", label="xóm") for row in range(1, ROWS + 1)]
    book = Workbook(sheets=(_long().sheet(),))

    def both() -> float:
        start = time.process_time()
        mapping = propose(book, hamlets=hamlets, year=YEAR).mapping
        read_rows(book, mapping, hamlets=hamlets)
        return time.process_time() - start

    both()
    took = statistics.median(both() for _ in range(RUNS))
    yield Result(
        f"officer_tables: {ROWS} rows × 8 columns in {took:.3f} s of processor (bar {SECONDS_BAR} s)",
        took <= SECONDS_BAR,
    )


def _long() -> Paper:
    """Every row another hamlet, its name not quite as in the list; a third of the numbers are text."""
    table = paper(HEAD)
    for row in range(1, ROWS + 1):
        table.cells[row + 1, 1] = number(row)
        table.cells[row + 1, 2] = text(f"Xóm đồng kim {row:02}")
        for column in range(3, 9):
            count = row % 50
            table.cells[row + 1, column] = number(count) if (row + column) % 3 else text(f"{count} hộ")
    return table
