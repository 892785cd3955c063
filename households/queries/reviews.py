"""Reads of review rounds and of what they found."""

from __future__ import annotations

from django.db.models import F, Q

from households.models import ReviewRound, Threshold
from households.rules import Area, Thresholds


def thresholds_of(*, round: ReviewRound) -> dict[Area, Thresholds]:
    """The lines by which the round classifies, by area: the province's own where it has set some."""
    lines = Threshold.objects.filter(
        Q(province__isnull=True) | Q(province=round.unit.parent_id), standard=round.standard_id
    )
    in_turn = lines.order_by(F("province").asc(nulls_first=True), "pk")
    return {Area(line.area): line.thresholds for line in in_turn}
