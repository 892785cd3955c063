"""Figures of the hamlets at each year's end, and what each year was to bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from households.models import HamletFigures, ReviewRound
from households.queries import reviewed_counts
from households.rules import Classification, FigureSource
from plans.models import CommuneTarget, HamletTarget
from plans.rules import Comparator, Measure, TargetIndicator
from reports.management.generate.commune import PLANNED, Commune
from reports.management.generate.storing import stored

PEOPLE_EACH = 3.7  # of a household


def figures_store(commune: Commune, rounds: Sequence[ReviewRound]) -> None:
    """What the rounds counted, with all households of each hamlet; then targets that rest on it."""
    rng = commune.rng
    counted = {round.year: reviewed_counts(round=round).by_hamlet for round in rounds}
    rows = []
    for hamlet in commune.hamlets:
        most = max(
            (counts.poor or 0) + (counts.near_poor or 0)
            for counts in (counted[round.year][hamlet.pk] for round in rounds)
        )
        households = max(int(most * rng.uniform(3, 6)), 60)
        for each in rounds:
            counts = counted[each.year][hamlet.pk]
            rows.append(
                HamletFigures(
                    hamlet=hamlet,
                    date=each.reference_date,
                    standard_id=each.standard_id,
                    households=households,
                    people=int(households * PEOPLE_EACH),
                    poor=counts.poor,
                    near_poor=counts.near_poor,
                    no_labour=counts.no_labour,
                    source=FigureSource.COUNTED,
                )
            )
            households += rng.randrange(3)
    stored(rows)
    _targets_store(commune)


def _targets_store(commune: Commune) -> None:
    """Of each hamlet about what left poverty in such a year; of the commune their sum."""
    by_hamlet: list[HamletTarget] = []
    of_commune: list[CommuneTarget] = []
    for year in PLANNED:
        stock = Counter(
            (story.hamlet, story.classes[year - 1])
            for story in commune.stories
            if year - 1 in story.classes and not (story.left and story.left_year == year)
        )
        total: Counter[TargetIndicator] = Counter()
        for hamlet in commune.hamlets:
            poor, near_poor = (
                _share(commune, stock[hamlet.name, found])
                for found in (Classification.POOR, Classification.NEAR_POOR)
            )
            total[TargetIndicator.POOR] += poor
            total[TargetIndicator.NEAR_POOR] += near_poor
            by_hamlet.append(
                HamletTarget(hamlet=hamlet, year=year, poor_reduction=poor, near_poor_reduction=near_poor)
            )
        of_commune += [
            CommuneTarget(
                unit=commune.unit,
                year=year,
                order=order,
                indicator=indicator,
                comparator=Comparator.AT_LEAST,
                value=Decimal(total[indicator]),
                measure=Measure.HOUSEHOLD,
            )
            for order, indicator in enumerate(TargetIndicator, start=1)
        ]
    stored(by_hamlet)
    stored(of_commune)


def _share(commune: Commune, stock: int) -> int:
    """Some twelfth of them, rounded up or down by chance."""
    return min(stock, int(stock / 12 + commune.rng.random()))
