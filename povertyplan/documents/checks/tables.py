"""The equations a table states, proved cell by cell; one wrong number is one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from povertyplan.documents.blocks import (
    AtMost,
    Balance,
    Cell,
    Column,
    Difference,
    Figure,
    Rate,
    Relation,
    Row,
    Table,
)
from povertyplan.documents.checks.findings import (
    Code,
    Finding,
    Level,
    cell_place,
    column_name,
    finding,
    row_name,
    rows_of,
)
from povertyplan.documents.checks.text import differing
from povertyplan.documents.figures import (
    cell_text,
    exact_rate,
    number_text,
    printed_value,
    rounded,
    source_value,
)


def check_table(table: Table) -> Iterator[Finding]:
    """The table's findings: row by row, the total last, then one notice on rounding for the whole table."""
    sheet = _Sheet(table)
    roundings: list[tuple[Row, Column, Decimal]] = []
    for row in rows_of(table):
        for column in table.columns:
            found = _check_cell(sheet, row, column)
            if isinstance(found, Finding):
                yield found
            elif found is not None:
                roundings.append((row, column, found))
    if roundings:
        yield _rounding_notice(table, roundings)


class _Sheet:
    """A table by row and column: what is printed and what the sources (or the rows above a total) give."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._index = {column.key: index for index, column in enumerate(table.columns)}

    def cell(self, row: Row, key: str) -> Cell:
        return row.cells[self._index[key]]

    def printed(self, row: Row, key: str) -> Decimal | None:
        return printed_value(self.cell(row, key))

    def computed(self, row: Row, key: str) -> Decimal | None:
        """The sources' value: a total's is the sum of its rows where the column is summed."""
        cell = self.cell(row, key)
        if row is self.table.total and self.table.columns[self._index[key]].summed:
            return self.sum(key)
        return source_value(cell) if isinstance(cell, Figure) else None

    def sum(self, key: str, value: Callable[[Cell], Decimal | None] = printed_value) -> Decimal | None:
        """The sum over the rows; blanks count as nothing, and nothing but blanks is blank."""
        values = [number for row in self.table.rows if (number := value(self.cell(row, key))) is not None]
        return sum(values, Decimal(0)) if values else None


def _check_cell(sheet: _Sheet, row: Row, column: Column) -> Finding | Decimal | None:
    """The first finding of a cell; a Decimal when only the rounding of a rate differs."""
    cell = sheet.cell(row, column.key)
    printed = printed_value(cell)
    if not isinstance(cell, Figure) or (printed is None and not column.summed):
        return None
    if row is sheet.table.total and column.summed:
        return _check_total(
            sheet, row, column, cell, printed
        )  # a right sum of right rows keeps their equations
    proven = False
    for relation in column.relations:
        verdict = _check_relation(sheet, row, column, relation, cell)
        if isinstance(verdict, Finding | Decimal):
            return verdict
        proven = proven or verdict
    if proven:
        return None
    return differing(cell, cell_place(sheet.table, row, column)) or _check_unknown(sheet, row, column, cell)


def _check_total(
    sheet: _Sheet, row: Row, column: Column, cell: Figure, printed: Decimal | None
) -> Finding | None:
    """A total is the sum of what is printed above it, or of its sources where a row differs."""
    total = sheet.sum(column.key)
    exact = (sheet.sum(column.key, value) for value in (source_value, _known))
    fits = {total or Decimal(0), *(rounded(value or 0, cell.decimals) for value in exact)}
    if (printed or Decimal(0)) in fits:
        return None
    computed = number_text(total, cell)
    return finding(
        Code.TOTAL_NOT_SUM,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        computed,
        rule="Dòng tổng = tổng các dòng",
        message=f"Cột {column_name(column)}: dòng tổng in {cell_text(cell) or 'trống'}, "
        f"cộng các dòng được {computed or 'trống'}.",
    )


def _known(cell: Cell) -> Decimal | None:
    """What the sources know: a number declared where they have none counts as nothing."""
    unknown = isinstance(cell, Figure) and cell.declared and cell.computed is None
    return None if unknown else source_value(cell)


def _check_unknown(sheet: _Sheet, row: Row, column: Column, cell: Figure) -> Finding | None:
    """A number declared where the sources have none, while the total adds up without it."""
    total = sheet.table.total
    if not (column.summed and total and cell.declared and cell.computed is None and cell.value):
        return None
    printed = sheet.printed(total, column.key) or Decimal(0)
    without = sheet.sum(column.key, _known) or Decimal(0)
    if printed != without or printed == sheet.sum(column.key):
        return None
    return finding(
        Code.FIGURE_DIFFERS,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        "trống",
        rule="Dòng tổng = tổng các dòng",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} in {cell_text(cell)}, nguồn không "
        f"có số này và dòng tổng ({number_text(printed, cell)}) chưa cộng nó.",
    )


def _check_relation(
    sheet: _Sheet, row: Row, column: Column, relation: Relation, cell: Figure
) -> Finding | Decimal | bool:
    """A finding, a rate's rounding, or whether the relation proves the cell."""
    match relation:
        case Rate():
            return _check_rate(sheet, row, column, relation, cell)
        case Difference():
            return _check_difference(sheet, row, column, relation, cell)
        case AtMost():
            return _check_at_most(sheet, row, column, relation, cell)
        case Balance():
            return _check_balance(sheet, row, column, relation, cell)


