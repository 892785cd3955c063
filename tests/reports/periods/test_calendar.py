"""Periods added, changed, removed, never twice and never over a newer one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from povertyplan.common.errors import DomainError, StaleError
from reports.actions import period_add, period_change, period_remove, periods_add
from reports.models import DutyReport, IndicatorActual, ReportingPeriod
from reports.rules import PeriodKind, Slot
from tests.factories import YEAR
from tests.reports.calendar_world import EVIDENCE, HALF, HALF_DUE, OFFICE, half_year, owing, planned
from tests.reports.periods.shared import DATES, content, told

pytestmark = pytest.mark.django_db


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
