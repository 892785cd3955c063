"""What is known of the households that a year's work stands on."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Q, Subquery

from households.models import AdministrativeUnit, Review, ReviewRound
from households.models.reviews import ReviewQuerySet
from households.rules import RoundKind


def known_reviews(*, unit: AdministrativeUnit, year: int) -> ReviewQuerySet:
    """The review that each household of the list stands on in a year: its last one of a round closed for a
    day before the year, or of a monthly round of the year. What the year's own yearly round finds is the
    result, not the start.
    """
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    closed = ReviewRound.objects.closed().filter(unit=unit)
    counted = Q(reference_date__lt=start) | Q(kind=RoundKind.MONTHLY, reference_date__range=(start, end))
    rounds = list(closed.filter(counted).values_list("pk", flat=True))
    entered = Review.objects.entered().filter(round__in=rounds)
    last = entered.filter(household=OuterRef("household")).order_by("-round__reference_date", "-pk")
    return entered.filter(household__valid_to__isnull=True, pk=Subquery(last.values("pk")[:1]))
