"""Who owes, who has sent, and who is late."""

from __future__ import annotations

import datetime as dt

import pytest

from povertyplan.common.errors import DomainError
from reports.actions import duty_report_add, duty_report_remove, duty_reports_send, duty_reports_take
from reports.models import DutyReport
from reports.queries import DutyState, duty_lines
from tests.factories import YEAR, CommuneFactory
from tests.reports.calendar_world import EVIDENCE, HALF, HALF_DUE, duty, half_year, owing, planned
from tests.reports.periods.shared import TODAY

pytestmark = pytest.mark.django_db


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
