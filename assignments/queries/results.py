"""What came of a year's help, agency by agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from assignments.models import Agency, Assignment
from assignments.queries.agencies import households_helped
from assignments.queries.support import (
    SupportAxis,
    SupportFilter,
    SupportSum,
    support_of_year,
    support_totals,
)
from assignments.rules import Result
from households.models import AdministrativeUnit

NOTHING = SupportSum()


@dataclass(frozen=True, kw_only=True)
class AgencyResult:
    """An agency with the households (ids) that it leads or supports in a year, how many of those it leads it
    told which result of, and what it gave or still owes of what was due by the year's end.
    """

    agency: Agency
    households: frozenset[int]
    told: Mapping[Result, int] = field(default_factory=dict)
    support: SupportSum = NOTHING

    @property
    def given(self) -> int:
        return self.support.given

    @property
    def owed(self) -> int:
        return self.support.owed

    @property
    def value(self) -> Decimal:
        """In đồng."""
        return self.support.value


def agency_results(*, unit: AdministrativeUnit, year: int) -> list[AgencyResult]:
    """The agencies that help somebody or gave something in a year, in the commune's order; in six queries."""
    helped = households_helped(unit=unit, year=year)
    told: dict[int, dict[Result, int]] = {}
    rows = Assignment.objects.in_year(unit, year).standing().order_by().values_list("lead_agency", "result")
    for lead, result, count in rows.annotate(Count("pk")):
        told.setdefault(lead, {})[Result(result)] = count
    items = support_of_year(unit=unit, year=year, filter=SupportFilter())
    support = {each.key: each for each in support_totals(items, by=SupportAxis.AGENCY) if each.key}
    agencies = Agency.objects.in_unit(unit).filter(pk__in={*helped, *support}).in_order()
    return [
        AgencyResult(
            agency=agency,
            households=frozenset(helped.get(agency.pk, ())),
            told=told.get(agency.pk, {}),
            support=support.get(agency.pk, NOTHING),
        )
        for agency in agencies
    ]
