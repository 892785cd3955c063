"""What came of a year's help, agency by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assignments.models import Agency, Assignment
from assignments.queries.agencies import helped_by, supported
from assignments.queries.support import SupportFilter, SupportSum, agency_sums, support_of_year
from assignments.rules import Result
from households.models import AdministrativeUnit
from povertyplan.common.together import Asked

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


def agency_results(*, unit: AdministrativeUnit, year: int) -> Asked[list[AgencyResult]]:
    """The agencies that help somebody or gave something in a year, in the commune's order."""
    support = agency_sums(support_of_year(unit=unit, year=year, filter=SupportFilter()))
    leading = Assignment.objects.in_year(unit, year).standing()

    def told(
        agencies: list[Agency],
        led: list[tuple[int, int, str]],
        supported: list[tuple[int, int]],
        *items: list[tuple[Any, ...]],
    ) -> list[AgencyResult]:
        helped = helped_by(((agency, household) for agency, household, _ in led), supported)
        results = Counter((agency, result) for agency, _, result in led)
        sums = support.told(*items)
        return [
            AgencyResult(
                agency=agency,
                households=frozenset(helped.get(agency.pk, ())),
                told={result: n for result in Result if (n := results[agency.pk, result.value])},
                support=sums.get(agency.pk, NOTHING),
            )
            for agency in sorted(agencies, key=lambda each: (each.order, each.pk))
            if agency.pk in helped or agency.pk in sums
        ]

    return Asked(
        (
            Agency.objects.in_unit(unit),
            leading.values_list("lead_agency", "household", "result"),
            supported(unit=unit, year=year),
            *support.lists,
        ),
        told,
    )
