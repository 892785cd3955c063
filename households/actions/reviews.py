"""Writes to what was found of one household, confirmed as before, or changed for many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone

from households.actions.rounds import held_reviews, locked, reviews_record, write_found
from households.models import Review, ReviewRound
from households.queries import confirming_refusal, previous_review
from households.rules import ReviewChanges, ReviewContent
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError


def review_save(*, review: Review, content: ReviewContent, version: int, by: User | None) -> Review:
    """Record what was found of one listed household; StaleError when it is not as it was shown."""
    household = review.household_id
    return reviews_record(
        round=review.round, found={household: content}, versions={household: version}, by=by
    )[0]


def review_confirm(*, review: Review, version: int, by: User | None) -> Review:
    """Record that all is as the base round found it; the class is that of today's lines.

    DomainError where last year's answers cannot stand, StaleError when the review is not as it was shown.
    """
    previous = previous_review(review=review)
    refusal = confirming_refusal(review=review, previous=previous)
    if refusal or previous is None:
        raise DomainError(refusal)
    household = review.household_id
    content = replace(previous.content, reviewed_date=timezone.localdate())
    return reviews_record(
        round=review.round,
        found={household: content},
        unchanged=[household],
        versions={household: version},
        by=by,
    )[0]


@transaction.atomic
def reviews_edit(
    *, round: ReviewRound, households: Collection[int], changes: ReviewChanges, by: User | None
) -> list[Review]:
    """Make the same change to the entered reviews of many households, by their ids; all or none.

    DomainError when one is not listed or not entered, or the round takes no results; ValidationError by
    household id for what cannot be then.
    """
    round = locked(round)
    reviews = held_reviews(round=round, households=households)
    if pending := sum(not review.is_entered for review in reviews.values()):
        raise DomainError(f"Có {pending} hộ chưa có kết quả rà soát; nhập xong mới sửa hàng loạt được.")
    found = {household: changes.applied_to(review.content) for household, review in reviews.items()}
    unchanged = [household for household, review in reviews.items() if review.confirmed_unchanged]
    changed = write_found(round=round, reviews=reviews, found=found, by=by, unchanged=unchanged)
    if changed:
        given = {
            name: sorted(value) if isinstance(value, frozenset) else str(value)
            for name, value in asdict(changes).items()
            if value not in (None, frozenset())
        }
        record_event(
            "reviews_edited",
            target=round,
            by=by,
            unit_code=round.unit.code,
            details={"households": changed, **given},
        )
    return [*reviews.values()]
