"""What the prospects of a year leave missing against its targets, for the commune and each hamlet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assignments.queries import NOBODY, PathCounts, prospect_counts
from households.models import AdministrativeUnit
from plans.models import CommuneTarget
from plans.queries.figures import YearFigures, year_figures
from plans.rules import Aim, Comparator, Gap, Line, Measure, TargetIndicator, reduction_wanted
from povertyplan.common.snapshot import read_snapshot


@dataclass(frozen=True, kw_only=True)
class HamletGap:
    """A hamlet (None: prospects without one) with its prospects and its gaps; the sum has no hamlet either.

    Prospects are poor households: all of them leave poverty, those by the path up to near-poor come into that
    class. Who leaves it is not on the list.
    """

    hamlet_id: int | None
    name: str
    chosen: PathCounts
    poor: Gap
    near_poor: Gap


def _hamlet_gap(
    hamlet_id: int | None, name: str, chosen: PathCounts, poor: int | None, near_poor: int | None
) -> HamletGap:
    return HamletGap(
        hamlet_id=hamlet_id,
        name=name,
        chosen=chosen,
        poor=Gap(target=poor, leaving=chosen.total),
        near_poor=Gap(target=near_poor, joining=chosen.to_near_poor),
    )


@dataclass(frozen=True, kw_only=True)
class CommuneGap:
    """A target of the commune and its gap; None where it does not say a number of households."""

    target: CommuneTarget
    gap: Gap | None


@dataclass(frozen=True, kw_only=True)
class ProspectsGap:
    """A year's targets beside its prospects: the commune's own, then the hamlets' with their sum."""

    figures: YearFigures
    commune: tuple[CommuneGap, ...]
    rows: tuple[HamletGap, ...]
    total: HamletGap


def prospects_gap(*, unit: AdministrativeUnit, year: int) -> ProspectsGap:
    """What is missing in a year, in four queries; in five where hamlets were merged."""
    with read_snapshot():
        figures = year_figures(unit=unit, year=year)
        counts = prospect_counts(unit=unit, year=year)
        targets = CommuneTarget.objects.in_year(unit, year).order_by("order", "pk")
        total = _hamlet_gap(
            None, "", counts.total, figures.total.poor_reduction, figures.total.near_poor_reduction
        )
        commune = tuple(_commune_gap(target, figures, total) for target in targets)
    chosen, listed = counts.by_hamlet, {row.hamlet_id for row in figures.rows}
    rows = [
        _hamlet_gap(
            row.hamlet_id,
            row.name,
            chosen.get(row.hamlet_id, NOBODY),
            row.line.poor_reduction,
            row.line.near_poor_reduction,
        )
        for row in figures.rows
    ]
    rows += [
        _hamlet_gap(row.hamlet_id, row.name, row.counts, None, None)
        for row in counts.rows
        if row.hamlet_id not in listed
    ]
    return ProspectsGap(figures=figures, commune=commune, rows=tuple(rows), total=total)


def _commune_gap(target: CommuneTarget, figures: YearFigures, total: HamletGap) -> CommuneGap:
    """Targets of policy groups have no gap: prospects are not counted by group."""
    poor = target.indicator == TargetIndicator.POOR
    wanted = reduction_wanted(
        aim=Aim(target.aim),
        comparator=Comparator(target.comparator),
        value=target.value,
        measure=Measure(target.measure),
        stock=figures.total.poor if poor else figures.total.near_poor,
        households=figures.total.households,
    )
    if target.policy_group or wanted is None:
        return CommuneGap(target=target, gap=None)
    expected = total.poor if poor else total.near_poor
    return CommuneGap(
        target=target, gap=Gap(target=wanted, leaving=expected.leaving, joining=expected.joining)
    )


@dataclass(frozen=True, kw_only=True)
class HamletGoal:
    """What a hamlet is to bring in a year, and who of it is chosen for that."""

    year: int
    chosen: PathCounts
    poor: Gap
    near_poor: Gap

    @property
    def sentence(self) -> str:
        """In one line: "Chỉ tiêu 2026: giảm 3 hộ nghèo, 3 hộ cận nghèo; đã chọn 2, còn 1"."""
        aims = [
            f"{gap.target} {name}"
            for gap, name in ((self.poor, "hộ nghèo"), (self.near_poor, "hộ cận nghèo"))
            if gap.target is not None
        ]
        aim = f"giảm {', '.join(aims)}" if aims else "chưa giao"
        left = f", còn {self.poor.missing}" if self.poor.missing else ""
        return f"Chỉ tiêu {self.year}: {aim}; đã chọn {self.chosen.total}{left}"


def hamlet_goals(*, unit: AdministrativeUnit, year: int, lines: Mapping[int, Line]) -> dict[int, HamletGoal]:
    """What hamlets of a commune (ids, each with its line of the year's table) are to bring, in two queries;
    in three where a hamlet with prospects went into another one.
    """
    chosen = prospect_counts(unit=unit, year=year).by_hamlet
    gaps = (
        _hamlet_gap(pk, "", chosen.get(pk, NOBODY), line.poor_reduction, line.near_poor_reduction)
        for pk, line in lines.items()
    )
    return {
        pk: HamletGoal(year=year, chosen=gap.chosen, poor=gap.poor, near_poor=gap.near_poor)
        for pk, gap in zip(lines, gaps, strict=True)
    }
