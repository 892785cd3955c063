"""Outcomes that the commune's plan of a period promises, with what was reached."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from plans.models import IndicatorTarget
from plans.rules import PRINTED
from reports.models import IndicatorActual, ReportingPeriod


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is to be reached as the plan prints it; `level` is blank where nothing was promised."""

    subject: str
    measure: str
    level: str = ""


def outcomes_of(period: ReportingPeriod) -> list[Outcome]:
    """The outcomes of the approved plans that cover the period's year, then those recorded without one."""
    targets = IndicatorTarget.objects.filter(
        Q(plan__last_year__gte=period.year) | Q(plan__last_year__isnull=True, plan__year=period.year),
        plan__unit=period.unit_id,
        plan__year__lte=period.year,
        plan__status__in=PRINTED,
    ).order_by("-plan__year", "plan", "order", "pk")
    found = {
        target.subject: Outcome(subject=target.subject, measure=target.measure, level=target.level())
        for target in targets
    }
    for actual in IndicatorActual.objects.filter(period=period).order_by("pk"):
        found.setdefault(actual.subject, Outcome(subject=actual.subject, measure=actual.measure))
    return list(found.values())
