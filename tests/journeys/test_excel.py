"""The officer brings his own workbook, mends it, brings it in, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from households.models import AdministrativeUnit
from plans.models import TableImport
from plans.queries import year_figures
from plans.rules import Line
from tests.journeys.conftest import accessibility_faults, follow
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
GROUPS = ("STT", "Tên xóm", "Thời điểm 31/12/2025", None, None, "Chỉ tiêu giao giảm nghèo năm 2026")
HEAD = (None, None, "Tổng số hộ", "Số hộ nghèo", "Số hộ cận nghèo", "Số hộ nghèo giảm", "Tỷ lệ giảm %")


def officers_file(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A table as a commune keeps it: letterhead above, head in two merged rows, a total and a name below."""
    book = openpyxl.Workbook()
    (sheet,) = book.worksheets
    sheet.append(("ỦY BAN NHÂN DÂN XÃ PHÚ THỊNH",))
    sheet.append(())
    sheet.append(("BIỂU GIAO CHỈ TIÊU GIẢM NGHÈO",))
    for row in (GROUPS, HEAD, *rows):
        sheet.append(row)
    for merged in ("A4:A5", "B4:B5", "C4:E4", "F4:G4"):
        sheet.merge_cells(merged)
    book.save(path)
    return path


def figures() -> dict[str, Line]:
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    return {row.name: row.line for row in year_figures(unit=unit, year=2026).rows}


def test_officers_own_workbook(
    page: Page, demo_server: str, sign_in: Callable[[str], None], tmp_path: Path
) -> None:
    before = figures()
    spoilt = officers_file(
        tmp_path / "sai.xlsx", (1, "ba giăng", "1,5", 3, 2, 1), (2, "Xóm Lê Lợi", 113, 3, 2, 1)
    )
    mended = officers_file(
        tmp_path / "dung.xlsx",
        (1, "ba giăng", "1.205", 3, 2, 1, "0,1"),
        (2, "Xóm Lê Lợi", 113, 4, None, 1, "0,9"),
        (None, "Tổng", 1318, 7, 2, 2, "0,2"),
        (),
        (None, None, None, None, None, "CHỦ TỊCH"),
    )

    sign_in("canbo")
    page.get_by_role("link", name="Số liệu và chỉ tiêu").click()
    follow(page, page.get_by_role("link", name="Nhập từ Excel"))
    assert accessibility_faults(page) == []
    page.set_input_files("input[type=file]", spoilt)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="1 ô cần sửa trong tệp")).to_be_visible()
    expect(page.get_by_text("Ô C6")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi vào bảng")).to_have_count(0)
    assert accessibility_faults(page) == []

    page.get_by_role("link", name="Chọn tệp khác").click()
    page.set_input_files("input[type=file]", mended)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Sẽ đổi 2 ô ở 2 xóm")).to_be_visible()
    assert_fits(page, 390)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Ghi vào bảng").click()
    expect(page.get_by_text("Đã ghi từ Excel")).to_be_visible()
    after = figures()
    assert (after["Ba Giăng"].households, after["Lê Lợi"].poor, after["Lê Lợi"].near_poor) == (1205, 4, 2)

    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.get_by_text("Đã hoàn tác lần nhập")).to_be_visible()
    assert figures() == before
    assert TableImport.objects.get().undone_by is not None


def test_table_downloaded_is_brought_back_unchanged(
    page: Page, demo_server: str, sign_in: Callable[[str], None], tmp_path: Path
) -> None:
    sign_in("canbo")
    page.get_by_role("link", name="Số liệu và chỉ tiêu").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Excel").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "so-lieu-phu-thinh-2026.xlsx"

    page.get_by_role("link", name="Nhập từ Excel").click()
    page.set_input_files("input[type=file]", saved)
    page.get_by_role("button", name="Xem trước").click()

    expect(page.get_by_role("heading", name="Tệp giống hệt bảng đang có")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi vào bảng")).to_have_count(0)
