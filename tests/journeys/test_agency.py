"""A member of an agency reports on a household from a phone; the officer sees that less is left to do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assignments.models import Assignment
from tests.assignments.factories import AgencyMembershipFactory, AssignmentFactory, SupportItemFactory
from tests.factories import PASSWORD, HouseholdFactory, StandardFactory, officer_of
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, server: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server}/dang-nhap/")
    page.locator("#id_username").fill(username)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def test_agency_reports_and_the_officer_has_less_to_do(page: Page, live_server: object) -> None:
    server, today = str(live_server), timezone.localdate()
    StandardFactory.create()
    household = HouseholdFactory.create(head_name="Lò Văn Giúp")
    assignment = AssignmentFactory.create(
        household=household, year=today.year, valid_from=today - dt.timedelta(days=70)
    )
    SupportItemFactory.create(
        household=household,
        assignment=assignment,
        date=None,
        due_date=today - dt.timedelta(days=1),
        what="Một con bò giống",
    )
    member = AgencyMembershipFactory.create(agency=assignment.lead_agency).user
    officer = officer_of(household.unit)
    page.set_viewport_size({"width": 320, "height": 800})
    sign_in(page, server, member.username)

    def fits() -> None:
        assert_fits(page, 320)
        assert accessibility_faults(page) == [], page.url

    page.goto(f"{server}/co-quan-toi/")
    expect(page.get_by_text("chưa gửi phương án giúp đỡ")).to_be_visible()
    fits()
    page.get_by_role("heading", name="Lò Văn Giúp").get_by_role("link").click()
    page.get_by_label("Ngày khảo sát hộ").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Nội dung phương án").fill("Giúp hộ nuôi bò")
    page.get_by_label("Đã gửi phương án").check()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Phương án đã gửi.")).to_be_visible()
    fits()
    page.get_by_role("link", name="Báo kết quả").click()
    page.get_by_label("Đã thoát nghèo").check()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("Nhập ngày báo kết quả.")).to_be_visible()
    fits()
    page.get_by_label("Ngày báo kết quả").fill(f"{today:%d/%m/%Y}")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text(f"Đã thoát nghèo, ngày {today:%d/%m/%Y}.")).to_be_visible()
    assert Assignment.objects.get().result == "escaped"

    sign_in(page, server, officer.username)
    page.goto(f"{server}/xa/{household.unit_id}/{today.year}/theo-doi/")
    expect(page.get_by_text("Một con bò giống")).to_be_visible()
    expect(page.get_by_text("Chưa gửi phương án giúp đỡ")).to_have_count(0)
    fits()
    page.goto(f"{server}/xa/{household.unit_id}/{today.year}/phu-luc/")
    expect(page.get_by_text("Có 1 hộ ở Phụ lục II không có trong danh sách")).to_be_visible()
    fits()
