"""What happened until a closing date and was recorded after it: the next report has to tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from assignments.models import SupportItem
from households.models import AdministrativeUnit, HouseholdEvent, Review
from povertyplan.common.models import AuditEvent
from reports.models import ReportingPeriod


class LateKind(StrEnum):
    """What was recorded late."""

    REVIEW = "review"
    EVENT = "event"
    SUPPORT = "support"


LATE_KIND_LABELS = {
    LateKind.REVIEW: "kết quả rà soát hộ",
    LateKind.EVENT: "biến động của hộ",
    LateKind.SUPPORT: "khoản hỗ trợ đã trao",
}


@dataclass(frozen=True, kw_only=True)
class LateRecord:
    """Something of a household (id), the day it happened and the moment it was recorded."""

    kind: LateKind
    date: dt.date
    recorded_at: dt.datetime
    household_id: int
    hamlet: str
    words: str

    @property
    def kind_label(self) -> str:
        return LATE_KIND_LABELS[self.kind]


def late_records(
    *, unit: AdministrativeUnit, period: ReportingPeriod, until: dt.datetime | None = None
) -> list[LateRecord]:
    """What happened in a period and was recorded after it was closed (or, while it is open, after the end of
    its closing date) until a moment (None: now), by the day it happened; in four queries. Nobody is named.
    """
    end = dt.datetime.combine(period.closing_date, dt.time.max)
    after = period.closed_at or timezone.make_aware(end)
    days = (period.start_date, period.closing_date)
    moments = (after, until or timezone.now())
    found = [*_reviews(unit, days, moments), *_events(unit, days, moments), *_support(unit, days, moments)]
    return sorted(found, key=lambda each: (each.date, each.recorded_at, each.household_id))


_Days = tuple[dt.date, dt.date]
_Moments = tuple[dt.datetime, dt.datetime]


def _reviews(unit: AdministrativeUnit, days: _Days, moments: _Moments) -> Iterator[LateRecord]:
    reviews = Review.objects.entered().filter(
        round__unit=unit, reviewed_date__range=days, entered_at__gt=moments[0], entered_at__lte=moments[1]
    )
    for review in reviews.select_related("hamlet", "round"):
        assert review.reviewed_date
        assert review.entered_at
        yield LateRecord(
            kind=LateKind.REVIEW,
            date=review.reviewed_date,
            recorded_at=review.entered_at,
            household_id=review.household_id,
            hamlet=review.hamlet.full_name,
            words=f"{review.get_classification_display()} ({review.round})",
        )


def _events(unit: AdministrativeUnit, days: _Days, moments: _Moments) -> Iterator[LateRecord]:
    events = HouseholdEvent.objects.filter(
        household__unit=unit, date__range=days, recorded_at__gt=moments[0], recorded_at__lte=moments[1]
    )
    for event in events.select_related("household__hamlet"):
        yield LateRecord(
            kind=LateKind.EVENT,
            date=event.date,
            recorded_at=event.recorded_at,
            household_id=event.household_id,
            hamlet=event.household.hamlet.full_name,
            words=event.get_kind_display(),
        )


def _support(unit: AdministrativeUnit, days: _Days, moments: _Moments) -> Iterator[LateRecord]:
    """What was promised before is recorded as given when the log says so."""
    events = AuditEvent.objects.filter(
        unit_code=unit.code,
        action__in=("support_recorded", "support_given"),
        at__gt=moments[0],
        at__lte=moments[1],
    )
    recorded = {int(pk): at for pk, at in events.order_by("sequence").values_list("target_id", "at")}
    items = SupportItem.objects.standing().filter(unit=unit, date__range=days, pk__in=recorded)
    for item in items.select_related("household__hamlet"):
        assert item.date
        yield LateRecord(
            kind=LateKind.SUPPORT,
            date=item.date,
            recorded_at=recorded[item.pk],
            household_id=item.household_id,
            hamlet=item.household.hamlet.full_name,
            words=item.what,
        )
