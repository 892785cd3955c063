"""What a reader could find wrong in a composed document: sums, rates, differences, stocks, text and years.

Pure functions over blocks. Codes, levels and the grammar of `place` stand here and nowhere else
(docs/findings.md); `plans` adds findings of its own with the same dataclass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from povertyplan.documents.blocks import (
    AtMost,
    Block,
    Cell,
    Column,
    Difference,
    Document,
    Figure,
    Paragraph,
    Rate,
    Relation,
    Row,
    Section,
    Table,
    walk,
)
from povertyplan.documents.figures import (
    cell_text,
    exact_rate,
    inline_text,
    number_text,
    printed_value,
    rounded,
)
from povertyplan.documents.numbering import appendix_label, numbered, section_number


class Code(StrEnum):
    """Every kind of finding; scripts depend on these values."""

    TOTAL_NOT_SUM = "total_not_sum"
    RATE_MISMATCH = "rate_mismatch"
    RATE_ROUNDING = "rate_rounding"
    DIFFERENCE_MISMATCH = "difference_mismatch"
    ABOVE_STOCK = "above_stock"
    FIGURE_DIFFERS = "figure_differs"
    YEAR_IN_TEXT = "year_in_text"
    TARGET_SHORT = "target_short"
    TARGET_EXCEEDED = "target_exceeded"
    TARGET_WORDING = "target_wording"
    TOKEN_UNKNOWN = "token_unknown"
    NUMBER_IN_TEXT = "number_in_text"


class Level(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]


_LEVEL_LABELS = {Level.ERROR: "lỗi", Level.WARNING: "cảnh báo", Level.NOTICE: "lưu ý"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that does not fit; `printed` and `computed` are ready to show, `rule` says the equation."""

    code: str
    level: Level
    place: str
    printed: str
    computed: str
    rule: str
    message: str


# --- the grammar of `place` ---

TITLE = "title"


def heading_place(section: Section) -> str:
    """section:<id>/heading"""
    return f"{section.place}/heading"


def row_place(table: Table, row: Row) -> str:
    """table:<key>/row:<row key>"""
    return f"{table.place}/row:{row.key}"


def cell_place(table: Table, row: Row, column: Column) -> str:
    """table:<key>/row:<row key>/column:<column key>"""
    return f"{row_place(table, row)}/column:{column.key}"


def place_label(document: Document, place: str) -> str:
    """Where `place` is ("Phụ lục, dòng Tổng, cột Tổng số hộ"); the place itself if it is unknown."""
    if place == TITLE:
        return "Trích yếu"
    if place.startswith("basis:"):
        places = [basis.place for basis in document.bases]
        return f"Căn cứ thứ {places.index(place) + 1}" if place in places else place
    for label, blocks, appendix_place in _parts(document):
        if place and place == appendix_place:
            return label
        if found := _label_within(blocks, (), place):
            return ", ".join((label, *found)) if label else ", ".join(found)
    return place


def _parts(document: Document) -> Iterator[tuple[str, tuple[Block, ...], str]]:
    """Body and appendices as (label, blocks, place); the body has neither label nor place."""
    yield "", document.blocks, ""
    size = len(document.appendices)
    for index, appendix in enumerate(document.appendices, 1):
        yield appendix_label(index, size), appendix.blocks, appendix.place


def _label_within(blocks: tuple[Block, ...], above: tuple[int, ...], place: str) -> tuple[str, ...]:
    paragraphs = tables = 0
    size = sum(isinstance(block, Table) for block in blocks)
    for block, path in numbered(blocks, above):
        match block:
            case Section():
                if place in (block.place, heading_place(block)):
                    return (*_path_labels(path), *(("tiêu đề",) if place != block.place else ()))
                if found := _label_within(block.blocks, path, place):
                    return found
            case Paragraph():
                paragraphs += 1
                if place == block.place:
                    return (*_path_labels(path), f"đoạn {paragraphs}")
            case Table():
                tables += 1
                if place == block.place or place.startswith(f"{block.place}/"):
                    name = (*_path_labels(path), f"bảng {tables}") if path or size > 1 else ()
                    return (*name, *_label_in_table(block, place)) or ("bảng",)
    return ()


