"""Workbooks of households as officers keep them and as programs write them. All people are invented."""

from __future__ import annotations

import io
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from django.core.management import call_command

FAMILY = ("Lò", "Vàng", "Giàng", "Hoàng", "Nông", "Ma", "Triệu", "Bàn", "Đặng", "Lý")
MIDDLE = ("Văn", "Thị", "A", "Seo", "Mẫu", "Quang", "Thu")
GIVEN = ("An", "Bình", "Chứ", "Dính", "Ếm", "Hòa", "Hoa", "Kê", "Lan", "Páo", "Sùng", "Tủa", "Ước", "Xuân")

MINISTRY_HEAD = (
    *("STT", "Ngày rà soát", "Thôn/bản", "Chủ hộ", "Mã hộ", "Có dân tộc tại chỗ", "Giới tính chủ hộ"),
    *("Số nhân khẩu", "Kết quả phiếu rà soát nhanh", "Điểm B1", "Điểm B2", "Phân loại", "Người rà soát"),
    *("Không có khả năng lao động", "Có người có công"),
    *("Việc làm", "Người phụ thuộc trong hộ", "Dinh dưỡng", "Bảo hiểm y tế"),
    *("Trình độ giáo dục của người lớn", "Tình trạng đi học của trẻ em", "Chất lượng nhà ở"),
    *("Diện tích nhà ở bình quân đầu người", "Nguồn nước sinh hoạt", "Nhà tiêu hợp vệ sinh"),
    *("Sử dụng dịch vụ viễn thông", "Phương tiện phục vụ tiếp cận thông tin"),
)
MEMBER_HEAD = (
    *("STT chủ hộ", "STT thành viên", "Họ và tên", "Nam (năm sinh)", "Nữ (năm sinh)", "Dân tộc"),
    *("Quan hệ với chủ hộ", "Nghèo mới", "Tái nghèo", "Nghèo cũ", "CSCC", "DTTC", "KCKNLĐ"),
)
LIST_HEAD = (
    *("STT", "Thôn", "Họ và tên chủ hộ", "Năm sinh", "Giới tính", "Dân tộc", "Số CCCD", "Điểm B1", "Điểm B2"),
    "Phân loại",
)


def file_of(*rows: Sequence[Any], name: str = "Danh sách", above: Sequence[str] = ()) -> bytes:
    """The rows as one sheet of a workbook, titles above them."""
    book = openpyxl.Workbook()
    (sheet,) = book.worksheets
    sheet.title = name
    for title in above:
        sheet.append((title,))
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def invented_name(dice: random.Random) -> str:
    return " ".join(map(dice.choice, (FAMILY, MIDDLE, MIDDLE, GIVEN)))


def ministry_row(number: int, hamlet: str, dice: random.Random) -> list[Any]:
    """A household as the ministry's program exports it: scores as texts, ticks as numbers."""
    lacking = [dice.random() < 0.25 for _ in range(12)]
    income, deprived = dice.choice((95, 120, 139, 140, 141, 180)), 10 * sum(lacking)
    found = "Hộ không nghèo" if income > 140 else "Hộ nghèo" if deprived >= 30 else "Hộ cận nghèo"
    return [
        *(number, "12/09/2026", hamlet, invented_name(dice), f"H{number:05}", dice.choice((0, 1))),
        *(dice.choice(("Nam", "Nữ", 1, 2)), dice.randint(1, 8), "Có khả năng nghèo", str(income)),
        *(str(deprived), found, "Người Rà Soát Mẫu", dice.choice(("x", None)), None),
        *("x" if each else None for each in lacking),
    ]


def run(content: bytes, *, unit: str, year: int = 2026, dry: bool = False) -> tuple[int, dict[str, Any]]:
    """The exit status of `households_import` and the object that it prints."""
    out, status = io.StringIO(), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        arguments = [str(path), f"--unit={unit}", f"--round={year}", "--format=json"]
        try:
            call_command(
                "households_import",
                *arguments,
                *(["--dry-run"] if dry else []),
                stdout=out,
                stderr=io.StringIO(),
            )
        except SystemExit as stop:
            status = int(stop.code or 0)
    return status, json.loads(out.getvalue())
