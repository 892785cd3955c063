"""The officer brings the list of households he has, says what a column is, writes it, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from households.models import AdministrativeUnit, Household, HouseholdImport
from tests.households.register_files import file_of
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = ("STT", "Xóm", "Chủ gia đình", "Năm sinh", "Giới tính", "Dân tộc", "Số CCCD")


def test_officers_own_list_of_households(
    page: Page, demo_server: str, sign_in: Callable[[str], None], tmp_path: Path
) -> None:
    unit = AdministrativeUnit.objects.get(code="05800", valid_to__isnull=True)
    before = Household.objects.in_unit(unit).count()
    rows = [
        [1, "Ba Giăng", "Lò Văn Thử Một", 1980, "Nam", "Tày", "001080999901"],
        [2, "Xóm Lê Lợi", "Vàng Thị Thử Hai", "05/09/1975", "Nữ", "Mông", "00117599990"],
    ]
    spoilt, mended = tmp_path / "sai.xlsx", tmp_path / "dung.xlsx"
    spoilt.write_bytes(file_of(HEAD, *rows, above=("DANH SÁCH HỘ",)))
    rows[1][6] = "001175999902"
    mended.write_bytes(file_of(HEAD, *rows, above=("DANH SÁCH HỘ",)))

    def choose(file: Path) -> None:
        page.goto(demo_server + reverse("households:register_upload", args=[unit.pk]))
        page.set_input_files("input[type=file]", file)
        page.get_by_label("Ghi kết quả rà soát vào").select_option("")
        page.get_by_role("button", name="Xem trước").click()

    sign_in("canbo")
    page.goto(demo_server + reverse("households:register_upload", args=[unit.pk]))
    assert accessibility_faults(page) == []
    assert_fits(page, 320)
    page.set_viewport_size({"width": 1280, "height": 900})
    choose(spoilt)
    expect(page.get_by_text("Không tìm thấy cột họ tên")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("Chủ gia đình").select_option("Chủ hộ")
    page.get_by_role("button", name="Đọc lại theo cách này").click()
    expect(page.get_by_role("heading", name="1 ô cần sửa trong tệp")).to_be_visible()
    expect(page.get_by_text("Ô G4")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi vào danh sách hộ")).to_have_count(0)
    assert accessibility_faults(page) == []
    assert_fits(page, 320)
    page.set_viewport_size({"width": 1280, "height": 900})

    choose(mended)
    page.get_by_label("Chủ gia đình").select_option("Chủ hộ")
    page.get_by_role("button", name="Đọc lại theo cách này").click()
    expect(page.get_by_role("heading", name="Sẽ thêm 2 hộ, sửa 0 hộ")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Ghi vào danh sách hộ").click()
    expect(page.get_by_text("Đã ghi từ Excel: 2 hộ mới")).to_be_visible()
    assert Household.objects.in_unit(unit).count() == before + 2

    choose(mended)  # how its heading is read is remembered
    expect(page.get_by_role("heading", name="Tệp giống hệt danh sách đang có")).to_be_visible()
    expect(page.get_by_text("Chính tệp này đã được nhập lúc")).to_be_visible()

    page.goto(demo_server + reverse("households:register_upload", args=[unit.pk]))
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.get_by_text("Đã hoàn tác lần nhập")).to_be_visible()
    assert Household.objects.in_unit(unit).count() == before
    assert HouseholdImport.objects.get().undone_by is not None
