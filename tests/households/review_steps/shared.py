"""What these tests share. A round from its list to its closing."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from households.models import Review, ReviewRound
from households.rules import Stage
from povertyplan.common.models import AuditEvent
from tests.factories import (
    ReviewFactory,
    ReviewRoundFactory,
)

TODAY = timezone.localdate()  # yesterday's, where a run passes midnight: not for counting days


LONG_AGO = TODAY - dt.timedelta(days=20)


HELD_AT = timezone.make_aware(dt.datetime.combine(LONG_AGO, dt.time(19, 30)))


MEETING = {
    "held_at": HELD_AT,
    "place": "Nhà văn hóa",
    "chair": "Lò Văn Mẫu",
    "secretary": "Lò Thị Mẫu",
    "households_invited": 30,
    "households_present": 25,
    "attendees": 40,
    "votes_for": 20,
}


def round_at(unit, stage: Stage, **fields) -> ReviewRound:
    return ReviewRoundFactory.create(unit=unit, stage=stage, **fields)


def entered(round, hamlet) -> Review:
    review = ReviewFactory.create(round=round, household__hamlet=hamlet, poor=True)
    Review.objects.filter(pk=review.pk).update(entered_at=timezone.now() - dt.timedelta(days=30))
    return review


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")
