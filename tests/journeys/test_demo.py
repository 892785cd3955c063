"""The officer mends what does not add up, the leader approves, the print is clean."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from plans.models import Plan
from tests.journeys.conftest import accessibility_faults, follow

pytestmark = pytest.mark.django_db(transaction=True)


def _pdf_text(page: Page, url: str) -> str:
    response = page.request.get(url)
    assert response.status == 200
    return "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(response.body())).pages)


def test_phu_thinh_from_finding_to_clean_print(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    plan_url = f"{demo_server}/ke-hoach/phu-thinh-2026/"

    sign_in("canbo")
    expect(page.get_by_role("heading", name="Giảm nghèo năm 2026")).to_be_visible()
    page.get_by_role("link", name="Số liệu và chỉ tiêu").click()
    expect(page.locator("#diem-chua-khop")).to_contain_text("3 điểm chưa khớp")
    assert accessibility_faults(page) == []

    cell = page.get_by_label("Số hộ nghèo giảm, Ba Giăng")
    cell.fill("2")
    cell.press("Enter")
    expect(page.get_by_label("Số hộ nghèo giảm, Lê Lợi")).to_be_focused()
    expect(page.locator("output[data-sum=poor_reduction]")).to_have_text("46")
    expect(page.locator("[data-grid-count]")).to_contain_text("Đã sửa 1 ô")
    cell.fill("1")
    for label in ("Tổng số hộ", "Số hộ nghèo giảm", "Số hộ cận nghèo giảm"):
        page.get_by_label(f"Số in ở dòng Tổng: {label}").fill("")
    page.get_by_label("Số in ở dòng Tổng: Tỷ lệ hộ nghèo giảm %").fill("")
    page.get_by_label("Số in ở dòng Tổng: Tỷ lệ hộ cận nghèo giảm %").fill("")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#diem-chua-khop")).to_contain_text("Các số liệu đều khớp")

    follow(page, page.get_by_role("link", name="Xem văn bản"))
    assert accessibility_faults(page) == []
    assert "DỰ THẢO" in _pdf_text(page, f"{plan_url}pdf/").replace("\n", " ")
    page.get_by_role("button", name="Trình ký").click()
    expect(page.get_by_text("Đang chờ lãnh đạo duyệt")).to_be_visible()

    sign_in("lanhdao")
    expect(page.get_by_text("Kế hoạch chờ duyệt")).to_be_visible()
    page.get_by_role("link", name="Giảm nghèo bền vững của xã Phú Thịnh").click()
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.get_by_text("Đã duyệt. Bản trình ký")).to_be_visible()
    text = _pdf_text(page, f"{plan_url}pdf/")
    assert "DỰ THẢO" not in text
    assert "5.053" in text
    assert "5.441" not in text
    plan = Plan.objects.select_related("approved_document").get(slug="phu-thinh-2026")
    assert plan.approved_document is not None
    assert page.request.get(f"{plan_url}pdf/").body() == bytes(plan.approved_document.pdf)
    assert page.request.get(f"{plan_url}word/").body()[:2] == b"PK"


def test_finding_leads_to_its_place(page: Page, demo_server: str, sign_in: Callable[[str], None]) -> None:
    sign_in("canbo")
    page.goto(f"{demo_server}/ke-hoach/phu-thinh-2026/")

    page.locator("#diem-chua-khop li").first.get_by_role("link", name="Xem").click()

    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_have_text("5.441")


def test_other_commune_is_not_there(page: Page, demo_server: str, sign_in: Callable[[str], None]) -> None:
    sign_in("canbo.bacson")
    assert "/2023/" in page.url

    for path in ("", "pdf/", "word/", "soan/"):
        assert page.request.get(f"{demo_server}/ke-hoach/phu-thinh-2026/{path}").status == 404
