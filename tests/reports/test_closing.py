"""What a closed period forbids, and how it is closed and reopened."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from povertyplan.common.errors import DomainError
from reports.actions import require_open
from reports.models import ReportingPeriod
from reports.rules import PeriodKind
from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db
HALF = dt.date(2026, 6, 14)
CLOSED_AT = dt.datetime(2026, 6, 15, 8, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def unit():
    return CommuneFactory()


@pytest.fixture
def closed(unit):
    return ReportingPeriod.objects.create(
        unit=unit,
        year=2026,
        kind=PeriodKind.SIX_MONTHS,
        name="Báo cáo sáu tháng đầu năm 2026",
        start_date=dt.date(2026, 1, 1),
        closing_date=HALF,
        due_date=dt.date(2026, 6, 20),
        closed_at=CLOSED_AT,
    )


def test_new_fact_of_a_closed_period_is_refused_unless_it_is_said_to_be_late(unit, closed):
    with transaction.atomic():
        with pytest.raises(DomainError, match=r"Ngày 14/06/2026 thuộc kỳ “Báo cáo sáu tháng.*ghi bổ sung"):
            require_open(unit=unit, date=HALF)
        require_open(unit=unit, date=HALF, late=True)
        require_open(unit=unit, date=HALF + dt.timedelta(days=1))
        require_open(unit=CommuneFactory(), date=HALF)


def test_fact_recorded_before_the_closing_stays_and_a_later_one_is_free(unit, closed):
    before, after = CLOSED_AT - dt.timedelta(hours=1), CLOSED_AT + dt.timedelta(hours=1)

    with transaction.atomic():
        with pytest.raises(DomainError, match="không sửa, không xóa được"):
            require_open(unit=unit, date=HALF, recorded_at=before, late=True)
        require_open(unit=unit, date=HALF, recorded_at=after)


def test_open_period_forbids_nothing(unit, closed):
    ReportingPeriod.objects.update(closed_at=None)

    with transaction.atomic():
        require_open(unit=unit, date=HALF)
        require_open(unit=unit, date=HALF, recorded_at=CLOSED_AT - dt.timedelta(hours=1))
