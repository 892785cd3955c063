"""Everything a plan is made from, read at one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from assignments.compose.appendices import appendices_of_help
from assignments.rules import EscapePath
from households.models import Hamlet, UnitFigures
from households.queries import Marks
from households.rules import Cause, positions_of
from plans.compose.papers import PaperSource, paper_source
from plans.models import (
    Acknowledgement,
    CommuneTarget,
    DeclaredFigure,
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    PlanSection,
    Project,
    ProspectCount,
    Recipient,
    RoadmapYear,
    Signatory,
    Slip,
)
from plans.queries import (
    AreaLine,
    CountedFigures,
    HamletLine,
    PlanParts,
    YearFigures,
    counted_figures,
    plan_parts,
    year_figures,
)
from plans.rules import (
    FIGURES,
    RATES,
    TARGETS,
    Aim,
    Comparator,
    GroupFlag,
    Line,
    Measure,
    PlanKind,
    PlanPlace,
    PlanRelation,
    Token,
    way_up,
)
from povertyplan.documents.blocks import Appendix, Figure, Unit


@dataclass(frozen=True)
class PlanSource:
    """Everything a plan's document is made from, read at one moment.

    `attached` are appendices that other parts of the house make for the plan; they follow its own. `paper` is
    what a report has beside its words.
    """

    plan: Plan
    figures: YearFigures
    targets: tuple[CommuneTarget, ...]
    sections: tuple[PlanSection, ...]
    bases: tuple[LegalBasis, ...]
    duties: tuple[Duty, ...]
    funding: tuple[FundingSource, ...]
    recipients: tuple[Recipient, ...]
    signatory: Signatory | None
    areas: tuple[AreaLine, ...]
    series: tuple[UnitFigures, ...]
    declared: Mapping[tuple[int | None, str], Decimal]
    counted: CountedFigures | None = None
    original: Plan | None = None  # which this one amends, replaces or corrects, with its issued document
    slips: tuple[Slip, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()  # all ever given, newest first
    groups: tuple[HouseholdGroup, ...] = ()
    group_counts: tuple[int | None, ...] = ()
    prospects: tuple[ProspectCount, ...] = ()
    hamlet_names: Mapping[int, str] = field(default_factory=dict)
    roadmap: tuple[RoadmapYear, ...] = ()
    indicators: tuple[IndicatorTarget, ...] = ()
    projects: tuple[Project, ...] = ()
    attached: tuple[Appendix, ...] = ()
    paper: PaperSource | None = None

    @cached_property
    def children(self) -> Mapping[int | None, list[PlanSection]]:
        """Sections by their parent, in order."""
        found: dict[int | None, list[PlanSection]] = defaultdict(list)
        for section in self.sections:
            found[section.parent_id].append(section)
        return found

    @cached_property
    def places(self) -> Mapping[int, str]:
        """Where each section stands, by its id: "section:3.2" is the second of the third."""
        found: dict[int, str] = {}

        def visit(parent: int | None, above: str) -> None:
            for number, section in enumerate(self.children[parent], start=1):
                found[section.pk] = f"section:{above}{number}"
                visit(section.pk, f"{above}{number}.")

        visit(None, "")
        return found

    def section_at(self, place: str) -> int | None:
        """The id of the section that a place is in, if it is in one."""
        stands_in = place.partition("/")[0]
        return next((pk for pk, held in self.places.items() if held == stands_in), None)

    def allows(self, place: PlanPlace, section: int | None = None) -> bool:
        """Whether a place of the plan is unlocked, as long as the plan is open for writing."""
        opened = self.plan.opened
        if opened.everything or section is None:
            return opened.allows(place)
        return opened.allows(place, way_up(section, {each.pk: each.parent_id for each in self.sections}))

    @cached_property
    def by_slug(self) -> Mapping[str, HamletLine]:
        return {row.slug: row for row in self.figures.rows}

    def slug_of(self, hamlet: int | None) -> str:
        """What names a hamlet in keys; one that is not in the year's table by its id."""
        found = next((row.slug for row in self.figures.rows if row.hamlet_id == hamlet), None)
        return found or (f"hamlet-{hamlet}" if hamlet else "none")

    @cached_property
    def total(self) -> Line:
        """The commune's line: the hamlets' sum, else what was published of the whole commune for the day, and
        its own targets of households.
        """
        summed = self.figures.total
        if not summed.has_figures and (published := self.published):
            summed = replace(summed, **{name: getattr(published, name) for name in FIGURES})
        if self.has_hamlet_targets:
            return summed
        return replace(summed, **{f"{name}_reduction": self._given(name) for name in ("poor", "near_poor")})

    @property
    def has_hamlet_targets(self) -> bool:
        """Whether any hamlet was given a target."""
        return any(self.figures.total.count(column) is not None for column in TARGETS)

    @cached_property
    def published(self) -> UnitFigures | None:
        """What was published of the commune for the day of the plan's figures, under their standard."""
        held = (
            row
            for row in self.series
            if row.date == self.figures.date and row.standard_id == self.figures.standard.pk
        )
        return next(held, None)

    def _given(self, indicator: str) -> int | None:
        """The reduction that the commune as a whole was given, in households."""
        for target in self.targets:
            if (target.indicator, target.policy_group, target.aim) != (indicator, "", Aim.REDUCTION):
                continue
            if target.measure == Measure.HOUSEHOLD and target.comparator == Comparator.EXACTLY:
                return int(target.value)
        return None

    def line(self, token: Token) -> Line | None:
        """The hamlet's or the commune's line a token speaks of; None when there is no such hamlet."""
        if not token.place:
            return self.total
        row = self.by_slug.get(token.place)
        return row.line if row else None

    def percent(
        self,
        key: str,
        computed: Decimal | None,
        *,
        declared: Decimal | None = None,
        unit: Unit = Unit.PERCENT,
    ) -> Figure:
        """A rate of the whole commune as the plan prints rates; a declared one is printed instead."""
        return Figure(
            key=key,
            value=computed if declared is None else declared,
            computed=computed,
            unit=unit,
            decimals=self.plan.total_decimals,
            declared=declared is not None,
            mark=self.plan.decimal_mark,
        )

    def total_percent(self, column: str, key: str) -> Figure:
        """A rate of the commune's line; where it cannot be computed, as it was published."""
        computed = self.total.rate(column, self.plan.total_decimals)
        return self.percent(key, computed, declared=self.declared.get((None, column)))

    def left_before(self, name: str, year: int) -> int | None:
        """Households of a class that are left a year before: of the roadmap, or as the period begins."""
        if year == self.plan.year:
            return self.total.count(name)
        before = next((row for row in self.roadmap if row.year == year - 1), None)
        return getattr(before, name) if before else None

    def prospect_count(self, path: EscapePath | None, hamlet: int | None = None) -> int | None:
        """Households expected to leave poverty by a path, or by any; of one hamlet, or of all."""
        held = [
            count.households
            for count in self.prospects
            if path in (None, count.path) and hamlet in (None, count.hamlet_id)
        ]
        return sum(held) if held else None


