"""Who might be commended for a year, by what the year's progress counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assignments.queries import AgencyResult, agency_results, areas_of, day_of
from households.models import AdministrativeUnit, Household
from households.rules import Classification, total
from povertyplan.common.snapshot import read_snapshot
from povertyplan.common.text import given_name_order
from povertyplan.common.together import answer
from reports.queries.progress import Progress, progress
from reports.rules import LINE_SELECTIONS, Merit, Ranked, ranked

POOR = Classification.POOR


@dataclass(frozen=True, kw_only=True)
class EscapedHousehold:
    """A household that was poor at the year's start and is no more; `agencies` help it, none for one that
    left poverty by itself.
    """

    household: Household
    to_near_poor: bool
    agencies: Sequence[str]

    @property
    def order(self) -> tuple[bool, bool, int, int, str, int]:
        """By itself first, then the farthest from poverty, then by hamlet and name."""
        hamlet = self.household.hamlet
        name = given_name_order(self.household.head.name)
        place = (hamlet.position, hamlet.pk, name, self.household.pk)
        return (bool(self.agencies), self.to_near_poor, *place)


@dataclass(frozen=True, kw_only=True)
class Commendation:
    """A year's agencies, hamlets and officials in order, and the households that left poverty (None: the
    reader sees no households).
    """

    unit: AdministrativeUnit
    year: int
    on: dt.date
    progress: Progress
    agencies: tuple[Ranked, ...]
    hamlets: tuple[Ranked, ...]
    officials: tuple[Ranked, ...]
    households: tuple[EscapedHousehold, ...] | None


def commendation(
    *, unit: AdministrativeUnit, year: int, today: dt.date, with_households: bool
) -> Commendation:
    """Everybody of a year, as of today or of the last day of a year that is over."""
    on = day_of(year, today=today)
    with read_snapshot():
        found = progress(unit=unit, year=year, as_of=on)
        above, to_near_poor = (
            {stand.household_id for stand in found.standing.selected(LINE_SELECTIONS[POOR][name])}
            for name in ("above", "to_other_class")
        )
        results = answer(agency_results(unit=unit, year=year))
        poor = {stand.household_id for stand in found.standing.stands if stand.before is POOR}
        return Commendation(
            unit=unit,
            year=year,
            on=on,
            progress=found,
            agencies=tuple(ranked(_agency(each, poor, above | to_near_poor) for each in results)),
            hamlets=tuple(ranked(_hamlets(found))),
            officials=tuple(ranked(_officials(found))),
            households=_households(above, to_near_poor, results) if with_households else None,
        )


def _agency(result: AgencyResult, poor: Collection[int], escaped: Collection[int]) -> Merit:
    return Merit(
        key=result.agency.pk,
        name=result.agency.name,
        reached=len(result.households & {*escaped}),
        of=len(result.households & {*poor}),
        kept=result.given,
        promised=result.given + result.owed,
    )


def _hamlets(found: Progress) -> list[Merit]:
    return [
        Merit(
            key=row.hamlet_id or 0,
            name=row.name,
            reached=row.poor.net_reduction,
            of=row.poor.target,
        )
        for row in found.rows
    ]


def _officials(found: Progress) -> list[Merit]:
    """Each with the hamlets in his charge together."""
    lines = {row.hamlet_id: row.poor for row in found.rows}
    merits = []
    for area in areas_of(unit=found.unit, year=found.year):
        own = [lines[hamlet.pk] for hamlet in area.hamlets.all() if hamlet.pk in lines]
        merits.append(
            Merit(
                key=area.pk,
                name=f"{area.official}, {area.position}" if area.position else area.official,
                reached=total(line.net_reduction for line in own),
                of=total(line.target for line in own),
            )
        )
    return merits


def _households(
    above: Collection[int], to_near_poor: Collection[int], results: Sequence[AgencyResult]
) -> tuple[EscapedHousehold, ...]:
    helpers: Mapping[int, list[str]] = defaultdict(list)
    for result in results:
        for household in result.households:
            helpers[household].append(result.agency.name)
    households = Household.objects.filter(pk__in={*above, *to_near_poor}).select_related("head", "hamlet")
    found = [
        EscapedHousehold(
            household=household,
            to_near_poor=household.pk in to_near_poor,
            agencies=tuple(helpers[household.pk]),
        )
        for household in households.order_by("pk")
    ]
    return tuple(sorted(found, key=lambda each: each.order))
