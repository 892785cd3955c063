"""Figures beside last year's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from households.rules import FigureSource
from plans.compose.summary import FigureLine
from plans.queries import year_before, year_figures
from tests.factories import (
    YEAR,
    HamletFiguresFactory,
    HamletTargetFactory,
    StandardFactory,
    UnitFiguresFactory,
)
from tests.plans.summary.shared import section, shown

BEFORE = dt.date(YEAR - 2, 12, 31)


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
