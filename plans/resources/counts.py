"""A number of households from a cell; what is not clearly one is refused with what is expected. Pure."""

from __future__ import annotations

import re

from povertyplan.common.numbers import MAX_COUNT, format_number, parse_count
from povertyplan.documents.xlsx import CellKind, SheetCell

DASHES = frozenset("-–—")
_HOUSEHOLDS = re.compile(r"\s*hộ$", re.IGNORECASE)
_REFUSED = {
    CellKind.DATE: "Excel đã đổi ô này thành ngày tháng. Định dạng ô là Number (Số) rồi nhập lại số hộ.",
    CellKind.BOOLEAN: "Ô này là giá trị đúng/sai của Excel. Nhập số hộ, ví dụ 12.",
    CellKind.ERROR: "Ô này đang báo lỗi của Excel. Sửa lỗi rồi nhập số hộ, ví dụ 12.",
}
_EXPECTED = "Cần số hộ là số nguyên từ 0, ví dụ 12 hoặc 1.234; để trống nếu không có."


def is_blank(cell: SheetCell | None) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or not (cell.text or cell.formula)


def read_count(cell: SheetCell) -> int:
    """The number of households; a dash is none of them.

    Raises ValueError with a Vietnamese sentence on what is expected, also for a formula: what it gives
    depends on cells that are not read.
    """
    if cell.formula:
        raise ValueError(
            f"Ô này là công thức {_short(cell.formula)}, cần số. Chép vùng này rồi dán lại bằng "
            "Dán đặc biệt → Giá trị (Paste Special → Values)."
        )
    return printed_count(cell)


def printed_count(cell: SheetCell) -> int:
    """The number printed in the cell, be it a formula's result. Raises ValueError as `read_count`."""
    if cell.kind in _REFUSED:
        raise ValueError(_REFUSED[cell.kind])
    if cell.number is not None:
        if cell.number < 0:
            raise ValueError(f"Số hộ không thể âm. {_EXPECTED}")
        if cell.number > MAX_COUNT:
            raise ValueError(f"Số quá lớn: nhiều nhất là {format_number(MAX_COUNT)}.")
        if cell.number % 1:
            raise ValueError(f"Số hộ không có phần lẻ. {_EXPECTED}")
        return int(cell.number)
    text = _HOUSEHOLDS.sub("", cell.text)
    if text in DASHES:
        return 0
    if (count := parse_count(text)) is None:  # "hộ" alone
        raise ValueError(_EXPECTED)
    return count


def _short(formula: str) -> str:
    return formula if len(formula) <= 60 else f"{formula[:60]}…"
