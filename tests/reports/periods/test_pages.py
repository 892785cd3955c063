"""Pages of the calendar and of one period."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from reports.compose import reminder
from reports.models import DutyReport, ReportingPeriod
from reports.queries import duty_lines
from reports.rules import PeriodKind, Slot
from tests.conflicts import sent_on
from tests.factories import YEAR, StandardFactory, leader_of
from tests.reports.calendar_world import EVIDENCE, HALF, OFFICE, half_year, owing, planned
from tests.reports.periods.shared import SIX_MONTHS, TODAY, told

pytestmark = pytest.mark.django_db


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
