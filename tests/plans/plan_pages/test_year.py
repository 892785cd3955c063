"""The page of a year: what comes next, its plans and its figures."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from households.models import AdministrativeUnit
from plans.actions import finding_acknowledge, plan_return
from plans.actions.life import content_hash
from plans.compose import plan_view
from plans.models import HamletTarget, Plan
from plans.rules import Comparator, fingerprint
from povertyplan.accounts.models import User
from tests.factories import (
    YEAR,
    CommuneTargetFactory,
    approved,
    counted_hamlets,
    leader_of,
    small_plan,
    submitted,
)
from tests.plans.plan_pages.office import page, without_figures, without_hamlets, without_plan


def next_step(text: str) -> tuple[str, list[str]]:
    """The sentence of the next step and the addresses of its buttons."""
    match = re.search(r'aria-labelledby="next-title">(.*?)</section>', text, flags=re.DOTALL)
    assert match
    sentence = re.search(r"<p>(.*?)</p>", match[1], flags=re.DOTALL)
    assert sentence
    return sentence[1], re.findall(r'<a class="btn btn-primary" href="([^"]+)"', match[1])


def acknowledge_all(plan: Plan, leader: User, reason: str = "Theo số huyện giao.") -> None:
    """A reason for every error and warning."""
    view = plan_view(plan)
    finding_acknowledge(
        plan=plan,
        fingerprints=[fingerprint(finding) for finding in view.grave],
        seen_hash=content_hash(view),
        reason=reason,
        by=leader,
    )


def without_targets(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    HamletTarget.objects.all().delete()
    small_plan(unit)


def with_draft(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    small_plan(unit)


def with_submitted(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    submitted(small_plan(unit))


def with_returned(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    plan_return(plan=submitted(small_plan(unit)), note="Sửa.", by=leader_of(unit))


def with_approved(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    approved(small_plan(unit))


Steps = list[tuple[Callable[[AdministrativeUnit], None], str, str | None, str, str | None]]
GRID, NEW, UPLOAD = "plans:grid", "plans:plan_new", "plans:table_upload"
PLAN, PRINT, SUMMARY = "plans:plan", "plans:plan_pdf", "plans:plan_summary"
STEPS: Steps = [
    # state, the officer's sentence and button, the leader's
    (without_hamlets, "Nhập danh sách thôn, tổ dân phố.", UPLOAD, "Nhập danh sách thôn, tổ dân phố.", None),
    (
        without_figures,
        "Còn 2/3 thôn chưa đủ số liệu tại 31/12/2025.",
        GRID,
        "Còn 2/3 thôn chưa đủ số liệu tại 31/12/2025.",
        GRID,
    ),
    (without_plan, "Lập văn bản kế hoạch năm 2026.", NEW, "Lập văn bản kế hoạch năm 2026.", None),
    (without_targets, "Giao chỉ tiêu giảm cho từng thôn.", GRID, "Giao chỉ tiêu giảm cho từng thôn.", GRID),
    (
        with_draft,
        "Xem lại dự thảo, sửa các điểm chưa khớp rồi trình ký.",
        PLAN,
        "Cán bộ đang soạn, chưa trình.",
        None,
    ),
    (
        with_returned,
        "Lãnh đạo trả lại; sửa theo ý kiến rồi trình lại.",
        PLAN,
        "Cán bộ đang soạn, chưa trình.",
        None,
    ),
    (with_submitted, "Đang chờ lãnh đạo duyệt.", None, "Kế hoạch chờ duyệt.", SUMMARY),
    (
        with_approved,
        "Đã có bản trình ký. In ra để ký.",
        PRINT,
        "Đã có bản trình ký. In ra để ký.",
        PRINT,
    ),
]


@pytest.mark.parametrize(("arrange", "officer", "button", "leader", "leaders_button"), STEPS)
def test_year_page_says_what_comes_next(office, arrange, officer, button, leader, leaders_button):
    arrange(office.unit)

    for user, sentence, name in (
        (office.officer, officer, button),
        (office.leader, leader, leaders_button),
    ):
        said, buttons = next_step(office.year(user))

        assert said == sentence
        assert len(buttons) == (1 if name else 0)
        if name:
            args: list[object] = [office.unit.pk, YEAR]
            if name in (PLAN, PRINT, SUMMARY):
                args = [Plan.objects.get().slug]
            assert buttons[0].partition("?")[0] == reverse(name, args=args)
            assert office.client(user).get(buttons[0]).status_code == 200


def test_year_page_names_its_plans_and_figures(office, draft):
    text = office.year(office.leader)

    assert reverse("plans:plan", args=[draft.slug]) in text
    assert "dự thảo" in text
    assert "<dt>Tổng số hộ</dt><dd>200</dd>" in text
    assert "<dt>Hộ nghèo</dt><dd>10 <small>5,00\u00a0%</small></dd>" in text
    assert "giảm 4 hộ nghèo, 2 hộ cận nghèo." in text


def test_leader_first_sees_what_waits_although_another_plan_is_being_written(office, draft):
    submitted(draft)
    small_plan(office.unit)

    said, buttons = next_step(office.year(office.leader))

    assert said == "Kế hoạch chờ duyệt."
    assert buttons == [reverse(SUMMARY, args=[draft.slug])]
    assert next_step(office.year(office.officer))[0].startswith("Xem lại dự thảo")


@pytest.mark.usefixtures("quick_pdf")
def test_lists_of_plans_say_how_many_points_of_each_level_do_not_add_up(office, wrong):
    CommuneTargetFactory.create(unit=office.unit, value=70)
    CommuneTargetFactory.create(unit=office.unit, value=3, comparator=Comparator.EXACTLY, order=1)

    def tags() -> list[str]:
        texts = [
            page(office.client(office.leader), name, office.unit.pk, YEAR)
            for name in ("plans:year", "plans:plan_list")
        ]
        return [tag for text in texts for tag in re.findall(r'<span class="tag (tag-\w+">\d[^<]*)<', text)]

    assert tags() == ['tag-error">1 lỗi, 1 cảnh báo, 1 lưu ý'] * 2
    acknowledge_all(wrong, office.leader)
    assert tags() == ['tag-muted">1 lỗi, 1 cảnh báo, 1 lưu ý; 2 đã có lý do'] * 2
    approved(Plan.objects.get())
    assert tags() == []


@pytest.mark.parametrize("name", ["plans:year", "plans:grid", "plans:plan_list", "plans:plan_new"])
def test_years_that_no_plan_is_of_have_no_page(office, name):
    client = office.client(office.officer)
    there = reverse(name, args=[office.unit.pk, YEAR])

    statuses = {
        year: client.get(there.replace(f"/{YEAR}/", f"/{year}/")).status_code
        for year in ("2014", "2015", "2060", "2061", "1999", "0", "-2026", "20260", "abcd", "２０２６")
    }

    assert {year for year, status in statuses.items() if status == 200} == {"2015", "2060"}
    assert set(statuses.values()) == {200, 404}


def test_commune_leads_to_the_year_of_its_newest_plan(office):
    small_plan(office.unit, year=2019)

    response = office.client(office.officer).get(reverse("plans:unit", args=[office.unit.pk]))

    assert response["Location"] == reverse("plans:year", args=[office.unit.pk, 2019])
