"""The reports of a commune and year."""

from __future__ import annotations

from dataclasses import dataclass

from households.models import AdministrativeUnit
from reports.models import Report, ReportingPeriod


@dataclass(frozen=True, kw_only=True)
class ReportList:
    """What was made, by closing date, and the periods without: to report on yet, or reported by a paper
    made elsewhere.
    """

    reports: tuple[Report, ...]
    without: tuple[ReportingPeriod, ...]
    elsewhere: tuple[ReportingPeriod, ...]


def report_list(*, unit: AdministrativeUnit, year: int) -> ReportList:
    """In two queries."""
    reports = Report.objects.filter(period__unit=unit, period__year=year)
    periods = ReportingPeriod.objects.in_year(unit, year).filter(report__isnull=True)
    periods = periods.defer("tables").order_by("closing_date", "pk")
    return ReportList(
        reports=tuple(
            reports.select_related("paper", "period")
            .defer("period__tables")
            .order_by("period__closing_date", "pk")
        ),
        without=tuple(period for period in periods if not period.reported_as),
        elsewhere=tuple(period for period in periods if period.reported_as),
    )
