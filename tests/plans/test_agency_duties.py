"""What approved plans ask of an agency: whom an actor's name means, by when, and the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.rules import AgencyKind
from plans.compose.duties import agency_duties
from plans.models import Duty
from plans.rules import SectionContentText, is_addressed
from povertyplan.documents.checks import due_dates
from tests.assignments.factories import AgencyFactory, AgencyMembershipFactory
from tests.factories import SMALL, YEAR, CommuneFactory, approved, officer_of, small_plan

# --- whom an actor means ---


@pytest.mark.parametrize(
    ("agency", "kind", "actor", "means"),
    [
        ("Phòng Kinh tế", "office", "Phòng Kinh tế xã Xuân Mẫu", True),
        ("Phòng Văn hóa - Xã hội", "office", "Phòng VH-XH", True),
        ("Phòng Văn hóa - Xã hội", "office", "Phòng Kinh tế", False),
        ("Phòng Kinh tế", "office", "Các phòng, ban, đơn vị", True),
        ("Trường Tiểu học Mẫu", "school", "Các trường học trên địa bàn xã", True),
        ("Trường Tiểu học Mẫu", "school", "Trường Mầm non Mẫu", False),
        ("Trường Tiểu học Mẫu", "school", "Các xóm của xã", False),
        ("Hội Liên hiệp Phụ nữ phường", "union", "Đề nghị Ủy ban MTTQ và các đoàn thể", True),
        ("Hội Nông dân", "union", "Hội Liên hiệp Phụ nữ", False),
        ("Công ty May Mẫu", "enterprise", "Các cơ quan, đơn vị, doanh nghiệp", True),
        ("Công ty May Mẫu", "enterprise", "Các phòng chuyên môn", False),
        ("Phòng giao dịch NHCSXH", "bank", "Ngân hàng Chính sách xã hội", True),
        ("Trạm Y tế phường", "health_station", "TYT phường", True),
    ],
)
def test_actor_means_an_agency_by_name_or_in_general_words(
    agency: str, kind: str, actor: str, means: bool
) -> None:
    assert is_addressed(agency, AgencyKind(kind), actor) == means


# --- by when ---


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Báo cáo 6 tháng trước ngày 20/6, cuối năm trước ngày 30/11.", ["06-20", "11-30"]),
        ("Hoàn thành trước ngày 15 tháng 10 năm 2026.", ["10-15"]),
        ("Hoàn thành trước ngày 15/01/2027.", ["2027-01-15"]),
        ("Xong trong tháng 9.", ["09-30"]),
        ("Chậm nhất quý II.", ["06-30"]),
        ("Theo Quyết định số 12/QĐ-UBND trước ngày 01/02/2025, tổng hợp kết quả", []),
        ("Kết quả rà soát trước ngày 15/12 đã công bố.", []),
        ("Hoàn thành trước ngày 31/6.", []),
        ("Hướng dẫn các hộ vay vốn.", []),
    ],
)
def test_days_by_which_a_text_asks_for_something(text: str, days: list[str]) -> None:
    found = due_dates(text, year=YEAR)

    assert found == tuple(dt.date.fromisoformat(day if len(day) > 5 else f"{YEAR}-{day}") for day in days)


# --- what is read of a plan ---

CONTENT = replace(
    SMALL,
    sections=(*SMALL.sections, SectionContentText(heading="Các cơ quan, đơn vị", body="Lời chung.")),
    duties=(
        {
            "actor": "Phòng Kinh tế",
            "kind": "office",
            "text": "Tham mưu cho {{so-ho}} hộ.\nBáo cáo trước ngày 20/6.",
        },
        {"actor": "Các xóm", "kind": "hamlet", "text": "Tuyên truyền."},
    ),
)


@pytest.mark.django_db
def test_duties_are_those_that_were_approved() -> None:
    unit = CommuneFactory.create()
    agency = AgencyFactory.create(unit=unit, name="Phòng Kinh tế", kind="office")
    plan = small_plan(unit, content=CONTENT)

    assert agency_duties(agencies=[agency], year=YEAR) == []
    approved(plan)
    Duty.objects.filter(plan=plan).update(text="Lời sửa sau khi duyệt")
    [duty] = agency_duties(agencies=[agency], year=YEAR)

    assert duty.actor == "Phòng Kinh tế"
    assert "Tham mưu cho" in duty.tasks[0].text
    assert "{{" not in duty.tasks[0].text
    assert [task.due for task in duty.tasks] == [(), (dt.date(YEAR, 6, 20),)]
    assert agency_duties(agencies=[agency], year=YEAR + 1) == []


@pytest.mark.django_db
def test_plans_of_another_commune_ask_nothing(django_assert_num_queries: object) -> None:
    approved(small_plan(content=CONTENT))
    agency = AgencyFactory.create(name="Phòng Kinh tế", kind="office")

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert agency_duties(agencies=[agency], year=YEAR) == []


@pytest.mark.django_db
def test_page_shows_a_members_duties_with_their_days(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = CommuneFactory.create()
    agency = AgencyFactory.create(unit=unit, name="Phòng Kinh tế", kind="office")
    approved(small_plan(unit, content=CONTENT))
    today = dt.date(YEAR, 5, 1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    client.force_login(AgencyMembershipFactory.create(agency=agency).user)

    page = client.get(reverse("plans:agency_duties")).text

    assert "Báo cáo trước ngày 20/6." in page
    assert f'tag-warning">hạn 20/06/{YEAR}' in page
    assert "Tuyên truyền." not in page


@pytest.mark.django_db
def test_who_is_in_no_agency_is_told_so(client: Client) -> None:
    client.force_login(officer_of(CommuneFactory.create()))

    page = client.get(reverse("plans:agency_duties")).text

    assert "chưa là thành viên của cơ quan" in page
