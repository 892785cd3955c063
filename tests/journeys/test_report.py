"""A report asked for once, from its period to the issued paper: the officer, the leader and the clerk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from households.models import AdministrativeUnit
from households.rules import Role
from plans.models import Plan
from plans.rules import Status
from povertyplan.accounts.models import User
from tests.factories import MembershipFactory
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Phục vụ giám sát của Hội đồng nhân dân"


def test_report_from_its_period_to_the_issued_paper(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    unit = AdministrativeUnit.objects.get(code="05528", valid_to=None)
    MembershipFactory.create(unit=unit, role=Role.CLERK, user=User.objects.get(username="vanthu"))
    today = timezone.localdate()
    sign_in("canbo.bachquang")
    page.get_by_role("link", name="Báo cáo", exact=True).click()
    page.get_by_role("link", name="Thêm báo cáo đột xuất").click()
    page.get_by_label("Tên kỳ báo cáo").fill(NAME)
    page.get_by_label("Từ ngày").fill(f"01/01/{today.year}")
    page.get_by_label("Chốt số liệu ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Hạn báo cáo").fill(f"{today:%d/%m/%Y}")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("button", name="Khóa số liệu").click()
    expect(page.get_by_text(f"Đã khóa số liệu kỳ “{NAME}”")).to_be_visible()
    assert accessibility_faults(page) == []
    assert_fits(page, 360)
    page.get_by_role("button", name="Lập báo cáo").click()
    expect(page.get_by_text("Các số liệu đều khớp")).to_be_visible()
    paper = page.url
    page.get_by_role("button", name="Trình ký").click()
    expect(page.get_by_text("trình ký").first).to_be_visible()

    sign_in("lanhdao.bachquang")
    page.goto(paper)
    page.get_by_role("button", name="Duyệt").click(timeout=30_000)  # the print is drawn
    expect(page.get_by_text("đã duyệt").first).to_be_visible(timeout=30_000)
    assert accessibility_faults(page) == []

    sign_in("vanthu")
    page.goto(paper)
    page.get_by_role("link", name="Ghi số, ngày ký").click()
    page.get_by_label("Số", exact=True).fill("91")
    page.get_by_label("Ngày ký").fill(f"{today:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi số").click()
    page.get_by_role("button", name="Phát hành số 91/BC-UBND").click(timeout=30_000)
    expect(page.get_by_text("Đã phát hành Báo cáo số 91/BC-UBND")).to_be_visible(timeout=30_000)

    report = Plan.objects.get(number=91, unit=unit)
    assert report.status == Status.ISSUED
    assert report.issued_document
    assert page.request.get(f"{paper}pdf/").body() == bytes(report.issued_document.pdf)
    sign_in("canbo.bachquang")
    page.get_by_role("link", name="Báo cáo", exact=True).click()
    expect(page.get_by_role("row", name=NAME)).to_contain_text("91/BC-UBND")
