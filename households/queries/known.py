"""What is known of the households that a year's work stands on."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

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
    rounds = closed.filter(counted).order_by("-reference_date", "pk").values_list("reference_date", "pk")
    # Asked round by round: sorting each household's reviews by the dates of their rounds takes five times as
    # long with six years of them.
    last, newer = Q(pk__in=[]), list[int]()
    for _, group in groupby(rounds, key=lambda round: round[0]):
        same = [pk for _, pk in group]
        later = Q(round__in=newer)
        if len(same) > 1:
            later |= Q(round__in=same, pk__gt=OuterRef("pk"))
        found = Review.objects.entered().filter(later, household=OuterRef("household"))
        last |= Q(~Exists(found), round__in=same)
        newer += same
    return Review.objects.entered().filter(last, round__in=newer, household__valid_to__isnull=True)
