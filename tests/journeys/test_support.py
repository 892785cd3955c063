"""An officer records what a household was promised, gives it with a photo, prints the list for the public."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from households.models import AdministrativeUnit, Household
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def check(page: Page) -> None:
    """The page fits a desk and a small phone, and axe has nothing to say."""
    for width in (1280, 320):
        assert_fits(page, width)
        assert accessibility_faults(page) == [], (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 844})


def test_promise_is_given_with_a_photo_and_disclosed(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    unit = AdministrativeUnit.objects.get(code="05800", valid_to=None)
    household = Household.objects.in_unit(unit).kept().in_name_order().select_related("head")[0]
    sign_in("canbo")
    page.goto(f"{demo_server}/ho/{household.pk}/")
    page.get_by_role("link", name="Giúp đỡ").click()
    check(page)

    page.get_by_role("link", name="Ghi hỗ trợ").click()
    page.get_by_label("Loại hỗ trợ").select_option(label="Nhà ở")
    page.get_by_label("Nội dung hỗ trợ").fill("Sửa mái nhà")
    page.get_by_label("Giá trị (đồng)").fill("40 triệu")
    page.get_by_label("Nguồn", exact=True).select_option(label="Quỹ Vì người nghèo")
    page.get_by_label("Hẹn đến ngày").fill("30/06/2026")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("Giá trị (đồng)")
    check(page)
    page.get_by_label("Giá trị (đồng)").fill("40.000.000")
    page.get_by_label("Đất ở hợp pháp").select_option(label="Có")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Chưa đủ điều kiện hỗ trợ nhà ở")).to_contain_text("chưa xem phù hợp quy hoạch")
    check(page)

    page.get_by_role("link", name="Đã trao").click()
    check(page)
    page.get_by_label("Ngày trao").fill("05/06/2026")
    page.get_by_role("button", name="Ghi đã trao").click()
    expect(page.get_by_role("heading", name="Đã trao năm 2026: 40.000.000 đồng")).to_be_visible()

    page.get_by_role("link", name="Gửi ảnh").click()
    made = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(made, "PNG")
    page.get_by_label("Ảnh chụp hoặc bản quét").set_input_files(
        {"name": "anh.png", "mimeType": "image/png", "buffer": made.getvalue()}
    )
    page.get_by_role("button", name="Gửi ảnh").click()
    photo = page.get_by_role("link", name="Ảnh 1")
    assert (
        page.request.get(f"{demo_server}{photo.get_attribute('href')}").headers["content-type"]
        == "image/jpeg"
    )

    page.goto(f"{demo_server}/xa/{unit.pk}/2026/ho-tro/")
    expect(page.get_by_role("status").filter(has_text="Đã trao")).to_contain_text("1 khoản, 40.000.000 đồng")
    check(page)
    page.get_by_role("link", name="Danh sách công khai").click()
    page.get_by_label("Kỳ", exact=True).select_option(label="Quý II")
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_role("row", name=f"{household.head.name} ")).to_contain_text("Sửa mái nhà")
    check(page)
    href = page.get_by_role("link", name="Tải PDF để niêm yết").get_attribute("href")
    assert page.request.get(f"{demo_server}{href}").body().startswith(b"%PDF-")
