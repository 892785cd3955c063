"""Keeping that somebody looked at named persons: households by id, lists by what they were and how long."""

from __future__ import annotations

from django.db.models import Model

from households.models import AdministrativeUnit, Review
from povertyplan.accounts.models import User
from povertyplan.common.readings import record_reading


def review_seen(*, review: Review, unit: AdministrativeUnit, by: User) -> None:
    """Record that somebody saw the result of a household."""
    record_reading(
        "review_seen", target=review.household, by=by, unit_code=unit.code, details={"round": review.round_id}
    )


def people_seen(*, target: Model, what: str, count: int, unit: AdministrativeUnit, by: User) -> None:
    """Record that somebody saw a list with so many people in it; `what` says which."""
    details = {"list": what, "count": count}
    record_reading("people_seen", target=target, by=by, unit_code=unit.code, details=details)