def plan_source(plan: Plan) -> PlanSource:
    """Reads a plan with its parts, figures and targets in a constant number of queries."""
    originals = Plan.objects.select_related("unit", "issued_document").defer("issued_document__pdf")
    figures, parts = year_figures(unit=plan.unit, year=plan.year), plan_parts(plan)
    groups, paper = parts.of(HouseholdGroup), paper_source(plan)
    counted = counted_figures(figures, marks=[group_marks(group) for group in groups if group.is_counted])
    return PlanSource(
        plan=plan,
        figures=figures,
        counted=counted,
        targets=parts.of(CommuneTarget),
        sections=parts.of(PlanSection),
        bases=parts.of(LegalBasis),
        duties=parts.of(Duty),
        funding=parts.of(FundingSource),
        recipients=parts.of(Recipient),
        signatory=next(iter(parts.of(Signatory)), None),
        areas=parts.areas,
        series=parts.series,
        declared={(row.hamlet_id, row.column): row.value for row in parts.of(DeclaredFigure)},
        groups=groups,
        group_counts=_group_counts(groups, counted),
        prospects=parts.of(ProspectCount),
        hamlet_names=_hamlet_names(parts, figures),
        roadmap=tuple(sorted(parts.of(RoadmapYear), key=lambda row: row.year)),
        indicators=parts.of(IndicatorTarget),
        projects=parts.of(Project),
        original=originals.get(pk=plan.original_id) if plan.original_id else None,
        slips=parts.of(Slip) if plan.relation == PlanRelation.CORRECTS else (),
        acknowledgements=parts.acknowledgements,
        attached=paper.appendices if paper else _attached(plan),
        paper=paper,
    )


def _attached(plan: Plan) -> tuple[Appendix, ...]:
    """Whom to help and who helps them, for a plan that assigns help."""
    return appendices_of_help(unit=plan.unit, year=plan.year) if plan.kind == PlanKind.ASSIGNMENT else ()


def _group_counts(
    groups: tuple[HouseholdGroup, ...], counted: CountedFigures | None
) -> tuple[int | None, ...]:
    """How many poor households each group has: as the review counted them, or as typed."""
    live = iter(counted.marked if counted else ())
    return tuple(next(live, None) if group.is_counted else group.typed for group in groups)


def group_marks(group: HouseholdGroup) -> Marks:
    """What makes a poor household one of a group that is counted."""
    return Marks(
        flags=tuple([*GroupFlag][position - 1] for position in positions_of(group.flags)),
        causes=tuple([*Cause][position - 1] for position in positions_of(group.causes)),
    )


def _hamlet_names(parts: PlanParts, figures: YearFigures) -> dict[int, str]:
    """The names of hamlets, those that prospects name and the year's map has no more included."""
    known = {row.hamlet_id: row.name for row in figures.rows}
    named = {count.hamlet_id for count in parts.of(ProspectCount) if count.hamlet_id}
    if gone := named - known.keys():
        known |= dict(Hamlet.objects.filter(pk__in=gone).values_list("pk", "name"))
    return known


def figure_of(
    key: str,
    line: Line,
    column: str,
    *,
    decimals: int,
    declared: Decimal | None = None,
    blank: str = "",
    mark: str = ",",
) -> Figure:
    """The figure of a column: a count, or a rate rounded half-up; a declared value is printed instead."""
    is_rate = column in RATES
    computed = line.rate(column, decimals) if is_rate else line.count(column)
    return Figure(
        key=key,
        value=computed if declared is None else declared,
        computed=computed,
        unit=Unit.PERCENT if is_rate else Unit.HOUSEHOLD,
        decimals=decimals if is_rate else 0,
        declared=declared is not None,
        blank=blank,
        mark=mark,
    )
