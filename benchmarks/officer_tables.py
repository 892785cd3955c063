"""Officers' tables drawn from known figures: how many come back exactly, how many planted errors are named,
and how long a long table takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.result import Result, Size, tallied, timed
from benchmarks.stopwatch import processor
from plans.resources import HamletName, propose, read_rows
from povertyplan.documents.xlsx import Workbook
from tests.plans.officer_sheets import Paper, number, paper, text
from tests.plans.officer_tables.drawing import draw
from tests.plans.officer_tables.planting import plant
from tests.plans.officer_tables.reading import named_cells, read_back
from tests.plans.officer_tables.words import YEAR


@dataclass(frozen=True)
class _Amount:
    drawn: int
    spoilt: int
    rows: int
    times: int


AMOUNTS = {Size.FULL: _Amount(300, 200, 5_000, 7), Size.QUICK: _Amount(20, 20, 200, 2)}
SECONDS = 0.25
HEAD = (
    "STT|Tên xóm|Tổng số hộ|Số hộ nghèo|Số hộ cận nghèo|Chỉ tiêu giảm hộ nghèo năm 2026|Tỷ lệ %"
    "|Chỉ tiêu giảm hộ cận nghèo năm 2026"
)


def measure(size: Size) -> Iterator[Result]:
    """Exactness over all seeds, then the time of the proposal and the reading together."""
    amount = AMOUNTS[size]
    exact = sum(read_back(table) == table.given for table in map(draw, range(amount.drawn)))
    outcomes = {"come back exactly": exact, "otherwise": amount.drawn - exact}
    yield tallied(f"{amount.drawn} drawn tables", outcomes, bar="all exactly", holds=exact == amount.drawn)
    yield _planted(amount.spoilt)
    hamlets = [HamletName(pk=row, name=f"Đồng Kim {row}", label="xóm") for row in range(1, amount.rows + 1)]
    book = Workbook(sheets=(_long(amount.rows).sheet(),))

    def both() -> None:
        mapping = propose(book, hamlets=hamlets, year=YEAR).mapping
        read_rows(book, mapping, hamlets=hamlets)

    both()
    taken = [processor(both) for _ in range(amount.times)]
    yield timed(f"mapping and reading {amount.rows} rows × 8 columns", taken, most=SECONDS)


def _planted(count: int) -> Result:
    outcomes = Counter({"named": 0, "not named": 0, "named besides": 0})
    worst = 0
    for seed in range(count):
        table = draw(seed)
        cells = plant(table, seed)
        named = named_cells(table)
        outcomes["named"] += len(cells & named)
        outcomes["not named"] += len(cells - named)
        outcomes["named besides"] += len(named - cells)
        worst = max(worst, len(named - cells))
    return tallied(
        f"spoilt cells of {count} tables",
        outcomes,
        bar="all named, at most one other a table",
        holds=not outcomes["not named"] and worst <= 1,
    )


def _long(rows: int) -> Paper:
    """Every row another hamlet, its name not quite as in the list; a third of the numbers are text."""
    table = paper(HEAD)
    for row in range(1, rows + 1):
        table.cells[row + 1, 1] = number(row)
        table.cells[row + 1, 2] = text(f"Xóm đồng kim {row:02}")
        for column in range(3, 9):
            count = row % 50
            table.cells[row + 1, column] = number(count) if (row + column) % 3 else text(f"{count} hộ")
    return table
