"""The demo's reporting calendars: what was reported, who has sent and who has not."""

from __future__ import annotations

import datetime as dt

import pytest

from households.models import AdministrativeUnit
from reports.models import ReportingPeriod
from reports.queries import due_periods, duty_lines, period_lines
from reports.rules import PeriodKind

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2026, 11, 22)


def unit(code: str) -> AdministrativeUnit:
    return AdministrativeUnit.objects.get(code=code, valid_to=None)


def test_bach_quang_has_reported_elsewhere_but_three_periods():
    lines = period_lines(unit=unit("05528"), year=2026, today=TODAY)

    assert len(lines) == 13
    assert [line.period.name for line in lines if not line.period.reported_as] == [
        "Sáu tháng đầu năm 2026",
        "Cả năm 2026",
        "Kết quả rà soát chính thức năm 2026",
    ]
    assert [line.period.number for line in lines if line.period.is_closed] == [1, 2, 3]
    [year] = [line for line in lines if line.period.kind == PeriodKind.YEAR]
    assert (year.owed, year.sent, year.overdue) == (5, 2, 2)


def test_bach_quang_knows_who_sent_late():
    half = ReportingPeriod.objects.get(unit=unit("05528"), kind=PeriodKind.SIX_MONTHS)

    late = {each.report.actor: each.days_late for each in duty_lines(period=half, today=TODAY)}

    assert late.pop("Trạm Y tế phường") == 3
    assert set(late.values()) == {0}
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in late


def test_phu_thinh_is_late_with_a_month_and_the_review():
    due = due_periods(unit=unit("05800"), today=TODAY)

    assert [(line.period.name, line.days_late) for line in due] == [
        ("Tháng 8 năm 2026", 78),
        ("Kết quả rà soát sơ bộ năm 2026", 7),
        ("Cả năm 2026", 0),
    ]
