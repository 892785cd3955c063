"""Facts that only reports need, as they were recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count, QuerySet, Value

from households.models import AdministrativeUnit
from reports.models import Fact


def facts_of(*, unit: AdministrativeUnit, year: int | None, model: type[Fact]) -> QuerySet[Fact]:
    """The facts of a kind in a year, or in all years, newest first."""
    found = model.objects.filter(unit=unit)
    if year:
        found = found.filter(date__year=year)
    return found.select_related("unit").order_by("-date", "-pk")


def facts_recorded(
    *, unit: AdministrativeUnit, year: int, models: Collection[type[Fact]]
) -> Mapping[type[Fact], int]:
    """How many facts of each kind a year has, in one query."""
    by_name = {str(model._meta.model_name): model for model in models}
    first, *rest = (
        model.objects.filter(unit=unit, date__year=year)
        .order_by()
        .values("unit")
        .annotate(kind=Value(name), count=Count("pk"))
        .values_list("kind", "count")
        for name, model in by_name.items()
    )
    found = dict(first.union(*rest, all=True))
    return {model: found.get(name, 0) for name, model in by_name.items()}
