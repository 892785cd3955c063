"""What these tests share. Pages of rounds and of one review."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from households.models import (
    Review,
)
from tests.factories import (
    HouseholdFactory,
    ReviewFactory,
)

TODAY = timezone.localdate()


WRITTEN = f"{TODAY:%d/%m/%Y}"


def listed(round, hamlet, name, **fields):
    household = HouseholdFactory.create(hamlet=hamlet, head_name=name)
    return ReviewFactory.create(round=round, household=household, **fields)


def url(name: str, *args) -> str:
    return reverse(f"households:{name}", args=args)


def answers(review, *, income="140", deprived=(1, 2, 3), **changes):
    """What the page of a household sends."""
    return {
        "version": review.version,
        "income_score": income,
        **{f"d{position}": "1" if position in deprived else "0" for position in range(1, 13)},
        **{"people": "4", "children": "2", "children_health": "0", "children_education": "1"},
        "reviewed_date": WRITTEN,
        **changes,
    }


def stored(review) -> Review:
    return Review.objects.get(pk=review.pk)