def _path_labels(path: tuple[int, ...]) -> tuple[str, ...]:
    """ "Mục II", "khoản 1.1", "điểm a": the number of a deeper khoản already holds the one above it."""
    words = ("Mục", "khoản", "khoản", "điểm")
    depths = [depth for depth in range(1, len(path) + 1) if not (depth == 2 and len(path) > 2)]
    return tuple(f"{words[min(depth, 4) - 1]} {section_number(path[:depth])}" for depth in depths)


def _label_in_table(table: Table, place: str) -> tuple[str, ...]:
    keys = dict(part.split(":", 1) for part in place.removeprefix(table.place).split("/") if ":" in part)
    rows = {row.key: row for row in _rows(table)}
    columns = {column.key: column for column in table.columns}
    row = (f"dòng {row_name(table, rows[keys['row']])}",) if keys.get("row") in rows else ()
    column = (f"cột {column_name(columns[keys['column']])}",) if keys.get("column") in columns else ()
    return (*row, *column)


def row_name(table: Table, row: Row) -> str:
    """The first words that stand in the row ("Xóm Đồi", "Tổng"), otherwise its key."""
    words = (cell.strip() for cell in row.cells if isinstance(cell, str))
    return next(
        (text for text in words if any(map(str.isalpha, text))), "Tổng" if row is table.total else row.key
    )


def column_name(column: Column) -> str:
    """The column's label with its group's."""
    return (
        " ".join(f"{column.label} ({column.group})".split())
        if column.group
        else " ".join(column.label.split())
    )


# --- the checks ---


def check(document: Document) -> tuple[Finding, ...]:
    """All findings in reading order; one wrong number is one finding."""
    return tuple(_check(document))


def _check(document: Document) -> Iterator[Finding]:
    year = int(document.properties["year"]) if document.properties.get("year", "").isdigit() else None
    if year:
        yield from check_years(document.title.subject, TITLE, year)
    for _, blocks, place in _parts(document):
        if year and place:
            title = next(each.title for each in document.appendices if each.place == place)
            yield from check_years(title, place, year)
        for block in walk(blocks):
            match block:
                case Table():
                    yield from check_table(block)
                case Section() if year:
                    yield from check_years(block.heading, heading_place(block), year)
                case Paragraph():
                    yield from _check_figures(block)
                    if year:
                        yield from check_years(inline_text(block.inline), block.place, year)


def _rows(table: Table) -> tuple[Row, ...]:
    return (*table.rows, table.total) if table.total else table.rows


def check_table(table: Table) -> Iterator[Finding]:
    """The table's findings: row by row, the total last, then one notice on rounding for the whole table."""
    sheet = _Sheet(table)
    roundings: list[tuple[Row, Column, Decimal]] = []
    for row in _rows(table):
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


def source_value(cell: Cell) -> Decimal | None:
    """What the sources give, unrounded: `computed`, or the value itself where nothing was declared."""
    if not isinstance(cell, Figure):
        return None
    value = cell.computed if cell.declared and cell.computed is not None else cell.value
    return None if value is None else Decimal(value)


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
    return None if proven else differing(cell, cell_place(sheet.table, row, column))


