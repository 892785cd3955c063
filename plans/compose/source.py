"""Everything a plan is made from, read at one moment, and the figures that prose names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assignments.models import AreaAssignment
from households.models import UnitFigures
from households.queries import declared_series
from plans.models import (
    CommuneTarget,
    Duty,
    FundingSource,
    LegalBasis,
    Plan,
    PlanSection,
    Recipient,
    Signatory,
    Slip,
)
from plans.queries import (
    CountedFigures,
    HamletLine,
    YearFigures,
    commune_targets,
    counted_figures,
    year_figures,
)
from plans.rules import (
    HAMLET_COUNT_TOKEN,
    RATES,
    TOKENS,
    BrokenToken,
    Line,
    PlanRelation,
    Token,
    prose_parts,
)
from povertyplan.common.numbers import format_number, parse_decimal
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import (
    Figure,
    Inline,
    InlinePart,
    Unit,
)


@dataclass(frozen=True)
class PlanSource:
    """Everything a plan's document is made from, read at one moment."""

    plan: Plan
    figures: YearFigures
    targets: tuple[CommuneTarget, ...]
    sections: tuple[PlanSection, ...]
    bases: tuple[LegalBasis, ...]
    duties: tuple[Duty, ...]
    funding: tuple[FundingSource, ...]
    recipients: tuple[Recipient, ...]
    signatory: Signatory | None
    areas: tuple[AreaAssignment, ...]
    series: tuple[UnitFigures, ...]
    declared: Mapping[tuple[int | None, str], Decimal]
    counted: CountedFigures | None = None
    original: Plan | None = None  # which this one amends, replaces or corrects, with its issued document
    slips: tuple[Slip, ...] = ()

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

    @cached_property
    def by_slug(self) -> Mapping[str, HamletLine]:
        return {row.slug: row for row in self.figures.rows}

    def line(self, token: Token) -> Line | None:
        """The hamlet's or the commune's line a token speaks of; None when there is no such hamlet."""
        if not token.place:
            return self.figures.total
        row = self.by_slug.get(token.place)
        return row.line if row else None


def plan_source(plan: Plan) -> PlanSource:
    """Reads a plan with its parts, figures and targets in a constant number of queries."""
    figures = year_figures(unit=plan.unit, year=plan.year)
    originals = Plan.objects.select_related("unit", "issued_document").defer("issued_document__pdf")
    return PlanSource(
        plan=plan,
        figures=figures,
        counted=counted_figures(figures),
        targets=tuple(commune_targets(unit=plan.unit, year=plan.year)),
        sections=tuple(plan.sections.order_by("order", "pk")),
        bases=tuple(plan.bases.order_by("order", "pk")),
        duties=tuple(plan.duties.order_by("order", "pk")),
        funding=tuple(plan.funding_sources.order_by("order", "pk")),
        recipients=tuple(plan.recipients.order_by("order", "pk")),
        signatory=Signatory.objects.filter(plan=plan).first(),
        areas=tuple(
            AreaAssignment.objects.in_year(plan.unit, plan.year)
            .prefetch_related("hamlets")
            .order_by("order", "pk")
        ),
        series=tuple(declared_series(unit=plan.unit)),
        declared={(row.hamlet_id, row.column): row.value for row in plan.declared_figures.all()},
        original=originals.get(pk=plan.original_id) if plan.original_id else None,
        slips=tuple(plan.slips.order_by("order", "pk")) if plan.relation == PlanRelation.CORRECTS else (),
    )


def figure_of(
    key: str, line: Line, column: str, *, decimals: int, declared: Decimal | None = None, blank: str = ""
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
    )


def resolve(token: Token, source: PlanSource) -> Figure | None:
    """The live figure a token names; None when the name or the hamlet is unknown."""
    declared = parse_decimal(token.declared) if token.declared else None
    if token.name == HAMLET_COUNT_TOKEN and not token.place:
        count = len(source.figures.rows)
        value = count if declared is None else declared
        return Figure(key=token.key, value=value, computed=count, declared=declared is not None)
    spec, line = TOKENS.get(token.name), source.line(token)
    if spec is None or line is None:
        return None
    decimals = source.plan.row_decimals if token.place else source.plan.total_decimals
    return figure_of(token.key, line, spec.column, decimals=decimals, declared=declared, blank="…")


def inline(text: str, source: PlanSource) -> Inline:
    """Prose with its tokens as figures; a token that names nothing stays as typed."""
    parts: list[InlinePart] = []
    for part in prose_parts(text):
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, BrokenToken):
            parts.append(part.text)
        else:
            parts.append(resolve(part, source) or str(part))
    return tuple(parts)


def unknown_tokens(text: str, source: PlanSource) -> list[str]:
    """What stands in double braces and names nothing."""
    return [
        part.text if isinstance(part, BrokenToken) else str(part)
        for part in prose_parts(text)
        if isinstance(part, BrokenToken) or (isinstance(part, Token) and resolve(part, source) is None)
    ]


@dataclass(frozen=True, kw_only=True)
class TokenChoice:
    """One line of the list that officers pick figures from."""

    token: str
    label: str
    value: str


def token_choices(source: PlanSource) -> list[TokenChoice]:
    """Every figure that prose may name, the commune's first, then each hamlet's."""
    choices = [_choice(Token(name=HAMLET_COUNT_TOKEN), "số thôn, tổ dân phố", source)]
    choices += [_choice(Token(name=name), spec.label, source) for name, spec in TOKENS.items()]
    choices += [
        _choice(Token(name=name, place=row.slug), f"{spec.label} của {row.name}", source)
        for row in source.figures.rows
        for name, spec in TOKENS.items()
        if spec.column in {"households", "poor", "near_poor", "poor_reduction", "near_poor_reduction"}
    ]
    return choices


def _choice(token: Token, label: str, source: PlanSource) -> TokenChoice:
    figure = resolve(token, source)
    value = format_number(figure.value, figure.decimals) if figure else ""
    return TokenChoice(token=str(token), label=upper_first(label), value=value or "…")
