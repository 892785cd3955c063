"""What is known of the households that a year's work stands on."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from households.models import AdministrativeUnit, Review, ReviewRound
from households.models.reviews import ReviewQuerySet
from households.queries.commune_rounds import CommuneRounds
from households.rules import RoundKind

_TOLD = ("unit", "kind", "stage", "reference_date")


def known_reviews(
    *, unit: AdministrativeUnit, year: int, rounds: CommuneRounds | None = None
) -> ReviewQuerySet:
    """The review that each household of the list stands on in a year: its last one of a round closed for a
    day before the year, or of a monthly round of the year. What the year's own yearly round finds is the
    result, not the start. `rounds` are the commune's, where they are read already.
    """
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    known = rounds.rounds if rounds else ReviewRound.objects.filter(unit=unit).only(*_TOLD)
    counted = [
        round
        for round in sorted(known, key=lambda round: (round.reference_date, -round.pk), reverse=True)
        if round.is_closed
        and (
            round.reference_date < start
            or (round.kind == RoundKind.MONTHLY and start <= round.reference_date <= end)
        )
    ]
    by_date = groupby(counted, key=lambda round: round.reference_date)
    return _last_of(tuple(tuple(round.pk for round in group) for _, group in by_date)).all()


@lru_cache(maxsize=512)  # a tenth of a page's time, and rounds are opened and closed a few times a year
def _last_of(rounds: tuple[tuple[int, ...], ...]) -> ReviewQuerySet:
    """The last entered review of each household of the list in these rounds (ids), the newest first; those of
    a date stand together.

    Asked round by round: sorting each household's reviews by the dates of their rounds takes five times as
    long with six years of them.
    """
    last, newer = Q(pk__in=[]), list[int]()
    for same in rounds:
        later = Q(round__in=newer)
        if len(same) > 1:
            later |= Q(round__in=same, pk__gt=OuterRef("pk"))
        found = Review.objects.entered().filter(later, household=OuterRef("household"))
        last |= Q(Q(round__in=same), ~Exists(found))  # SQLite looks first at what stands first
        newer += same
    return Review.objects.entered().filter(last, round__in=newer, household__valid_to__isnull=True)
