"""Where the periods stand, and how much that asks of the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.actions import periods_add
from reports.models import Report
from reports.queries import asked_reports, due_periods, duty_lines, period_lines, proposed_periods
from reports.rules import PeriodKind, PeriodState, Slot
from tests.factories import YEAR, CommuneFactory, issued, small_plan
from tests.reports.calendar_world import EVIDENCE, HALF, half_year, owing, planned
from tests.reports.periods.shared import TODAY, content

pytestmark = pytest.mark.django_db


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
    assert counts == [4, 6]