def _sources(sheet: _Sheet, row: Row, first: str, second: str) -> list[tuple[Decimal | None, Decimal | None]]:
    """The pairs a cell may be computed from: as printed in its row, then as the sources give them."""
    values = (sheet.printed, sheet.computed)
    return list(dict.fromkeys((one(row, first), two(row, second)) for one in values for two in values))


def _check_rate(
    sheet: _Sheet, row: Row, column: Column, relation: Rate, cell: Figure
) -> Finding | Decimal | bool:
    printed = printed_value(cell)
    pairs = _sources(sheet, row, relation.numerator, relation.denominator)
    rates = [exact for pair in pairs if (exact := exact_rate(*pair)) is not None]
    if not rates:
        uncounted = printed and any(two for _, two in pairs) and sheet.sum(relation.numerator) is not None
        return _rate_mismatch(sheet, row, column, relation, "trống") if uncounted else False
    if any(printed == rounded(exact, cell.decimals) for exact in rates):
        return True
    if printed in {rounded(rates[0], cell.decimals, way) for way in (ROUND_FLOOR, ROUND_CEILING)}:
        return rounded(rates[0], cell.decimals)
    return _rate_mismatch(sheet, row, column, relation, number_text(rates[0], cell))


def _rate_mismatch(sheet: _Sheet, row: Row, column: Column, relation: Rate, computed: str) -> Finding:
    """A rate that its counts do not give, or that stands beside a blank count."""
    numerator, denominator = (_column(sheet.table, key) for key in (relation.numerator, relation.denominator))
    printed = cell_text(sheet.cell(row, column.key))
    return finding(
        Code.RATE_MISMATCH,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        printed,
        computed,
        rule=f"{column_name(column)} = {column_name(numerator)} × 100 / {column_name(denominator)}",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} in {printed}, "
        f"tính từ số cùng dòng được {computed}.",
    )


def _check_difference(
    sheet: _Sheet, row: Row, column: Column, relation: Difference, cell: Figure
) -> Finding | bool:
    pairs = _sources(sheet, row, relation.minuend, relation.subtrahend)
    differences = [
        (one or 0) - (two or Decimal(0)) for one, two in pairs if one is not None or two is not None
    ]
    if not differences:
        return False
    if any(printed_value(cell) == rounded(difference, cell.decimals) for difference in differences):
        return True
    minuend, subtrahend = (_column(sheet.table, key) for key in (relation.minuend, relation.subtrahend))
    computed = number_text(differences[0], cell)
    return finding(
        Code.DIFFERENCE_MISMATCH,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        computed,
        rule=f"{column_name(column)} = {column_name(minuend)} − {column_name(subtrahend)}",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} in {cell_text(cell)}, "
        f"lấy hiệu được {computed}.",
    )


def _check_balance(
    sheet: _Sheet, row: Row, column: Column, relation: Balance, cell: Figure
) -> Finding | bool:
    terms = [*((key, 1) for key in relation.added), *((key, -1) for key in relation.taken)]
    values = [(sheet.printed(row, key), sign) for key, sign in terms]
    known = [value * sign for value, sign in values if value is not None]
    if len(known) < len(values):
        return False
    balance = sum(known, Decimal(0))
    if printed_value(cell) == rounded(balance, cell.decimals):
        return True
    computed = number_text(balance, cell)
    named = (f"{'+' if sign > 0 else '−'} {column_name(_column(sheet.table, key))}" for key, sign in terms)
    return finding(
        Code.DIFFERENCE_MISMATCH,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        computed,
        rule=f"{column_name(column)} = {' '.join(named).removeprefix('+ ')}",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} in {cell_text(cell)}, "
        f"cộng trừ các cột cùng dòng được {computed}.",
    )


def _check_at_most(sheet: _Sheet, row: Row, column: Column, relation: AtMost, cell: Figure) -> Finding | bool:
    printed = printed_value(cell)
    stocks = [
        stock
        for value in (sheet.printed, sheet.computed)
        if (stock := value(row, relation.limit)) is not None
    ]
    if printed is None or not stocks or printed <= max(stocks):
        return False
    limit = _column(sheet.table, relation.limit)
    return finding(
        Code.ABOVE_STOCK,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        cell_text(sheet.cell(row, relation.limit)),
        rule=f"{column_name(column)} ≤ {column_name(limit)}",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} là {cell_text(cell)}, lớn hơn "
        f"{column_name(limit)} là {cell_text(sheet.cell(row, relation.limit))}.",
    )


def _rounding_notice(table: Table, cells: Sequence[tuple[Row, Column, Decimal]]) -> Finding:
    """All rates of a table that are rounded otherwise than half-up, as one notice."""
    listed = "; ".join(
        f"dòng {row_name(table, row)}, cột {column_name(column)}: {cell_text(table.cell(row, column.key))} "
        f"(làm tròn được {_like(table.cell(row, column.key), half_up)})"
        for row, column, half_up in cells
    )
    row, column, half_up = cells[0]
    cell = table.cell(row, column.key)
    return finding(
        Code.RATE_ROUNDING,
        Level.NOTICE,
        table.place if len(cells) > 1 else cell_place(table, row, column),
        cell_text(cell) if len(cells) == 1 else f"{len(cells)} ô",
        _like(cell, half_up) if len(cells) == 1 else "",
        rule="Tỷ lệ được làm tròn nửa lên",
        message=f"Tỷ lệ làm tròn khác quy tắc: {listed}.",
    )


def _like(cell: Cell, value: Decimal) -> str:
    return number_text(value, cell) if isinstance(cell, Figure) else str(value)


def _column(table: Table, key: str) -> Column:
    return next(column for column in table.columns if column.key == key)
