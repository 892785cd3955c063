"""What a year's targets are spread over, and the scenarios beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from households.models import AdministrativeUnit
from plans.queries import HamletLine, YearFigures, prospects_gap
from plans.rules import TARGET_INDICATOR_LABELS, Line, TargetIndicator
from reports.models import TargetScenario
from reports.rules import Burden, Fairness, HamletStock, fairness

# Columns of a hamlet's line; its stock stands in the one named as the indicator.
REDUCTIONS = {
    TargetIndicator.POOR: "poor_reduction",
    TargetIndicator.NEAR_POOR: "near_poor_reduction",
}
END_RATES = {TargetIndicator.POOR: "end_rate", TargetIndicator.NEAR_POOR: "end_near_poor_rate"}


@dataclass(frozen=True, kw_only=True)
class TargetChoice:
    """A target of the commune that says how many households fewer there are to be; its key is its id."""

    key: str
    indicator: TargetIndicator
    sentence: str
    total: int


@dataclass(frozen=True, kw_only=True)
class SpreadBasis:
    """A year's figures, the commune's targets in households, and the prospects by hamlet (id)."""

    figures: YearFigures
    targets: tuple[TargetChoice, ...]
    prospects: Mapping[int, int]

    def hamlets(self, indicator: TargetIndicator) -> tuple[HamletStock, ...]:
        """What each hamlet has of a class, in the commune's order."""
        return tuple(
            HamletStock(
                hamlet_id=row.hamlet_id,
                name=row.name,
                households=row.line.households,
                stock=row.line.count(indicator),
                no_labour=row.line.no_labour if indicator == TargetIndicator.POOR else None,
                prospects=self.prospects.get(row.hamlet_id, 0),
            )
            for row in self.figures.rows
        )

    def choices(self, indicator: TargetIndicator) -> tuple[TargetChoice, ...]:
        """The commune's targets for a class, the one that asks for most first."""
        own = [target for target in self.targets if target.indicator == indicator]
        return tuple(sorted(own, key=lambda target: -target.total))


def spread_basis(*, unit: AdministrativeUnit, year: int) -> SpreadBasis:
    """What a year's targets are spread over, in as many queries as the page of gaps."""
    gap = prospects_gap(unit=unit, year=year)
    return SpreadBasis(
        figures=gap.figures,
        targets=tuple(
            TargetChoice(
                key=str(row.target.pk),
                indicator=TargetIndicator(row.target.indicator),
                sentence=row.target.sentence,
                total=row.gap.target,
            )
            for row in gap.commune
            if row.gap and row.gap.target is not None
        ),
        prospects={row.hamlet_id: row.chosen.total for row in gap.rows if row.hamlet_id is not None},
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a hamlet or of all: households, their percent of the stock, the rate then left, and
    how far it is from what the first column asks.
    """

    share: int | None
    percent: Decimal | None
    rate: Decimal | None
    apart: int

    @property
    def difference(self) -> str:
        """ "+2" or "−1"; blank where there is none."""
        return f"{self.apart:+d}".replace("-", "−") if self.apart else ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """The targets as they stand (no scenario), or a scenario, with what it asks by hamlet (id)."""

    scenario: TargetScenario | None
    shares: Mapping[int, int]
    fairness: Fairness | None
    is_given: bool  # it asks what the targets already ask
    is_outdated: bool  # its hamlets are no longer those of the year


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The targets of one class as they stand and its scenarios, column by column."""

    indicator: TargetIndicator
    figures: YearFigures
    columns: tuple[Column, ...]

    @property
    def label(self) -> str:
        return TARGET_INDICATOR_LABELS[self.indicator]

    @property
    def scenarios(self) -> Sequence[Column]:
        return [column for column in self.columns if column.scenario]

    @cached_property
    def rows(self) -> list[tuple[HamletLine, int | None, list[Asked]]]:
        """Each hamlet with its stock and what each column asks of it."""
        return [(row, *self._asked(row.line, row.hamlet_id)) for row in self.figures.rows]

    @property
    def total(self) -> tuple[int | None, list[Asked]]:
        return self._asked(self.figures.total, None)

    def _asked(self, line: Line, hamlet: int | None) -> tuple[int | None, list[Asked]]:
        in_stock, asked = line.count(self.indicator), list[Asked]()
        first: int | None = None
        for column in self.columns:
            share = sum(column.shares.values()) if hamlet is None else column.shares.get(hamlet)
            first = share if column is self.columns[0] else first
            after = replace(line, **{REDUCTIONS[self.indicator]: share})
            asked.append(
                Asked(
                    share=share,
                    percent=Decimal(100 * share) / in_stock if in_stock and share is not None else None,
                    rate=None if share is None else after.rate(END_RATES[self.indicator], 2),
                    apart=0 if share is None or first is None else share - first,
                )
            )
        return in_stock, asked


def comparison(
    *, unit: AdministrativeUnit, year: int, indicator: TargetIndicator, figures: YearFigures
) -> Comparison:
    """The year's scenarios of a class, the oldest first, in two queries."""
    made = TargetScenario.objects.in_year(unit, year).filter(indicator=indicator)
    scenarios = made.prefetch_related("shares").order_by("created_at", "pk")
    targets = {row.hamlet_id: row.line.count(REDUCTIONS[indicator]) for row in figures.rows}
    given = {hamlet: target for hamlet, target in targets.items() if target is not None}

    def column(scenario: TargetScenario | None, asked: Mapping[int, int | None]) -> Column:
        shares = {hamlet: share for hamlet, share in asked.items() if share is not None}
        return Column(
            scenario=scenario,
            shares=shares,
            fairness=fairness(
                Burden(name=row.name, share=shares[row.hamlet_id], stock=in_stock)
                for row in figures.rows
                if (in_stock := row.line.count(indicator)) and row.hamlet_id in shares
            ),
            is_given=shares == given,
            is_outdated=scenario is not None and asked.keys() != targets.keys(),
        )

    columns = [column(None, targets)] if given else []
    columns += [
        column(scenario, {share.hamlet_id: share.share for share in scenario.shares.all()})
        for scenario in scenarios
    ]
    return Comparison(indicator=indicator, figures=figures, columns=tuple(columns))
