"""An agency comes in, somebody of it signs in, says what it cannot solve, and reads the answer."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from assignments.models import Agency
from tests.assignments.factories import AssignmentFactory
from tests.factories import (
    PASSWORD,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    StandardFactory,
    officer_of,
)
from tests.journeys.test_roles import OWN_PASSWORD, check, enter

pytestmark = pytest.mark.django_db(transaction=True)


def test_agency_comes_in_asks_and_is_answered(page: Page, browser: Browser, live_server: object) -> None:
    StandardFactory.create()
    unit = CommuneFactory.create(name="Bản Mẫu")
    household = HouseholdFactory.create(
        hamlet=HamletFactory.create(unit=unit, name="Nà Lay"), head_name="Lò Văn Chủ"
    )
    officer = officer_of(unit)
    page.goto(f"{live_server}/dang-nhap/?next=/xa/{unit.pk}/co-quan/")
    enter(page, officer.username, PASSWORD)
    check(page)
    page.get_by_role("link", name="Thêm cơ quan").click()
    check(page)
    page.get_by_label("Tên cơ quan, đơn vị").fill("Trường Tiểu học Hoa Ban")
    page.get_by_label("Loại").select_option(label="trường học")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text("Đã thêm Trường Tiểu học Hoa Ban.")).to_be_visible()
    AssignmentFactory.create(
        household=household, lead_agency=Agency.objects.get(), year=timezone.localdate().year
    )
    page.get_by_role("link", name="Thêm thành viên").click()
    check(page)
    page.get_by_label("Họ và tên").fill("Bàn Thị Giáo")
    page.get_by_label("Tên đăng nhập").first.fill("giaovien")
    page.get_by_role("button", name="Lập tài khoản").click()
    password = page.locator("dd code").nth(1).inner_text()
    page.get_by_role("link", name="Xong").click()
    expect(page.get_by_role("strong").get_by_text("Bàn Thị Giáo")).to_be_visible()
    check(page)
    page.get_by_role("link", name="cơ quan, đơn vị").click()
    page.get_by_role("link", name="các khối").click()
    check(page)

    member = browser.new_context(locale="vi-VN").new_page()
    member.goto(f"{live_server}/dang-nhap/")
    enter(member, "giaovien", password)
    member.get_by_label("Mật khẩu đang dùng").fill(password)
    member.get_by_label("Mật khẩu mới", exact=True).fill(OWN_PASSWORD)
    member.get_by_label("Nhập lại mật khẩu mới").fill(OWN_PASSWORD)
    member.get_by_role("button", name="Đổi mật khẩu").click()
    expect(member).to_have_url(f"{live_server}/co-quan-toi/")
    check(member)
    member.get_by_role("link", name="Vướng mắc, kiến nghị").click()
    member.get_by_role("link", name="Nêu kiến nghị").click()
    check(member)
    member.get_by_label("Về hộ").select_option(label="Lò Văn Chủ, Thôn Nà Lay")
    member.get_by_role("textbox", name="Vướng mắc, kiến nghị").fill("Hộ chưa có đất làm nhà.")
    member.get_by_role("button", name="Gửi").click()
    expect(member.get_by_text("Chưa có trả lời.")).to_be_visible()
    check(member)

    page.goto(f"{live_server}/xa/{unit.pk}/kien-nghi/")
    check(page)
    page.get_by_role("link", name="Hộ chưa có đất làm nhà.").click()
    page.get_by_label("Trả lời").fill("Xã xét vào quý sau.")
    check(page)
    page.get_by_role("button", name="Trả lời").click()
    expect(page.get_by_text("Đã trả lời; người nêu đọc được ngay.")).to_be_visible()
    member.reload()
    expect(member.get_by_text("Xã xét vào quý sau.")).to_be_visible()

    page.goto(f"{live_server}/xa/{unit.pk}/co-quan/{Agency.objects.get().pk}/")
    page.get_by_role("link", name="Cho thôi Bàn Thị Giáo").click()
    check(page)
    page.get_by_role("button", name="Cho thôi").click()
    member.reload()
    expect(member.get_by_role("button", name="Đăng nhập", exact=True)).to_be_visible()
    enter(member, "giaovien", OWN_PASSWORD)
    expect(member.get_by_text("Không có kiến nghị nào.")).to_be_visible()
    member.goto(str(live_server))
    expect(member.get_by_text("Anh/chị chưa được giao xã, phường nào.")).to_be_visible()
