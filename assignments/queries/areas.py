"""Reads of who answers for which hamlets."""

from __future__ import annotations

from collections.abc import Iterable

from assignments.models import AreaAssignment
from households.models import AdministrativeUnit


def areas_of(*, unit: AdministrativeUnit, year: int) -> list[AreaAssignment]:
    """The officials of a year in order, each with the hamlets in his charge."""
    areas = AreaAssignment.objects.in_year(unit, year).prefetch_related("hamlets")
    return list(areas.order_by("order", "pk"))


def areas_version(areas: Iterable[AreaAssignment]) -> int:
    """Which saving of a year's list this is: each writes all rows anew. 0 for none."""
    return max((area.pk for area in areas), default=0)
