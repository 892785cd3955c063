"""What was recorded after a period was over, for the next report."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from assignments.actions import support_give
from assignments.models import SupportItem
from households.models import HouseholdEvent, Review
from households.rules import EventKind
from reports.models import ReportingPeriod
from reports.queries import LateKind, late_records
from reports.rules import PeriodKind
from tests.assignments.factories import SupportItemFactory
from tests.factories import CommuneFactory, HouseholdFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def test_what_happened_in_the_period_and_was_recorded_after_it_is_told():
    unit = CommuneFactory.create()
    today = timezone.localdate()
    start = today - dt.timedelta(days=60)
    closing = today - dt.timedelta(days=20)
    period = ReportingPeriod.objects.create(
        unit=unit,
        year=closing.year,
        kind=PeriodKind.AD_HOC,
        name="báo cáo đột xuất",
        start_date=start,
        closing_date=closing,
        due_date=closing,
    )
    household = HouseholdFactory.create(unit=unit)
    in_time = timezone.now() - dt.timedelta(days=25)
    for at in (None, in_time):
        review = ReviewFactory.create(
            household=HouseholdFactory.create(unit=unit),
            poor=True,
            reviewed_date=closing,
            round__year=2026 + bool(at),
        )
        event = HouseholdEvent.objects.create(household=household, kind=EventKind.MOVED_IN, date=closing)
        if at:
            Review.objects.filter(pk=review.pk).update(entered_at=at)
            HouseholdEvent.objects.filter(pk=event.pk).update(recorded_at=at)
    HouseholdEvent.objects.create(household=household, kind=EventKind.SPLIT, date=today)
    promised = SupportItemFactory.create(unit=unit, household=household, date=None, due_date=closing)
    SupportItem.objects.filter(pk=promised.pk).update(recorded_at=in_time)
    support_give(item=promised, date=closing, value=None, version=promised.version, by=None)

    found = late_records(unit=unit, period=period)

    assert sorted(each.kind for each in found) == [LateKind.EVENT, LateKind.REVIEW, LateKind.SUPPORT]
    assert {each.date for each in found} == {closing}
    assert late_records(unit=unit, period=period, until=in_time) == []
