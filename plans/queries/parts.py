"""All that a plan is written from beside its table: it has a dozen lists, and its page shows all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

from assignments.models import AreaAssignment, AreaHamlet
from households.models import Hamlet, Standard, UnitFigures
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
from povertyplan.accounts.models import User
from povertyplan.common.together import read_together

Part = TypeVar("Part", bound=Model)
PARTS: tuple[type[Model], ...] = (
    PlanSection,
    LegalBasis,
    Duty,
    FundingSource,
    Recipient,
    Signatory,
    DeclaredFigure,
    HouseholdGroup,
    ProspectCount,
    RoadmapYear,
    IndicatorTarget,
    Project,
    Slip,
)
LISTS: tuple[type[Model], ...] = (CommuneTarget, *PARTS)


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """An official in charge, and the full names of his hamlets in the commune's order."""

    official: str
    position: str
    hamlets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlanParts:
    """The rows of every list of a plan and the commune's targets of its year; who is in charge where that
    year; what was published of the commune, oldest first; every reason given for a finding of the plan, those
    taken back as well, newest first.
    """

    rows: Mapping[type[Model], tuple[Model, ...]]
    areas: tuple[AreaLine, ...]
    series: tuple[UnitFigures, ...]
    acknowledgements: tuple[Acknowledgement, ...]

    def of(self, model: type[Part]) -> tuple[Part, ...]:
        """The rows of one list, in order."""
        return tuple(row for row in self.rows[model] if isinstance(row, model))


def plan_parts(plan: Plan) -> PlanParts:
    """Reads the lists of a plan, and what its commune gives to it, in one query."""
    areas = AreaAssignment.objects.in_year(plan.unit, plan.year)
    placed = AreaHamlet.objects.filter(area__in=areas)
    reasons = Acknowledgement.objects.filter(plan=plan)
    series = UnitFigures.objects.declared_for(plan.unit)
    given, users, published, standards, officials, charges, hamlets, *lists = read_together(
        reasons,
        User.objects.filter(pk__in=reasons.values("by")).only("full_name", "username"),
        series,
        Standard.objects.filter(pk__in=series.values("standard")),
        areas,
        placed,
        Hamlet.objects.filter(pk__in=placed.values("hamlet")),
        CommuneTarget.objects.in_year(plan.unit, plan.year),
        *(model._default_manager.filter(plan=plan) for model in PARTS),
    )
    _join(given, "by", users)
    _join(published, "standard", standards)
    return PlanParts(
        rows={
            model: tuple(sorted(rows, key=lambda row: (getattr(row, "order", 0), row.pk)))
            for model, rows in zip(LISTS, lists, strict=True)
        },
        areas=_area_lines(officials, charges, hamlets),
        series=tuple(sorted(published, key=lambda row: (row.date, row.standard.code, row.pk))),
        acknowledgements=tuple(sorted(given, key=lambda row: (row.at, row.pk), reverse=True)),
    )


def _join(rows: list[Model], name: str, others: list[Model]) -> None:
    """Give each row the other that its foreign key names."""
    by_id = {other.pk: other for other in others}
    for row in rows:
        setattr(row, name, by_id[getattr(row, f"{name}_id")])


def _area_lines(
    areas: list[AreaAssignment], placed: list[AreaHamlet], hamlets: list[Hamlet]
) -> tuple[AreaLine, ...]:
    names = {hamlet.pk: hamlet.full_name for hamlet in sorted(hamlets, key=lambda hamlet: hamlet.order_key)}
    held = defaultdict(set)
    for row in placed:
        held[row.area_id].add(row.hamlet_id)
    return tuple(
        AreaLine(
            official=area.official,
            position=area.position,
            hamlets=tuple(name for pk, name in names.items() if pk in held[area.pk]),
        )
        for area in sorted(areas, key=lambda area: (area.order, area.pk))
    )
