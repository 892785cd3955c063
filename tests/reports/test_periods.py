"""The reporting calendar: made from the plan, corrected, and who has sent what he owes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import AdministrativeUnit
from plans.models import Plan
from plans.rules import PlanKind, PlanRelation
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import Line, lines
from povertyplan.common.models import AuditEvent
from reports.actions import (
    PeriodContent,
    duty_report_add,
    duty_report_remove,
    duty_reports_send,
    duty_reports_take,
    period_add,
    period_change,
    period_remove,
    periods_add,
)
from reports.compose import reminder
from reports.models import DutyReport, IndicatorActual, Report, ReportingPeriod
from reports.queries import (
    DutyState,
    asked_reports,
    due_periods,
    duty_lines,
    period_lines,
    proposed_periods,
)
from reports.rules import PeriodKind, PeriodState, Slot, period_name
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneFactory,
    StandardFactory,
    issued,
    leader_of,
    officer_of,
    small_plan,
)
from tests.reports.calendar_world import EVIDENCE, HALF, HALF_DUE, OFFICE, duty, half_year, owing, planned

pytestmark = pytest.mark.django_db
TODAY = dt.date(YEAR, 6, 23)
SIX_MONTHS = Slot(kind=PeriodKind.SIX_MONTHS)
DATES = {"start_date": dt.date(YEAR, 1, 1), "closing_date": HALF, "due_date": HALF_DUE}


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def inside(officer: User, client: Client) -> Client:
    client.force_login(officer)
    return client


def content(slot: Slot = SIX_MONTHS, **fields: Any) -> PeriodContent:
    given: dict[str, Any] = {"slot": slot, "name": period_name(slot, YEAR), **DATES}
    return PeriodContent(**(given | fields))


def told(action: str) -> list[Line]:
    return lines(list(AuditEvent.objects.filter(action=action)))


# --- what the plans ask ---


def test_duties_ask_by_their_period_and_by_days_in_their_words(unit):
    plan = planned(unit)
    duty(plan, "Trạm Y tế", report_period="monthly", report_due="trước ngày 25", report_to="Phòng Kinh tế")
    words = "Giúp hộ trước ngày 10 tháng 5.\nTổng hợp, báo cáo cuối năm (trước 30/11)."
    duty(plan, "Các thôn", report_period="", text=words)
    duty(plan, "Mặt trận", report_period="", text="Vận động quỹ.")

    found = asked_reports(unit=unit, year=YEAR)

    assert (found.plans, found.are_in_force) == ((plan,), True)
    assert [(each.actor, each.addressee, each.said) for each in found.asked] == [
        (OFFICE, "Ủy ban nhân dân", "sáu tháng một lần"),
        ("Trạm Y tế", "Phòng Kinh tế", "hằng tháng, trước ngày 25"),
        ("Các thôn", "Ủy ban nhân dân", "Tổng hợp, báo cáo cuối năm (trước 30/11)."),
    ]
    assert found.asked[2].dates == (dt.date(YEAR, 11, 30),)


def test_plans_in_force_are_followed_then_the_newest_draft_and_never_a_report_or_correction(unit):
    draft = small_plan(unit)
    assert asked_reports(unit=unit, year=YEAR).plans == (draft,)
    assert not asked_reports(unit=unit, year=YEAR).are_in_force

    years = issued(small_plan(unit, kind=PlanKind.ROADMAP, year=YEAR - 1))
    assert asked_reports(unit=unit, year=YEAR).plans == (years,)

    own = issued(small_plan(unit), number=2)
    Report.objects.create(paper=issued(small_plan(unit), number=3), period=half_year(unit))
    slips = issued(small_plan(unit), number=4)
    Plan.objects.filter(pk=slips.pk).update(relation=PlanRelation.CORRECTS, original=own)
    issued(small_plan(CommuneFactory.create()))

    assert asked_reports(unit=unit, year=YEAR).plans == (own, years)
    assert asked_reports(unit=unit, year=YEAR + 5).plans == ()


# --- the calendar ---


def test_period_is_added_with_what_the_plans_actors_owe(unit, officer):
    plan = planned(unit)

    [period] = periods_add(unit=unit, year=YEAR, contents=[content()], by=officer)

    assert (period.plan, str(period)) == (plan, f"Sáu tháng đầu năm {YEAR}")
    [report] = period.duty_reports.all()
    assert (report.actor, report.addressee, report.due_date) == (OFFICE, "Ủy ban nhân dân", HALF_DUE)
    [line] = told("periods_added")
    assert line.about == f"Lịch báo cáo năm {YEAR}"
    assert [change.after for change in line.changes] == [
        f"Sáu tháng đầu năm {YEAR}: chốt số liệu 14/06/{YEAR}, hạn 20/06/{YEAR}"
    ]


def test_period_is_there_once_and_nothing_of_a_refused_list_is_kept(unit, officer):
    half_year(unit)
    month = Slot(kind=PeriodKind.MONTH, number=3)

    for refused in ([content(month), content()], [content(month), content(month)], []):
        with pytest.raises(DomainError, match=r"đã có kỳ “.*”; tải lại trang|Chọn ít nhất một kỳ"):
            periods_add(unit=unit, year=YEAR, contents=refused, by=officer)

    assert ReportingPeriod.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        half_year(unit)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"closing_date": dt.date(YEAR, 6, 25)}, "Chốt số liệu ngày 25/06/2026 sau hạn báo cáo 20/06/2026"),
        ({"start_date": dt.date(YEAR, 6, 15)}, "Từ ngày 15/06/2026 sau ngày chốt số liệu 14/06/2026"),
    ],
)
def test_dates_out_of_order_are_refused_by_action_and_database(unit, officer, fields, sentence):
    with pytest.raises(DomainError, match=sentence):
        periods_add(unit=unit, year=YEAR, contents=[content(**fields)], by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        half_year(unit, **fields)


def test_reports_asked_for_out_of_turn_are_numbered_and_owed_by_all_who_report(unit, officer):
    planned(unit)

    found = [period_add(unit=unit, year=YEAR, name="Giám sát", by=officer, **DATES) for _ in range(2)]

    assert [(each.kind, each.number) for each in found] == [(PeriodKind.AD_HOC, 1), (PeriodKind.AD_HOC, 2)]
    assert [report.actor for report in found[1].duty_reports.all()] == [OFFICE]


def test_only_the_latest_of_two_changes_is_refused_and_nothing_of_it_kept(unit, officer):
    period = half_year(unit)
    period_change(period=period, name="Tên mới", reported_as="", version=1, by=officer, **DATES)

    with pytest.raises(StaleError):
        period_change(period=period, name="Tên khác", reported_as="", version=1, by=officer, **DATES)

    period.refresh_from_db()
    assert (period.name, period.version) == ("Tên mới", 2)
    [line] = told("period_changed")
    assert [(each.what, each.before, each.after) for each in line.changes] == [
        ("tên kỳ báo cáo", "Sáu tháng đầu năm", "Tên mới")
    ]


def test_period_on_which_something_hangs_is_not_removed(unit, officer):
    period = half_year(unit)
    owing(period, sent_date=HALF, evidence=EVIDENCE)
    IndicatorActual.objects.create(
        period=period, subject="Nước sạch", value=90, measure="percent", source="Thống kê"
    )

    with pytest.raises(DomainError, match="đã có đơn vị đã gửi, kết quả chỉ tiêu; không bỏ được"):
        period_remove(period=period, by=officer)
    IndicatorActual.objects.all().delete()
    DutyReport.objects.update(sent_date=None)
    period_remove(period=period, by=officer)

    assert not ReportingPeriod.objects.exists()
    assert not DutyReport.objects.exists()
    with pytest.raises(DomainError, match="đã được bỏ"):
        period_remove(period=period, by=officer)


# --- who owes and who has sent ---


def test_actors_that_the_plan_adds_come_behind_and_nobody_is_lost(unit, officer):
    plan = planned(unit)
    period = half_year(unit)
    sent = owing(period, sent_date=HALF, evidence=EVIDENCE, due_date=HALF)
    by_hand = owing(period, "Tổ dân phố")
    duty(plan, "Trạm Y tế", report_due="trước ngày 18/6")

    assert duty_reports_take(period=period, by=officer) == ["Trạm Y tế"]
    assert duty_reports_take(period=period, by=officer) == []

    plan.duties.all().delete()
    assert duty_reports_take(period=period, by=officer) == []
    rows = list(period.duty_reports.order_by("order"))
    assert [(row.actor, row.due_date, row.sent_date) for row in rows] == [
        (sent.actor, HALF, HALF),
        (by_hand.actor, HALF_DUE, None),
        ("Trạm Y tế", dt.date(YEAR, 6, 18), None),
    ]
    assert period.duty_reports.get(actor="Trạm Y tế").order == 3


def test_actor_stands_once_whatever_its_capitals(unit, officer):
    period = half_year(unit)
    duty_report_add(period=period, actor="Trạm Y tế", addressee="", due_date=HALF, by=officer)

    with pytest.raises(DomainError, match="“trạm y tế” đã có"):
        duty_report_add(period=period, actor="trạm  y tế", addressee="", due_date=HALF, by=officer)


def test_many_are_marked_sent_at_once_and_none_when_one_cannot_be(unit, officer):
    period = half_year(unit)
    rows = [owing(period, name) for name in ("Phòng A", "Phòng B", "Phòng C")]
    foreign = owing(half_year(CommuneFactory.create()))

    def send(*reports: DutyReport, date: dt.date = HALF, evidence: str = EVIDENCE) -> None:
        ids = [report.pk for report in reports]
        duty_reports_send(period=period, ids=ids, sent_date=date, evidence=evidence, by=officer)

    send(rows[0])
    for refused, sentence in (
        (lambda: send(rows[1], rows[0]), "“Phòng A” đã được ghi là gửi ngày 14/06/2026"),
        (lambda: send(rows[1], foreign), "tải lại trang"),
        (lambda: send(), "Chọn ít nhất một đơn vị"),
        (lambda: send(rows[1], evidence=" "), "Ghi số, ký hiệu"),
        (lambda: send(rows[1], date=TODAY + dt.timedelta(days=1)), "Ngày gửi 24/06/2026 chưa đến"),
        (lambda: send(rows[1], date=dt.date(YEAR - 1, 12, 31)), "trước ngày đầu kỳ 01/01/2026"),
    ):
        with pytest.raises(DomainError, match=sentence):
            refused()
    assert DutyReport.objects.filter(sent_date__isnull=False).count() == 1
    send(*rows[1:])

    assert period.duty_reports.filter(sent_date=HALF, evidence=EVIDENCE, recorded_by=officer).count() == 3
    with pytest.raises(DomainError, match="“Phòng B” đã gửi báo cáo; bỏ ghi nhận gửi trước"):
        duty_report_remove(report=rows[1], by=officer)


def test_list_says_who_is_late_by_how_many_days(unit):
    period = half_year(unit)
    owing(period, "Phòng A", due_date=dt.date(YEAR, 6, 18), sent_date=HALF_DUE, evidence=EVIDENCE)
    owing(period, "Phòng B")
    owing(period, "Phòng C", due_date=TODAY)

    found = duty_lines(period=period, today=TODAY)

    assert [(each.report.actor, each.is_sent, each.is_overdue, each.days_late) for each in found] == [
        ("Phòng A", True, False, 2),
        ("Phòng B", False, True, 3),
        ("Phòng C", False, False, 0),
    ]
    shown = {state: [each.report.actor for each in found if each.is_in(state)] for state in DutyState}
    assert shown == {
        DutyState.UNSENT: ["Phòng B", "Phòng C"],
        DutyState.OVERDUE: ["Phòng B"],
        DutyState.SENT: ["Phòng A"],
    }


# --- where the periods stand ---


def test_calendar_counts_who_sent_and_knows_its_report(unit):
    period = half_year(unit)
    owing(period, "Phòng A", sent_date=HALF, evidence=EVIDENCE)
    owing(period, "Phòng B")
    owing(period, "Phòng C", due_date=TODAY)

    [line] = period_lines(unit=unit, year=YEAR, today=TODAY)
    assert (line.owed, line.sent, line.unsent, line.overdue) == (3, 1, 2, 1)
    assert (line.state, line.days_late, line.paper) == (PeriodState.OVERDUE, 3, None)

    paper = small_plan(unit)
    Report.objects.create(paper=paper, period=period)
    [line] = period_lines(unit=unit, year=YEAR, today=TODAY)
    assert (line.state, line.paper) == (PeriodState.OVERDUE, paper)

    issued(paper)
    [line] = period_lines(unit=unit, year=YEAR, today=TODAY)
    assert (line.state, line.days_late) == (PeriodState.REPORTED, 0)


def test_what_is_due_is_overdue_or_near_whatever_its_year(unit):
    half = half_year(unit)
    month = {"kind": PeriodKind.MONTH, "closing_date": dt.date(YEAR, 6, 22), "due_date": TODAY}
    near = half_year(unit, number=6, **month)
    half_year(unit, number=7, **month | {"reported_as": "12/BC-UBND"})
    half_year(unit, kind=PeriodKind.YEAR, closing_date=dt.date(YEAR, 11, 14), due_date=dt.date(YEAR, 11, 30))
    names = ("start_date", "closing_date", "due_date")
    days = ((1, 1), (11, 14), (11, 30))
    dates = {name: dt.date(YEAR - 1, *day) for name, day in zip(names, days, strict=True)}
    old = half_year(unit, year=YEAR - 1, kind=PeriodKind.YEAR, **dates)
    Report.objects.create(paper=issued(small_plan(unit)), period=half_year(unit, kind=PeriodKind.QUARTER))
    half_year(CommuneFactory.create())

    found = due_periods(unit=unit, today=TODAY)

    assert [(each.period, each.state) for each in found] == [
        (old, PeriodState.OVERDUE),
        (half, PeriodState.OVERDUE),
        (near, PeriodState.NEAR),
    ]


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow_with_periods_or_actors(unit, officer, inside, number, django_assert_num_queries):
    planned(unit)
    slots = [Slot(kind=PeriodKind.MONTH, number=each) for each in range(1, number + 1)]
    periods = periods_add(unit=unit, year=YEAR, contents=[content(slot) for slot in slots], by=officer)
    for period in periods:
        for each in range(number):
            owing(period, f"Phòng {'ABCD'[each]}", recorded_by=officer)

    with django_assert_num_queries(1):
        assert len(period_lines(unit=unit, year=YEAR, today=TODAY)) == number
    with django_assert_num_queries(1):
        assert len(due_periods(unit=unit, today=TODAY)) == number
    with django_assert_num_queries(1):
        assert len(duty_lines(period=periods[0], today=TODAY)) == number
    with django_assert_num_queries(3):
        asked = asked_reports(unit=unit, year=YEAR)
        assert proposed_periods(unit=unit, year=YEAR, asked=asked)
    pages = [
        reverse("reports:periods", args=[unit.pk, YEAR]),
        reverse("reports:period", args=[periods[0].pk]),
    ]
    counts = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            inside.get(page)
        counts.append(len(queries))
    assert counts == [6, 7]


# --- pages ---


def test_ticked_periods_are_added_as_corrected_and_the_rest_stays_proposed(unit, inside):
    planned(unit)
    page = reverse("reports:periods_propose", args=[unit.pk, YEAR])
    shown = inside.get(page)
    ticked = {row.proposal.slot for row in shown.context["rows"] if row.initial["ticked"]}
    assert Slot(kind=PeriodKind.YEAR) in ticked
    assert SIX_MONTHS not in ticked  # its day is past

    sent = {
        "six_months-1-ticked": "on",
        "six_months-1-name": "Sáu tháng",
        "six_months-1-start_date": "01/01/2026",
        "six_months-1-closing_date": "15/06/2026",
        "six_months-1-due_date": "22/06/2026",
        "month-3-due_date": "không phải ngày",
    }
    answer = inside.post(page, sent, follow=True)

    assert "Đã thêm 1 kỳ" in answer.text
    [period] = ReportingPeriod.objects.all()
    assert (period.name, period.closing_date) == ("Sáu tháng", dt.date(YEAR, 6, 15))
    assert SIX_MONTHS not in {row.proposal.slot for row in inside.get(page).context["rows"]}


def test_wrong_dates_of_a_ticked_period_are_said_and_nothing_is_lost(unit, inside):
    page = reverse("reports:periods_propose", args=[unit.pk, YEAR])
    sent = {
        "six_months-1-ticked": "on",
        "six_months-1-name": "Sáu tháng",
        "six_months-1-start_date": "01/01/2026",
        "six_months-1-closing_date": "25/06/2026",
        "six_months-1-due_date": "20/06/2026",
        "year-1-name": "Tên đã gõ",
    }

    answer = inside.post(page, sent)

    assert answer.status_code == 422
    assert "Chốt số liệu ngày 25/06/2026 sau hạn báo cáo 20/06/2026" in answer.text
    assert "Tên đã gõ" in answer.text
    assert not ReportingPeriod.objects.exists()


def test_two_changes_of_one_date_are_put_side_by_side(unit, inside):
    period = half_year(unit)
    page = reverse("reports:period_edit", args=[period.pk])
    first, second = (sent_on(inside.get(page), due_date=date) for date in ("25/06/2026", "22/06/2026"))
    inside.post(page, first)

    asked = inside.post(page, second)
    chosen = inside.post(page, sent_on(asked, **{"keep:due_date": "mine"}))

    period.refresh_from_db()
    assert (asked.status_code, chosen.status_code) == (409, 302)
    assert period.due_date == dt.date(YEAR, 6, 22)


HOSTILE = ["", "\x00", "31/02/2026", "01/01/0001", "99/99/9999", "2026-06-14T00:00", "ệ" * 300]


@pytest.mark.parametrize("value", HOSTILE)
def test_damaged_forms_are_answered_in_words(unit, inside, value):
    period = half_year(unit)
    report = owing(period)
    fields = ("name", "start_date", "closing_date", "due_date", "actor", "addressee", "sent_date", "evidence")
    sent = dict.fromkeys(fields, value) | {"ids": [value, str(report.pk)], "version": value}
    sent |= {f"month-1-{name}": value for name in fields} | {"month-1-ticked": "on"}

    for name, args in (
        ("periods_propose", [unit.pk, YEAR]),
        ("period_new", [unit.pk, YEAR]),
        ("period_edit", [period.pk]),
        ("duty_report_add", [period.pk]),
        ("duty_reports_send", [period.pk]),
    ):
        answer = inside.post(reverse(f"reports:{name}", args=args), sent)
        assert answer.status_code == 422, name
        assert "Cần sửa" in answer.text
    assert inside.get(reverse("reports:period", args=[period.pk]), {"xem": value}).status_code == 200
    assert ReportingPeriod.objects.count() == 1


def test_officer_marks_who_sent_and_takes_it_back(unit, inside):
    period = half_year(unit)
    rows = [owing(period, name) for name in ("Phòng A", "Phòng B")]
    send = reverse("reports:duty_reports_send", args=[period.pk])
    given = {"ids": [rows[0].pk, rows[1].pk], "sent_date": "16/06/2026", "evidence": EVIDENCE}

    refused = inside.post(send, given | {"evidence": ""})
    assert refused.context["ticked"] == {str(row.pk) for row in rows}
    assert refused.text.count(" checked") == 2
    assert "Đã ghi 2 đơn vị" in inside.post(send, given, follow=True).text

    back = reverse("reports:duty_report_unsend", args=[period.pk, rows[0].pk])
    assert "Đã bỏ ghi nhận gửi của Phòng A" in inside.post(back, follow=True).text
    assert [row.actor for row in DutyReport.objects.filter(sent_date__isnull=True)] == ["Phòng A"]
    assert "Phòng B" not in inside.get(f"/bao-cao/ky/{period.pk}/?xem=qua-han").text


def test_officer_closes_and_leader_opens_again(unit, inside, client):
    StandardFactory.create()
    period = half_year(unit)

    inside.post(reverse("reports:period_close", args=[period.pk]))
    period.refresh_from_db()
    assert period.is_closed

    client.force_login(leader_of(unit))
    reopen = reverse("reports:period_reopen", args=[period.pk])
    assert client.post(reopen, {"reason": ""}).status_code == 422
    client.post(reopen, {"reason": "Thiếu số liệu"})
    period.refresh_from_db()
    assert not period.is_closed


def test_reminder_names_who_has_not_sent(unit):
    period = half_year(unit)
    owing(period, "Phòng A", sent_date=HALF, evidence=EVIDENCE)
    owing(period, "Phòng B")
    owing(period, "Phòng C", due_date=TODAY)

    document = reminder(period=period, lines=duty_lines(period=period, today=TODAY), today=TODAY)

    [table] = document.tables()
    assert [row.cells[1] for row in table.rows] == ["Phòng B", "Phòng C"]
    late = [table.cell(row, "late") for row in table.rows]
    assert (getattr(late[0], "value", None), late[1]) == (3, "chưa đến hạn")


def test_taking_the_reminder_away_is_kept(unit, inside):
    period = half_year(unit)
    owing(period)

    page = inside.get(reverse("reports:reminder_html", args=[period.pk]))
    word = inside.get(reverse("reports:reminder", args=[period.pk, "docx"]))

    assert OFFICE in page.text
    assert word.content.startswith(b"PK")
    found = [line.what for line in told("reminder_downloaded")]
    assert found == ["Tải phiếu nhắc báo cáo"] * 2
