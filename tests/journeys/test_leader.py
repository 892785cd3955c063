"""The leader reads one page, gives reasons, approves; what was acknowledged stays to be read."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from households.models import AdministrativeUnit
from households.rules import Role
from plans.actions import plan_submit
from plans.models import Plan
from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User
from tests.factories import MembershipFactory
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def hand_in(slug: str) -> None:
    plan_submit(plan=Plan.objects.get(slug=slug), by=User.objects.get(username="canbo"))


def test_leader_reads_the_summary_acknowledges_and_approves(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    hand_in("phu-thinh-2026")
    sign_in("lanhdao")

    page.get_by_role("link", name="Xem tóm tắt và duyệt").click()
    expect(page.get_by_text("còn 3 điểm cần ghi lý do")).to_be_visible()
    expect(page.get_by_text("Anh/chị xem kế hoạch này lần đầu")).to_be_visible()
    assert accessibility_faults(page) == []

    page.get_by_role("link", name="Xem văn bản và quyết định").click()
    boxes = page.locator("#diem-chua-khop").get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_label("Lý do cho các điểm đã chọn").fill("Theo số tỉnh giao.")
    page.get_by_role("button", name="Ghi lý do").click()
    expect(page.get_by_text("Đã ghi lý do cho 2 điểm.")).to_be_visible()
    expect(boxes).to_have_count(1)
    assert accessibility_faults(page) == []

    page.get_by_label("Lý do duyệt khi còn điểm chưa khớp").fill("Giữ như bản giấy.")
    page.get_by_role("button", name="Duyệt", exact=True).click(timeout=30_000)  # the print is drawn
    expect(page.get_by_text("Đã duyệt. Bản trình ký")).to_be_visible()
    beside = page.locator("#diem-chua-khop")
    expect(beside.get_by_text("Theo số tỉnh giao.")).to_have_count(2)
    expect(beside.get_by_text("Giữ như bản giấy.")).to_have_count(1)
    expect(boxes).to_have_count(0)
    page.get_by_role("link", name="Tóm tắt").click()
    expect(page.get_by_text("Giữ như bản giấy.")).to_be_visible()


def test_reasons_are_given_and_taken_back_without_script(browser: Browser, demo_server: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{demo_server}/dang-nhap/")
    page.locator("#id_username").fill("lanhdao")
    page.locator("input[type=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(f"{demo_server}/ke-hoach/phu-thinh-2026/")

    page.locator("#diem-chua-khop").get_by_role("checkbox").first.check()
    page.get_by_label("Lý do cho các điểm đã chọn").fill("Rõ rồi.")
    page.get_by_role("button", name="Ghi lý do").click()
    expect(page.locator("#diem-chua-khop")).to_contain_text("Rõ rồi.")

    page.get_by_role("button", name="Bỏ lý do").click()
    expect(page.locator("#diem-chua-khop")).to_contain_text("1 lý do đã ghi trước đây")


@pytest.mark.looks
@pytest.mark.parametrize("slug", ["phu-thinh-2026", "bac-son-2023"])
def test_summary_prints_on_one_sheet_and_fits_a_phone(
    page: Page, demo_server: str, sign_in: Callable[[str], None], slug: str
) -> None:
    unit = AdministrativeUnit.objects.get(plans__slug=slug)
    reader = MembershipFactory.create(role=Role.LEADER, unit=unit, user__is_demo=True).user
    reader.set_password(DEMO_PASSWORD)
    reader.save()
    sign_in(reader.username)
    page.goto(f"{demo_server}/ke-hoach/{slug}/tom-tat/")

    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert [round(float(size)) for size in sheets[0].mediabox[2:]] == [595, 842]
    assert len(sheets) == 1
    text = " ".join(sheets[0].extract_text().split())
    for words in ("Việc tiếp theo", "Chỉ tiêu năm", "điểm chưa khớp", "Số liệu so với", "Thay đổi từ"):
        assert words in text
    assert "Xem văn bản" not in text
    for width in (390, 320):
        assert_fits(page, width)
        assert accessibility_faults(page) == []
