"""The leader's pages: reasons beside the document, and one page of what matters."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit
from households.rules import FigureSource
from plans.actions import declared_save, plan_approve, plan_recall
from plans.actions.life import CHANGED_SINCE, KEPT, content_hash
from plans.compose import plan_standing
from plans.compose.summary import FigureLine, plan_summary, target_line
from plans.models import Acknowledgement, CommuneTarget, Plan, PlanSection, Reading
from plans.queries import year_before, year_figures
from plans.rules import Comparator, Measure, Outcome, Status, TargetIndicator
from plans.views.acknowledging import WHO_ACKNOWLEDGES
from povertyplan.accounts.models import User
from tests.factories import (
    YEAR,
    CommuneFactory,
    CommuneTargetFactory,
    HamletFactory,
    HamletFiguresFactory,
    HamletTargetFactory,
    StandardFactory,
    UnitFiguresFactory,
    approved,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

BEFORE = dt.date(YEAR - 2, 12, 31)


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: b"%PDF-quick")


@pytest.fixture
def unit(db) -> AdministrativeUnit:
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    return unit


@pytest.fixture
def officer(unit) -> User:
    return officer_of(unit)


@pytest.fixture
def leader(unit) -> User:
    return leader_of(unit)


@pytest.fixture
def plan(unit) -> Plan:
    """A draft with two errors and a notice."""
    plan = small_plan(unit)
    CommuneTargetFactory.create(unit=unit, value=3, comparator=Comparator.EXACTLY)
    declare(plan, 999)
    declare(plan, 77, "poor")
    return plan


def declare(plan: Plan, value: int, column: str = "households") -> None:
    declared_save(plan=plan, figures={(None, column): Decimal(value)}, by=None)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(user: User, plan: Plan, name: str = "plans:plan_summary") -> str:
    response = client_of(user).get(reverse(name, args=[plan.slug]))
    assert response.status_code == 200
    return unescape(response.text)


def section(text: str, name: str) -> str:
    """A section of the summary in words, without markup."""
    match = re.search(rf'aria-labelledby="summary-{name}">(.*?)</section>', text, flags=re.DOTALL)
    assert match
    return " ".join(re.sub(r"<[^>]+>", " ", match[1]).split())


def picks(text: str) -> list[str]:
    """The fingerprints that may be ticked."""
    return re.findall(r'type="checkbox" name="finding" value="(\w{64})"', text)


def seen_hash(text: str) -> str:
    match = re.search(r'name="seen_hash" value="(\w{64})"', text)
    assert match
    return match[1]


def post(user: User, name: str, plan: Plan, **data: Any) -> Any:
    return client_of(user).post(reverse(name, args=[plan.slug]), data)


def acknowledge(user: User, plan: Plan, number: int = 1, reason: str = "Theo số huyện giao.") -> Any:
    """The form as the page gives it, with its first boxes ticked."""
    text = shown(user, plan, "plans:plan")
    chosen = picks(text)[:number]
    return post(
        user, "plans:finding_acknowledge", plan, seen_hash=seen_hash(text), finding=chosen, reason=reason
    )


# reasons beside the document


def test_leader_ticks_findings_and_gives_one_reason(plan, leader, officer):
    assert len(picks(shown(leader, plan, "plans:plan"))) == 2

    response = acknowledge(leader, plan, 1, "Theo <b>huyện</b>.")

    assert response["Location"] == f"{reverse('plans:plan', args=[plan.slug])}#diem-chua-khop"
    page = client_of(leader).get(reverse("plans:plan", args=[plan.slug])).text
    assert "Theo &lt;b&gt;huyện&lt;/b&gt;." in page
    assert "<b>huyện" not in page
    text = shown(leader, plan, "plans:plan")
    assert len(picks(text)) == 1
    assert "1 đã có lý do" in text
    assert re.search(rf"{leader.full_name}, \d\d/\d\d/\d{{4}} \d\d:\d\d", text)
    assert ">Bỏ lý do</button>" in text


def test_officer_reads_reasons_and_has_no_form_for_them(plan, leader, officer):
    acknowledge(leader, plan)

    text = shown(officer, plan, "plans:plan")

    assert "Theo số huyện giao." in text
    assert picks(text) == []
    assert ">Bỏ lý do</button>" not in text
    assert ">Ghi lý do</button>" not in text
    for name in ("plans:finding_acknowledge", "plans:acknowledgement_withdraw"):
        response = post(officer, name, plan, finding="x", reason="Lý do", acknowledgement="1")
        assert response.status_code == 403
        assert WHO_ACKNOWLEDGES in unescape(response.text)


def test_nothing_is_ticked_off_for_notices(plan, leader):
    declare(plan, 200)
    declare(plan, 10, "poor")

    text = shown(leader, plan, "plans:plan")

    assert "1 lưu ý" in text
    assert picks(text) == []
    assert 'id="acknowledgement"' not in text


def test_refused_form_comes_back_with_ticks_and_reason(plan, leader):
    text = shown(leader, plan, "plans:plan")
    first, second = picks(text)
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body="Lời khác hẳn.")

    response = post(
        leader,
        "plans:finding_acknowledge",
        plan,
        seen_hash=seen_hash(text),
        finding=[second],
        reason="Đã hỏi <huyện>",
    )

    assert response.status_code == 409
    assert CHANGED_SINCE in unescape(response.text)
    assert "required>Đã hỏi &lt;huyện&gt;</textarea>" in response.text
    assert re.search(rf'value="{second}"[^>]* checked', response.text)
    assert not re.search(rf'value="{first}"[^>]* checked', response.text)
    assert not Acknowledgement.objects.exists()
    assert post(leader, "plans:finding_acknowledge", plan, reason="x").status_code == 422


def test_leader_takes_a_reason_back(plan, leader):
    acknowledge(leader, plan)
    row = Acknowledgement.objects.get()

    for number in ("", "x", "9" * 30, "0", str(row.pk)):
        response = post(leader, "plans:acknowledgement_withdraw", plan, acknowledgement=number)
        assert response.status_code == 302

    text = shown(leader, plan, "plans:plan")
    assert len(picks(text)) == 2
    assert "1 lý do đã ghi trước đây" in text
    assert f"{leader.full_name} bỏ lý do này" in text
    Acknowledgement.objects.update(withdrawn_at=None, withdrawn_by=None)
    other = small_plan(plan.unit)
    post(leader, "plans:acknowledgement_withdraw", other, acknowledgement=str(row.pk))
    assert Acknowledgement.objects.filter(withdrawn_at__isnull=True).exists()


def test_approved_plan_shows_what_was_acknowledged_and_takes_no_more(plan, leader):
    acknowledge(leader, plan, 1, "Số của huyện.")
    submitted(plan)
    text = shown(leader, plan, "plans:plan")
    assert "Ghi chung cho 1 điểm chưa có lý do." in text
    response = post(leader, "plans:plan_approve", plan, seen_hash=seen_hash(text), reason="Cả bảng như vậy.")
    assert response.status_code == 302

    for name in ("plans:plan", "plans:plan_summary"):
        text = shown(leader, plan, name)
        assert "Số của huyện." in text
        assert "Cả bảng như vậy." in text
        assert "2 đã có lý do" in text
        assert picks(text) == []
        assert ">Bỏ lý do</button>" not in text
    refused = post(leader, "plans:finding_acknowledge", plan, seen_hash="x", finding="y", reason="z")
    assert refused.status_code == 409
    assert KEPT in unescape(refused.text)


def test_no_reason_is_asked_on_approval_once_every_point_has_one(plan, leader):
    acknowledge(leader, plan, 2)
    submitted(plan)

    assert "Lý do duyệt" not in shown(leader, plan, "plans:plan")


# the summary


@pytest.mark.parametrize(
    ("status", "reader", "sentence", "button"),
    [
        (Status.DRAFT, "officer", "xem lại, sửa các điểm chưa khớp rồi trình ký.", "Xem văn bản"),
        (Status.DRAFT, "leader", "cán bộ đang soạn, chưa trình.", "Xem văn bản"),
        (Status.RETURNED, "officer", "sửa theo ý kiến lãnh đạo rồi trình lại.", "Xem văn bản"),
        (Status.SUBMITTED, "officer", "đang chờ lãnh đạo duyệt.", "Xem văn bản"),
        (
            Status.SUBMITTED,
            "leader",
            "chờ anh/chị duyệt hoặc trả lại; còn 2 điểm cần ghi lý do nếu vẫn duyệt.",
            "Xem văn bản và quyết định",
        ),
    ],
)
def test_summary_says_where_the_plan_stands_and_what_comes_next(
    plan, leader, officer, status, reader, sentence, button
):
    Plan.objects.update(status=status, return_note="Sửa <mục> I." if status == Status.RETURNED else "")

    text = shown({"leader": leader, "officer": officer}[reader], plan)

    assert f"<strong>Việc tiếp theo:</strong>\n  {sentence}" in text
    assert f'class="btn btn-primary" href="{reverse("plans:plan", args=[plan.slug])}' in text
    assert f">{button}</a>" in text
    assert ("Ý kiến trả lại:</strong> Sửa <mục> I." in text) == (status == Status.RETURNED)


def test_summary_of_an_approved_plan_leads_to_its_print(plan, officer):
    approved(plan)

    text = shown(officer, plan)

    assert "in bản trình ký để ký." in text
    assert f'href="{reverse("plans:plan_pdf", args=[plan.slug])}">Mở bản trình ký</a>' in text


VERDICTS: list[tuple[dict[str, Any], str, Outcome | None, str]] = [
    # the hamlets give 4 of 10 poor among 200 households, and 2 near-poor
    ({"value": 4, "comparator": Comparator.EXACTLY}, "4 hộ", Outcome.MET, "đạt"),
    ({"value": 3, "comparator": Comparator.EXACTLY}, "4 hộ", Outcome.EXCEEDED, "vượt 1 hộ"),
    ({"value": 6, "comparator": Comparator.EXACTLY}, "4 hộ", Outcome.SHORT, "chưa đạt, thiếu 2 hộ"),
    ({"value": 3, "comparator": Comparator.AT_LEAST}, "4 hộ", Outcome.MET, "đạt, hơn 1 hộ"),
    ({"value": 7, "comparator": Comparator.AT_LEAST}, "4 hộ", Outcome.SHORT, "chưa đạt, thiếu 3 hộ"),
    ({"value": 4, "comparator": Comparator.ABOVE}, "4 hộ", Outcome.SHORT, "chưa đạt, mới bằng mức giao"),
    (
        {"value": Decimal("1.79"), "comparator": Comparator.ABOVE, "measure": Measure.PERCENTAGE_POINT},
        "2,00 điểm %",
        Outcome.MET,
        "đạt, hơn 0,21 điểm %",
    ),
    (
        {"value": Decimal("2.5"), "comparator": Comparator.AT_MOST, "measure": Measure.PERCENT},
        "2,00%",
        Outcome.MET,
        "đạt, dưới 0,5 điểm %",
    ),
    (
        {"value": 5, "comparator": Comparator.AT_MOST, "aim": "remainder"},
        "6 hộ",
        Outcome.SHORT,
        "chưa đạt, quá 1 hộ",
    ),
    (
        {"value": 2, "comparator": Comparator.AT_LEAST, "indicator": TargetIndicator.NEAR_POOR},
        "2 hộ",
        Outcome.MET,
        "đạt",
    ),
    ({"value": 1, "policy_group": "meritorious"}, "", None, "chưa có số theo nhóm hộ này"),
]


@pytest.mark.parametrize(("given", "result", "outcome", "verdict"), VERDICTS)
def test_target_is_told_beside_what_the_hamlets_add_up_to(unit, given, result, outcome, verdict):
    plan = small_plan(unit)
    CommuneTargetFactory.create(unit=unit, **given)

    source = plan_standing(plan).source
    line = target_line(source.targets[0], source)

    assert (line.result, line.outcome, line.verdict) == (result, outcome, verdict)
    said = section(shown(leader_of(unit), plan), "targets")
    assert line.sentence in said
    assert verdict in said.replace("Đ", "đ").replace("C", "c").replace("V", "v")


def test_target_that_no_hamlet_shares_is_told_so(db):
    unit = CommuneFactory.create()
    HamletFiguresFactory.create(hamlet=HamletFactory.create(unit=unit))
    plan = small_plan(unit)
    CommuneTargetFactory.create(unit=unit)

    source = plan_standing(plan).source
    assert target_line(source.targets[0], source).verdict == "chưa giao cho thôn"
    CommuneTarget.objects.all().delete()
    assert "Chưa ghi chỉ tiêu của xã." in shown(leader_of(unit), plan)


def test_figures_stand_beside_last_years_of_the_hamlets(plan, leader):
    hamlets = plan.unit.hamlets.all()
    HamletFiguresFactory.create(hamlet=hamlets[0], date=BEFORE, households=90, poor=8, near_poor=None)
    HamletTargetFactory.create(hamlet=hamlets[0], year=YEAR - 1, poor_reduction=3, near_poor_reduction=0)
    UnitFiguresFactory.create(unit=plan.unit, date=BEFORE, source=FigureSource.DECLARED)

    text = section(shown(leader, plan), "figures")

    assert "Thời điểm 31/12/2024 31/12/2025 Thay đổi" in text
    assert "Tổng số hộ 90 200 +110" in text
    assert "Hộ nghèo 8 10 +2" in text
    assert "Tỷ lệ hộ nghèo 8,89 % 5,00 % −3,89 điểm %" in text
    assert "Hộ cận nghèo 8 Tỷ lệ hộ cận nghèo 4,00 %" in text  # unknown before is blank
    assert "Chỉ tiêu giao năm 2025 năm 2026" in text
    assert "Hộ nghèo giảm 3 4 +1 Hộ cận nghèo giảm 0 2 +2" in text
    assert "31/12/2024: cộng từ 2 thôn, còn 1 chưa đủ số liệu." in text


def test_figures_stand_beside_what_was_published_last_year(plan, leader):
    old = StandardFactory.create(code="2016-2020", name="chuẩn cũ", valid_from=dt.date(2016, 1, 1))
    UnitFiguresFactory.create(unit=plan.unit, date=BEFORE, standard=old, poor=1, source=FigureSource.DECLARED)
    now = year_figures(unit=plan.unit, year=YEAR)
    assert year_before(now).line.poor is None  # neither of the standard of now nor of then
    UnitFiguresFactory.create(unit=plan.unit, date=BEFORE, poor=12, source=FigureSource.DECLARED)

    text = section(shown(leader, plan), "figures")

    assert "Hộ nghèo 12 10 −2" in text
    assert "31/12/2024: số liệu đã công bố." in text


def test_figures_nobody_knows_are_blank(plan, leader):
    text = section(shown(leader, plan), "figures")

    assert "Tổng số hộ 200 Hộ nghèo 10" in text
    assert "31/12/2024: chưa có số liệu." in text


def test_difference_of_equal_figures_has_no_sign():
    assert FigureLine(label="", before=3, now=3).difference == "0"
    assert FigureLine(label="", before=Decimal("1.10"), now=Decimal("1.1"), is_rate=True).difference == (
        "0,00 điểm %"
    )


def test_findings_are_listed_by_level_with_reasons_the_first_ten_of_each(plan, leader):
    acknowledge(leader, plan, 1)
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(
        body="\n".join(f"Năm {year}." for year in range(2000, 2012))
    )

    text = shown(leader, plan)
    said = section(text, "findings")

    assert said.startswith("15 điểm chưa khớp 2 lỗi 1 đã có lý do ")
    assert said.index("2 lỗi") < said.index("12 cảnh báo") < said.index("1 lưu ý")
    assert said.count("Nêu năm 20") == 10
    assert "và 2 điểm khác" in said
    assert "Lý do: Theo số huyện giao." in said


def test_summary_of_a_plan_in_which_all_agrees_says_so(unit, leader):
    plan = small_plan(unit)

    said = section(shown(leader, plan), "findings")

    assert said.startswith("Các số liệu đều khớp")


# what changed since the last look


def rewrite(body: str) -> None:
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body=body)


def test_first_look_says_so_and_the_next_that_nothing_changed(plan, leader):
    assert "xem kế hoạch này lần đầu" in section(shown(leader, plan), "changes")
    assert "Chưa có gì thay đổi từ lần đầu anh/chị xem" in section(shown(leader, plan), "changes")


def test_changes_since_the_last_look_stay_when_the_page_is_loaded_again(plan, leader, officer):
    shown(leader, plan, "plans:plan")
    declare(plan, 998)
    rewrite("Cho vay vốn ưu đãi.\nDạy nghề.")

    for _ in range(3):
        said = section(shown(leader, plan), "changes")
        assert said.startswith("Thay đổi từ lần xem trước 3 thay đổi so với bản anh/chị xem ")
        assert "Mục II, đoạn 1 , sửa: Cho vay vốn. → Cho vay vốn ưu đãi." in said
        assert "Mục II, đoạn 2 , thêm: Dạy nghề." in said
        assert "cột Tổng số hộ (Thời điểm 31/12/2025) , sửa: 999 → 998" in said
    rewrite("Xây nhà.")
    shown(leader, plan, "plans:plan")
    assert "998" not in section(shown(leader, plan), "changes")
    assert "lần đầu" in section(shown(officer, plan), "changes")


def test_many_changes_are_cut(plan, leader):
    shown(leader, plan)
    rewrite("\n".join(f"Việc {number}." for number in range(20)))

    said = section(shown(leader, plan), "changes")

    assert "20 thay đổi so với" in said
    assert "và 8 thay đổi khác" in said


def test_head_and_refused_pages_keep_no_reading(plan, leader):
    client = client_of(leader)

    for name in ("plans:plan", "plans:plan_summary"):
        assert client.head(reverse(name, args=[plan.slug])).status_code == 200
    acknowledge_nothing = post(leader, "plans:finding_acknowledge", plan, reason="x")
    assert acknowledge_nothing.status_code == 422

    assert not Reading.objects.exists()
    shown(leader, plan)
    assert Reading.objects.get().user == leader


@pytest.mark.parametrize("hamlets", [2, 6])
def test_summary_takes_as_many_queries_however_much_there_is(
    plan, leader, hamlets, django_assert_num_queries
):
    counted_hamlets(plan.unit, hamlets - 2)
    for number in range(hamlets):
        CommuneTargetFactory.create(unit=plan.unit, order=number)
        rewrite(f"Năm 20{number}0.\n" * number)
        shown(leader, plan)
        acknowledge(leader, plan, 1)
    rewrite("Khác.")
    shown(leader, plan)
    client, url = client_of(leader), reverse("plans:plan_summary", args=[plan.slug])

    with django_assert_num_queries(14):
        client.get(url)


def test_summary_reads_last_year_in_constant_queries(plan, django_assert_num_queries):
    source = plan_standing(plan).source

    with django_assert_num_queries(2):
        plan_summary(source)


def test_reason_of_an_approval_stays_when_the_plan_comes_back(plan, leader, officer):
    submitted(plan)
    view = plan_standing(Plan.objects.get())
    plan_approve(plan=plan, seen_hash=content_hash(view), reason="Số của huyện.", by=leader)
    plan_recall(plan=plan, note="Sửa.", by=leader)
    declare(plan, 200)

    text = shown(officer, plan, "plans:plan")

    assert "1 lý do đã ghi trước đây" in text
    assert "Số của huyện." in text
