"""What the plans ask for: from their duties, of the plan in force."""

from __future__ import annotations

import datetime as dt

import pytest

from plans.models import Plan
from plans.rules import PlanKind, PlanRelation
from reports.models import Report
from reports.queries import asked_reports
from tests.factories import YEAR, CommuneFactory, issued, small_plan
from tests.reports.calendar_world import OFFICE, duty, half_year, planned

pytestmark = pytest.mark.django_db


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
