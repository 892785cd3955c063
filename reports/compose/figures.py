"""The figures of a report's tables that prose may name, so that text and table cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from povertyplan.documents.blocks import Figure, Row, Table
from reports.compose.cells import UNKNOWN, count
from reports.compose.progress_tables import NEAR_POOR, POOR
from reports.queries import Progress
from reports.rules import CLASS_KEYS, CLASS_TOKENS, CLASS_WORDS, ListKind, progress_key

CLASSES = (POOR, NEAR_POOR)
PROGRESS_TOKENS = {  # name: table, column, label
    "dau-nam": ("progress", "opening", "đầu năm"),
    "hien-nay": ("progress", "now", "đến ngày chốt số liệu"),
    "giam": ("progress", "net", "giảm thực từ đầu năm"),
    "chi-tieu": ("progress", "target", "giảm theo chỉ tiêu"),
    "phan-tram": ("progress", "percent", "phần trăm chỉ tiêu đã đạt"),
    "da-thoat": ("progress", "escaped", "đã thoát"),
    "tai-ngheo": ("progress", "fell_back", "trở lại"),
    "phat-sinh": ("progress", "newly", "mới phát sinh"),
    "ty-le": ("review", "rate", "tỷ lệ đến ngày chốt số liệu (%)"),
    "uoc-ca-nam": ("review", "estimate", "ước cuối năm"),
    "so-bo": ("review", "preliminary", "theo kết quả rà soát sơ bộ"),
    "chinh-thuc": ("review", "official", "theo kết quả rà soát chính thức"),
}
DERIVED = (  # name, number of `ProgressLine`, label
    ("tang", "rise", "tăng thực từ đầu năm"),
    ("con-phai-giam", "missing", "còn phải giảm"),
    ("vuot", "beyond", "vượt chỉ tiêu"),
)
TOTAL_TOKENS = {  # name: table, column of its total row, label
    "von-giao": ("capital", "allocated", "vốn giao trong năm (đồng)"),
    "von-giai-ngan": ("capital", "disbursed", "vốn đã giải ngân (đồng)"),
    "ty-le-giai-ngan": ("capital", "share", "tỷ lệ giải ngân (%)"),
    "quy-thu": ("funds", "received", "các quỹ đã thu trong năm (đồng)"),
    "quy-chi": ("funds", "paid", "các quỹ đã chi trong năm (đồng)"),
    "ho-duoc-giup": ("help", "helped", "lượt hộ được phân công giúp đỡ"),
    "khoan-da-trao": ("help", "given", "khoản hỗ trợ đã trao"),
    "khoan-con-hen": ("help", "owed", "khoản hỗ trợ đã hẹn, chưa trao"),
    "gia-tri-da-trao": ("help", "value", "giá trị hỗ trợ đã trao (đồng)"),
}
COUNT_LABELS = {"so-van-ban": "văn bản đã ban hành trong kỳ", "so-cuoc-kiem-tra": "cuộc kiểm tra, giám sát"}
FIGURE_LABELS = {
    **{
        f"{CLASS_TOKENS[of]}-{name}": f"{CLASS_WORDS[of]} {label}"
        for of in CLASSES
        for name, label in (
            *((name, label) for name, (_, _, label) in PROGRESS_TOKENS.items()),
            *((name, label) for name, _, label in DERIVED),
        )
    },
    **{name: label for name, (_, _, label) in TOTAL_TOKENS.items()},
    **COUNT_LABELS,
}


def report_figures(tables: Mapping[str, Table], found: Progress, *, documents: int) -> dict[str, Figure]:
    """Every figure by the name of its token; those of a table that is not there are not known."""
    figures = dict(_of_progress(tables, found))
    for name, (key, column, _) in TOTAL_TOKENS.items():
        table = tables.get(key)
        figures[name] = _cell(table, table.total, column) if table and table.total else count(name, None)
    inspections = tables.get("inspections")
    figures["so-van-ban"] = count(ListKind.GUIDANCE.value, documents or None)
    figures["so-cuoc-kiem-tra"] = count(
        ListKind.INSPECTIONS.value, len(inspections.rows) if inspections else None
    )
    return figures


def _of_progress(tables: Mapping[str, Table], found: Progress) -> Iterator[tuple[str, Figure]]:
    for of in CLASSES:
        prefix, line = CLASS_TOKENS[of], found.total.line(of)
        for name, (key, column, _) in PROGRESS_TOKENS.items():
            row = next(row for row in tables[key].rows if row.key == CLASS_KEYS[of])
            yield f"{prefix}-{name}", _cell(tables[key], row, column)
        for name, key, _ in DERIVED:
            yield f"{prefix}-{name}", count(progress_key(of, key), getattr(line, key))


def _cell(table: Table, row: Row, column: str) -> Figure:
    cell = table.cell(row, column)
    assert isinstance(cell, Figure)
    return replace(cell, blank=UNKNOWN)
