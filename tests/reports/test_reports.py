"""A report is a paper with the tables of its period: made once, live until that is closed, then kept."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assignments.models import Difficulty
from households.models import AdministrativeUnit
from households.rules import Role
from plans.actions import plan_amend, plan_follow, plan_submit
from plans.compose import plan_view, token_hits
from plans.models import Plan
from plans.queries import default_kind, plans_before, plans_of, table_refusal
from plans.rules import PlanKind, PlanRelation
from povertyplan.common.dates import long_date
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from povertyplan.documents.blocks import Figure, Paragraph, Table, walk
from povertyplan.documents.figures import cell_text, inline_text
from reports.actions import period_close, period_reopen, report_address, report_new
from reports.compose import report_tables, tables_of
from reports.compose.report import live_tables
from reports.models import CapitalEntry, FundEntry, Guidance, PolicyResult, Report, ReportingPeriod
from reports.rules import CapitalFlow, CapitalKind, Fund, FundFlow, PeriodKind, Policy
from tests.factories import (
    CommuneFactory,
    MembershipFactory,
    StandardFactory,
    counted_hamlets,
    issued,
    officer_of,
    small_plan,
)
from tests.reports.calendar_world import HALF, half_year

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)
PROJECT = "Dự án mẫu"


@pytest.fixture
def unit() -> AdministrativeUnit:
    StandardFactory.create()
    unit: AdministrativeUnit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    return unit


@pytest.fixture
def period(unit: AdministrativeUnit) -> ReportingPeriod:
    return half_year(unit)


def capital(unit: AdministrativeUnit, amount: int, *, flow: CapitalFlow, date: dt.date = DAY) -> None:
    CapitalEntry.objects.create(
        unit=unit,
        project=PROJECT,
        source="Ngân sách tỉnh",
        kind=CapitalKind.RECURRENT,
        flow=flow,
        amount=amount,
        date=date,
    )


def blocks_of(paper: Plan) -> tuple[Any, ...]:
    return walk(plan_view(paper).document.blocks)


def table(paper: Plan, key: str) -> Table:
    return next(block for block in blocks_of(paper) if isinstance(block, Table) and block.key == key)


def row(paper: Plan, key: str, name: str) -> list[str]:
    found = table(paper, key)
    rows = (*found.rows, found.total) if found.total else found.rows
    return [cell_text(cell) for each in rows if each.key == name for cell in each.cells]


def words(paper: Plan) -> str:
    return "\n".join(inline_text(block.inline) for block in blocks_of(paper) if isinstance(block, Paragraph))


def test_report_is_made_once_with_usual_sections_and_nothing_wrong(unit, period):
    by = officer_of(unit)

    report = report_new(period=period, by=by)

    paper = Plan.objects.get(pk=report.paper_id)
    view = plan_view(paper)
    assert (paper.kind, paper.title_kind, paper.symbol) == (PlanKind.REPORT, "Báo cáo", "BC-UBND")
    assert paper.slug == f"{unit.slug}-2026-bao-cao-sau-thang-dau-nam"
    assert view.document.title.kind == "BÁO CÁO"
    assert view.document.addressees == (f"Ủy ban nhân dân {unit.parent}",)
    assert view.findings == ()
    assert [each.key for each in view.document.appendices] == ["progress_poor", "progress_near_poor"]
    with pytest.raises(DomainError, match="đã có báo cáo"):
        report_new(period=period, by=by)
    assert Report.objects.count() == 1


def test_report_asked_for_once_names_its_time_and_not_its_purpose(unit, period):
    period.kind, period.name = PeriodKind.AD_HOC, "Phục vụ giám sát"
    period.save()

    paper = report_new(period=period, by=None).paper

    time = f"từ {long_date(period.start_date)} đến {long_date(period.closing_date)}"
    assert paper.subject == f"Kết quả thực hiện công tác giảm nghèo {time}"
    assert f"trên địa bàn {time}, số liệu chốt" in words(paper)
    assert "hục vụ giám sát" not in words(paper)


def test_what_nobody_entered_is_never_zero(period):
    paper = report_new(period=period, by=None).paper

    assert "Vốn giao, giải ngân các dự án: …" in words(paper)
    assert "Văn bản đã ban hành trong kỳ: …" in words(paper)
    for policy in Policy:
        assert row(paper, "policies", policy)[2:] == ["…"] * 4
    for fund in (*Fund, "total"):
        assert row(paper, "funds", fund)[1:] == ["…"] * 3
    source = plan_view(paper).source
    for name in ("von-giao", "quy-thu", "so-van-ban"):
        found = {choice.token: choice.value for choice in token_hits(source, name).choices}
        assert found[f"{{{{{name}}}}}"] == "…"


def test_money_counts_from_the_years_first_day_to_the_closing_date(unit, period):
    capital(unit, 900, flow=CapitalFlow.ALLOCATED, date=dt.date(2026, 1, 1))
    capital(unit, 300, flow=CapitalFlow.DISBURSED, date=period.closing_date)
    capital(unit, -100, flow=CapitalFlow.ALLOCATED)
    for date in (dt.date(2025, 12, 31), period.closing_date + dt.timedelta(days=1)):
        capital(unit, 5_000, flow=CapitalFlow.ALLOCATED, date=date)
    for flow, amount in ((FundFlow.RECEIPT, 70), (FundFlow.PAYMENT, 30)):
        FundEntry.objects.create(
            unit=unit, fund=Fund.GRATITUDE, flow=flow, amount=amount, about="Mẫu", date=DAY
        )
    PolicyResult.objects.create(period=period, policy=Policy.CREDIT, households=0, amount=1_500_000)

    paper = report_new(period=period, by=None).paper

    assert row(paper, "capital", "1")[1:] == [
        PROJECT,
        "Ngân sách tỉnh",
        "Vốn sự nghiệp",
        "800",
        "300",
        "37,5",
    ]
    assert row(paper, "capital", "total")[4:] == ["800", "300", "37,5"]
    assert row(paper, "funds", Fund.GRATITUDE)[1:] == ["70", "30", "40"]
    assert row(paper, "funds", "total")[1:] == ["70", "30", "40"]
    assert row(paper, "policies", Policy.CREDIT)[2:] == ["0", "…", "1.500.000", "…"]
    assert "Vốn giao trong năm là 800 đồng, đã giải ngân 300 đồng, đạt 37,5%." in words(paper)
    assert plan_view(paper).findings == ()


def test_more_disbursed_than_given_is_said(unit, period):
    capital(unit, 100, flow=CapitalFlow.ALLOCATED)
    capital(unit, 101, flow=CapitalFlow.DISBURSED)

    paper = report_new(period=period, by=None).paper

    assert {finding.code for finding in plan_view(paper).findings} == {"above_stock"}


def test_closed_period_keeps_its_tables_and_the_next_report_tells_what_came_late(unit, period):
    capital(unit, 100, flow=CapitalFlow.ALLOCATED)
    paper = report_new(period=period, by=None).paper
    held = period_close(period=period, by=officer_of(unit))
    before = plan_view(paper).document

    capital(unit, 50, flow=CapitalFlow.ALLOCATED)
    Guidance.objects.create(unit=unit, number="9/QĐ-UBND", kind="Quyết định", subject="Mẫu", date=DAY)
    PolicyResult.objects.create(period=period, policy=Policy.CREDIT, households=3)

    assert plan_view(paper).document == before
    assert row(paper, "capital", "total")[4] == "100"
    following = ReportingPeriod.objects.create(
        unit=unit,
        year=2026,
        kind=PeriodKind.NINE_MONTHS,
        name="Chín tháng năm 2026",
        start_date=dt.date(2026, 1, 1),
        closing_date=dt.date(2026, 9, 14),
        due_date=dt.date(2026, 9, 20),
    )
    later = report_new(period=following, by=None).paper
    assert row(later, "capital", "total")[4] == "150"
    told = [cell_text(each.cells[2]) for each in table(later, "recorded_later").rows]
    assert told == [f"Vốn giao: {PROJECT}, Ngân sách tỉnh", "Văn bản: Quyết định số 9/QĐ-UBND"]
    period_reopen(period=held, reason="Thiếu vốn đợt hai", by=officer_of(unit))
    assert row(paper, "capital", "total")[4] == "150"


def test_tables_come_back_from_json_as_they_were(unit, period):
    capital(unit, 100, flow=CapitalFlow.ALLOCATED)
    live = tables_of(period)

    period.tables = json.loads(json.dumps(report_tables(period)))

    assert tables_of(period) == live


def test_figures_in_the_text_are_those_of_the_tables(unit, period):
    capital(unit, 300, flow=CapitalFlow.ALLOCATED)
    paper = report_new(period=period, by=None).paper
    shown = [
        cell_text(part)
        for block in blocks_of(paper)
        if isinstance(block, Paragraph) and block.place.startswith("section:2.3")
        for part in block.inline
        if isinstance(part, Figure)
    ]

    assert shown == [row(paper, "capital", "total")[4]]


def test_report_is_no_plan_of_the_year(unit, period):
    plan = small_plan(unit)
    report = report_new(period=period, by=None).paper
    plan_submit(plan=report, by=officer_of(unit))

    assert plans_of(unit=unit, year=2026) == [plan]
    assert list(plans_before(unit=unit, year=2027)) == [plan]
    assert default_kind(unit) == plan.kind
    assert table_refusal(unit=unit, date=dt.date(2025, 12, 31), year=2026) == ""
    with pytest.raises(DomainError, match="Chọn kế hoạch"):
        plan_follow(previous=report, year=2027, by=None)


def test_issued_report_stands(unit, period):
    paper = issued(report_new(period=period, by=None).paper)

    with pytest.raises(DomainError, match="Báo cáo đã ban hành giữ nguyên"):
        plan_amend(original=paper, relation=PlanRelation.CORRECTS, by=None)


def test_addressees_are_printed_and_closed_with_the_paper(unit, period):
    report, by = report_new(period=period, by=None), officer_of(unit)

    report_address(report=report, addressees="Nơi một\nNơi hai", version=report.paper.version, by=by)

    paper = Plan.objects.get(pk=report.paper_id)
    assert plan_view(paper).document.addressees == ("Nơi một", "Nơi hai")
    [line] = lines(list(AuditEvent.objects.filter(action="report_addressed")))
    assert [change.after for change in line.changes] == ["Nơi một\nNơi hai"]
    with pytest.raises(StaleError):
        report_address(report=report, addressees="Nơi ba", version=paper.version - 1, by=by)
    plan_submit(plan=paper, by=by)
    with pytest.raises(DomainError, match="đang trình"):
        report_address(report=report, addressees="Nơi ba", version=paper.version, by=by)


@pytest.mark.parametrize("number", [1, 4])
def test_tables_take_as_many_queries_for_four_entries_as_for_one(
    unit, period, number, django_assert_num_queries
):
    for count in range(number):
        capital(unit, 100 + count, flow=CapitalFlow.ALLOCATED)
        Guidance.objects.create(unit=unit, number=f"{count}/QĐ", kind="Quyết định", subject="Mẫu", date=DAY)
    counted_hamlets(unit, number)
    period = ReportingPeriod.objects.select_related("unit").get(pk=period.pk)

    with django_assert_num_queries(16):
        report_tables(period)


def test_command_makes_the_report_and_refuses_in_words(unit, period):
    out = io.StringIO()

    given = {"unit": unit.code, "year": 2026, "period": "six_months", "format": "json"}
    call_command("report_new", stdout=out, **given)

    slug = json.loads(out.getvalue())["report"]
    assert Plan.objects.get(slug=slug).report.period == period
    with pytest.raises(CommandError, match="đã có báo cáo"):
        call_command("report_new", **given)
    with pytest.raises(CommandError, match="không có kỳ ấy"):
        call_command("report_new", **given | {"period": "year"})
    call_command("report_check", slug, stdout=out)
    assert "Các số liệu đều khớp" in out.getvalue()


def test_report_of_a_commune_without_hamlets_is_made(period):
    bare = half_year(CommuneFactory.create())

    paper = report_new(period=bare, by=None).paper

    assert plan_view(paper).document.appendices == ()
    assert "Chưa có số liệu về hộ nghèo" in words(paper)


def test_pages_list_reports_and_make_one(unit, period, client):
    client.force_login(officer_of(unit))
    address = f"/bao-cao/xa/{unit.pk}/2026/"

    page = client.get(address).content.decode()
    made = client.post(f"/bao-cao/ky/{period.pk}/lap-bao-cao/", follow=True)
    again = client.post(f"/bao-cao/ky/{period.pk}/lap-bao-cao/", follow=True)

    assert "Lập báo cáo" in page
    text = made.content.decode()
    assert "Báo cáo năm 2026 · dự thảo" in text
    assert "Kỳ báo cáo: Sáu tháng đầu năm" in text
    assert "Kế hoạch năm 2026" not in text
    assert "đã có báo cáo" in again.content.decode()
    assert "Kỳ chưa lập báo cáo" not in client.get(address).content.decode()


def test_period_reported_by_another_paper_waits_for_no_report(unit, client):
    half_year(unit, reported_as="Báo cáo làm ngoài chương trình")
    client.force_login(officer_of(unit))

    page = client.get(f"/bao-cao/xa/{unit.pk}/2026/").content.decode()

    assert "Kỳ đã báo cáo bằng văn bản khác" in page
    assert "Kỳ chưa lập báo cáo" not in page
    assert "Lập báo cáo:" not in page


def test_tables_tell_what_was_known_at_a_moment(unit, period):
    capital(unit, 100, flow=CapitalFlow.ALLOCATED)
    entry = CapitalEntry.objects.get()
    minute = dt.timedelta(minutes=1)

    before, after = (
        live_tables(period, known_at=entry.recorded_at + step).figures["von-giao"].value
        for step in (-minute, minute)
    )

    assert (before, after) == (None, 100)


def test_difficulties_are_told_since_the_last_period_that_was_reported(unit, period):
    for day, text in ((3, "Thiếu đất sản xuất"), (20, "Đường vào xóm hỏng")):
        raised = Difficulty.objects.create(unit=unit, raised_by=officer_of(unit), text=text)
        moment = dt.datetime(2026, 5, day, 9, tzinfo=dt.UTC)
        Difficulty.objects.filter(pk=raised.pk).update(raised_at=moment)
    month = half_year(
        unit, kind=PeriodKind.MONTH, name="Tháng mẫu", closing_date=dt.date(2026, 5, 10), due_date=HALF
    )
    paper = report_new(period=period, by=None).paper

    everything = words(paper)
    ReportingPeriod.objects.filter(pk=month.pk).update(reported_as="Báo cáo mẫu")
    rest = words(paper)

    assert "Thiếu đất sản xuất; chưa trả lời." in everything
    assert "Đường vào xóm hỏng; chưa trả lời." in everything
    assert "Thiếu đất sản xuất" not in rest
    assert "Đường vào xóm hỏng" in rest


def test_words_of_another_case_are_a_finding_that_says_what_they_would_be(unit, period):
    capital(unit, 800, flow=CapitalFlow.ALLOCATED)
    paper = report_new(period=period, by=None).paper
    before = plan_view(paper).findings
    capital(unit, 300, flow=CapitalFlow.DISBURSED)

    [finding] = plan_view(paper).findings

    assert before == ()
    assert (finding.code, finding.place) == ("sentence_outdated", "section:2.3/paragraph:1")
    assert finding.computed == "Vốn giao trong năm là 800 đồng, đã giải ngân 300 đồng, đạt 37,5%."
    assert "chưa ghi số giải ngân" in finding.message


def test_report_that_waits_is_on_the_leaders_page_of_the_year_and_on_nobody_elses(unit, period, client):
    paper = report_new(period=period, by=None).paper
    address = f"/xa/{unit.pk}/2026/"
    leader = MembershipFactory.create(unit=unit, role=Role.LEADER).user
    client.force_login(leader)
    before = client.get(address).content.decode()
    plan_submit(plan=paper, by=officer_of(unit))

    waiting = client.get(address).content.decode()
    client.force_login(officer_of(unit))

    assert "Văn bản chờ duyệt" not in before
    assert "Văn bản chờ duyệt" in waiting
    assert paper.subject in waiting
    assert "Văn bản chờ duyệt" not in client.get(address).content.decode()
