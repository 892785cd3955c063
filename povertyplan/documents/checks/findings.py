"""What a finding is: codes, levels and the grammar of `place`, here and nowhere else (docs/findings.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from povertyplan.documents.blocks import (
    Block,
    Chart,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
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
    APPENDIX_MISSING = "appendix_missing"
    APPENDIX_UNANNOUNCED = "appendix_unannounced"
    APPENDIX_NUMERAL = "appendix_numeral"
    UNNAMED_PLACE = "unnamed_place"
    DEADLINE_CONTRADICTION = "deadline_contradiction"
    IMPLIED_TOTALS_DIFFER = "implied_totals_differ"
    ABLE_EXCEEDED = "able_exceeded"
    ACTOR_NOT_INTRODUCED = "actor_not_introduced"
    ACTOR_WITHOUT_DUTY = "actor_without_duty"
    COUNT_DIFFERS = "count_differs"
    TARGET_SHORT = "target_short"
    TARGET_EXCEEDED = "target_exceeded"
    TARGET_WORDING = "target_wording"
    TARGET_RATE_DIFFERS = "target_rate_differs"
    ROADMAP_RISES = "roadmap_rises"
    ROADMAP_DIFFERS = "roadmap_differs"
    ROADMAP_YEAR_MISSING = "roadmap_year_missing"
    INDICATOR_WITHOUT_VALUE = "indicator_without_value"
    PROJECT_UNKNOWN = "project_unknown"
    SENTENCE_OUTDATED = "sentence_outdated"
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
    for label, blocks, appendix_place in parts(document):
        if place and place == appendix_place:
            return label
        if found := _label_within(blocks, (), place):
            return ", ".join((label, *found)) if label else ", ".join(found)
    return place


def parts(document: Document) -> Iterator[tuple[str, tuple[Block, ...], str]]:
    """Body and appendices as (label, blocks, place); the body has neither label nor place."""
    yield "", document.blocks, ""
    size = len(document.appendices)
    for index, appendix in enumerate(document.appendices, 1):
        yield appendix_label(index, size), appendix.blocks, appendix.place


def _label_within(blocks: tuple[Block, ...], above: tuple[int, ...], place: str) -> tuple[str, ...]:
    paragraphs = tables = 0
    size = sum(isinstance(block, Table | Chart) for block in blocks)
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
            case Table() | Chart():
                tables += 1
                table = block.table if isinstance(block, Chart) else block
                if place == table.place or place.startswith(f"{table.place}/"):
                    name = (*_path_labels(path), f"bảng {tables}") if path or size > 1 else ()
                    return (*name, *_label_in_table(table, place)) or ("bảng",)
    return ()


def _path_labels(path: tuple[int, ...]) -> tuple[str, ...]:
    """ "Mục II", "khoản 1.1", "điểm a": the number of a deeper khoản already holds the one above it."""
    words = ("Mục", "khoản", "khoản", "điểm")
    depths = [depth for depth in range(1, len(path) + 1) if not (depth == 2 and len(path) > 2)]
    return tuple(f"{words[min(depth, 4) - 1]} {section_number(path[:depth])}" for depth in depths)


def _label_in_table(table: Table, place: str) -> tuple[str, ...]:
    keys = dict(part.split(":", 1) for part in place.removeprefix(table.place).split("/") if ":" in part)
    rows = {row.key: row for row in rows_of(table)}
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


def finding(
    code: Code, level: Level, place: str, printed: str, computed: str, *, rule: str, message: str
) -> Finding:
    """A finding; what every check ends with."""
    return Finding(
        code=code, level=level, place=place, printed=printed, computed=computed, rule=rule, message=message
    )


def rows_of(table: Table) -> tuple[Row, ...]:
    """All rows, the total last."""
    return (*table.rows, table.total) if table.total else table.rows