def _check_total(
    sheet: _Sheet, row: Row, column: Column, cell: Figure, printed: Decimal | None
) -> Finding | None:
    """A total is the sum of what is printed above it, or of its sources where a row differs."""
    total = sheet.sum(column.key)
    exact = sheet.sum(column.key, source_value)
    fits = {total or Decimal(0), rounded(exact or 0, cell.decimals)}
    if (printed or Decimal(0)) in fits:
        return None
    computed = number_text(total, cell)
    return _finding(
        Code.TOTAL_NOT_SUM,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        computed,
        rule="Dòng tổng = tổng các dòng",
        message=f"Cột {column_name(column)}: dòng tổng in {cell_text(cell) or 'trống'}, "
        f"cộng các dòng được {computed or 'trống'}.",
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
        return False
    if any(printed == rounded(exact, cell.decimals) for exact in rates):
        return True
    if printed in {rounded(rates[0], cell.decimals, way) for way in (ROUND_FLOOR, ROUND_CEILING)}:
        return rounded(rates[0], cell.decimals)
    numerator, denominator = (_column(sheet.table, key) for key in (relation.numerator, relation.denominator))
    computed = number_text(rates[0], cell)
    return _finding(
        Code.RATE_MISMATCH,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        computed,
        rule=f"{column_name(column)} = {column_name(numerator)} × 100 / {column_name(denominator)}",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} in {cell_text(cell)}, "
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
    return _finding(
        Code.DIFFERENCE_MISMATCH,
        Level.ERROR,
        cell_place(sheet.table, row, column),
        cell_text(cell),
        computed,
        rule=f"{column_name(column)} = {column_name(minuend)} − {column_name(subtrahend)}",
        message=f"Dòng {row_name(sheet.table, row)}: {column_name(column)} in {cell_text(cell)}, "
        f"lấy hiệu được {computed}.",
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
    return _finding(
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
    return _finding(
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


# --- declared figures ---


def _check_figures(paragraph: Paragraph) -> Iterator[Finding]:
    for part in paragraph.inline:
        if isinstance(part, Figure) and (found := differing(part, paragraph.place)):
            yield found


def differing(figure: Figure, place: str) -> Finding | None:
    """A declared figure that is not what the sources give; a matter of rounding is but a notice."""
    if not figure.declared or figure.value is None or figure.computed is None:
        return None
    printed, exact = rounded(figure.value, figure.decimals), Decimal(figure.computed)
    if printed == rounded(exact, figure.decimals):
        return None
    roundings = {rounded(exact, figure.decimals, way) for way in (ROUND_FLOOR, ROUND_CEILING)}
    computed = number_text(exact, figure)
    return _finding(
        Code.FIGURE_DIFFERS,
        Level.NOTICE if printed in roundings else Level.ERROR,
        place,
        number_text(printed, figure),
        computed,
        rule="Số in = số tính từ nguồn",
        message=f"In {number_text(printed, figure)}, số tính từ nguồn là {computed}.",
    )


# --- years ---

_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d/]|[.,]\d)")
_NOT_YEARS = re.compile(
    r"""
    \d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}                        # 31/12/2025
    | ngày\s+\S+\s+tháng\s+\S+\s+năm\s+\d{4}
    | \d*/\d{4}/[\wĐ-]+                                              # 07/2021/NĐ-CP
    | \bsố:?\s*\S*/[A-ZĐ][\w/-]*[^,;:.()]*                           # số 12/KH-UBND ngày … về … năm 2025
    | \d{4}\s*[-–—]\s*\d{4}                                          # 2026-2035
    | từ\s+(?:đầu\s+)?(?:năm\s+)?\d{4}\s+(?:đến|tới)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\d{4}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:cuối|đầu|so với|kết quả|đến hết|tính đến|hết|cùng kỳ|rà soát|thời điểm|tại)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:phấn đấu|mục tiêu|chỉ tiêu)(?:\s+(?:là|đến|hết|cuối|trong))*\s+(?:năm\s+)?$", re.IGNORECASE
)
_CARRIED = re.compile(r"^\s*(?:chuyển|kéo dài)(?:\s+nguồn)?\s+sang\b", re.IGNORECASE)
_HORIZON = re.compile(r"\b(?:đến|tới|tầm nhìn)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?$", re.IGNORECASE)


def check_years(text: str, place: str, year: int) -> Iterator[Finding]:
    """Years that are neither the plan's nor clearly a reference: a text carried over from another year."""
    masked = _NOT_YEARS.sub(lambda match: "\0" * len(match[0]), text)
    strange = dict.fromkeys(
        match[0] for match in _YEAR.finditer(masked) if not _is_reference(masked, match, year)
    )
    for other in strange:
        yield _finding(
            Code.YEAR_IN_TEXT,
            Level.WARNING,
            place,
            other,
            str(year),
            rule="Năm nêu trong văn bản là năm kế hoạch",
            message=f"Nêu năm {other}, kế hoạch của năm {year}.",
        )


def _is_reference(text: str, match: re.Match[str], year: int) -> bool:
    named = int(match[0])
    before, after = text[: match.start()], text[match.end() :]
    if named == year:
        return True
    if named > year:
        return bool(_HORIZON.search(before))
    if named < year - 1 or _AIM.search(before):
        return False
    return bool(_REFERENCE.search(before) or _CARRIED.search(after))


def _finding(
    code: Code, level: Level, place: str, printed: str, computed: str, *, rule: str, message: str
) -> Finding:
    return Finding(
        code=code, level=level, place=place, printed=printed, computed=computed, rule=rule, message=message
    )
