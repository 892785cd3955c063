"""Support as workbooks: the year's list, and the list that hangs in public."""

from __future__ import annotations

from collections.abc import Sequence

from assignments.compose.disclosure import disclosure_subject, disclosure_table
from assignments.queries import Disclosure, SupportList
from assignments.rules import Span
from households.models import AdministrativeUnit, Hamlet
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import Align, Cell, Figure
from povertyplan.documents.xlsx import ColumnOut, SheetOut, write_workbook
from povertyplan.documents.xlsx.writer import Value

LETTERS = 5.0  # of a workbook's column for each part of a printed one's width


def support_workbook(
    *, unit: AdministrativeUnit, year: int, found: SupportList, said: Sequence[str]
) -> bytes:
    """The year's list with what it was chosen by; numbers are numbers."""
    rows: list[tuple[Value, ...]] = [
        (
            number,
            each.item.household.head.name,
            each.item.household.hamlet.full_name,
            upper_first(each.item.content_label),
            each.item.what,
            each.item.value if each.item.date else None,
            each.item.value if each.item.is_owed else None,
            upper_first(each.item.source_label),
            each.item.source_name,
            each.item.agency.name if each.item.agency else "",
            short_date(each.item.due_date) if each.item.due_date else "",
            short_date(each.item.date) if each.item.date else "",
            f"trùng loại với khoản của {each.double.giver_label}" if each.double else "",
        )
        for number, each in enumerate(found.items, start=1)
    ]
    total = found.total
    sheet = SheetOut(
        name=f"Hỗ trợ {year}",
        title=(f"Hỗ trợ hộ gia đình năm {year}, {unit.full_name}",),
        notes=(*([", ".join(said)] if said else []),),
        columns=(
            ColumnOut(label="STT", width=6, decimals=0),
            ColumnOut(label="Chủ hộ", width=24),
            ColumnOut(label="Thôn, tổ", width=20),
            ColumnOut(label="Loại hỗ trợ", width=18),
            ColumnOut(label="Nội dung", width=32),
            ColumnOut(label="Đã trao (đồng)", width=16, decimals=0),
            ColumnOut(label="Còn nợ (đồng)", width=16, decimals=0),
            ColumnOut(label="Nguồn", width=20),
            ColumnOut(label="Tên nguồn", width=24),
            ColumnOut(label="Cơ quan, đơn vị", width=26),
            ColumnOut(label="Hẹn đến ngày", width=13),
            ColumnOut(label="Ngày trao", width=13),
            ColumnOut(label="Ghi chú", width=26),
        ),
        rows=tuple(rows),
        total=(None, "Tổng cộng", *[None] * 3, total.value, total.owed_value, *[None] * 6),
        landscape=True,
        frozen_columns=2,
    )
    return write_workbook([sheet])


def disclosure_workbook(
    *, unit: AdministrativeUnit, hamlet: Hamlet | None, span: Span, found: Disclosure
) -> bytes:
    """The list that hangs in public, with the same cells as on paper."""
    table = disclosure_table(found, hamlet=hamlet is None)
    columns = tuple(
        ColumnOut(
            label=column.label,
            width=max(6.0, LETTERS * column.width),
            decimals=0 if column.align is Align.RIGHT else None,
        )
        for column in table.columns
    )
    assert table.total
    sheet = SheetOut(
        name="Công khai hỗ trợ",
        title=("DANH SÁCH", disclosure_subject(unit=unit, hamlet=hamlet, span=span)),
        columns=columns,
        rows=tuple(tuple(map(_value, row.cells)) for row in table.rows),
        total=tuple(map(_value, table.total.cells)),
    )
    return write_workbook([sheet])


def _value(cell: Cell) -> Value:
    if isinstance(cell, Figure):
        return cell.value
    return cell
