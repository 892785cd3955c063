"""A plan's words and lists as content: what another plan begins with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import models, transaction

from plans.actions.writing import plan_new
from plans.models import (
    Duty,
    FundingSource,
    HouseholdGroup,
    IndicatorTarget,
    LegalBasis,
    Plan,
    Project,
    ProspectCount,
    Recipient,
    RoadmapYear,
)
from plans.rules import PlanContent, PlanKind, SectionContent, SectionContentText
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError

HEAD = (
    "superior",
    "issuer",
    "symbol",
    "locality",
    "opening",
    "closing",
    "drafter_mark",
    "appendix_title",
    "row_decimals",
    "total_decimals",
    "decimal_mark",
    "programme_id",
)
LISTS: dict[str, type[models.Model]] = {
    "bases": LegalBasis,
    "duties": Duty,
    "funding_sources": FundingSource,
    "recipients": Recipient,
    "groups": HouseholdGroup,
    "prospects": ProspectCount,
    "roadmap": RoadmapYear,
    "indicators": IndicatorTarget,
    "projects": Project,
}
OF_ITS_YEAR = ("prospects", "roadmap")
UNMOVED = ("bases", *OF_ITS_YEAR)  # what a document is dated does not change
# No year of a document's number ("22/2013/QĐ-TTg"), of a date or of a period ("2021 - 2025").
_YEAR = re.compile(r"(?<![\d/.,])(?<![-–])(?<![-–] )(\d{4})(?![\d/])(?!\s*[-–]\s*\d{4})")


def content_of(plan: Plan) -> PlanContent:
    """Everything of the plan but its figures, its subject and where it stands."""
    signatory = getattr(plan, "signatory", None)
    return PlanContent(
        fields={name: value for name in HEAD if (value := getattr(plan, name)) is not None},
        sections=_sections(plan),
        signatory_lines=signatory.lines if signatory else "",
        signatory_name=signatory.name if signatory else "",
        **{name: _rows(plan, model) for name, model in LISTS.items()},
    )


@transaction.atomic
def plan_follow(*, previous: Plan, year: int, by: User | None) -> Plan:
    """Start the plan of another year with the words of an earlier one: its year and the one before it become
    those of the new plan, and lists that belong to one year stay behind.
    """
    if previous.year == year or previous.is_report:
        raise DomainError("Chọn kế hoạch của năm khác để làm theo.")
    whole = content_of(previous)
    years = {str(previous.year - back): str(year - back) for back in (0, 1)}
    lists: dict[str, Any] = {
        name: tuple(
            {key: in_years(value, years) for key, value in row.items()} for row in getattr(whole, name)
        )
        for name in LISTS
        if name not in UNMOVED
    }
    fields = {**whole.fields, "subject": previous.subject}
    content = replace(
        whole,
        fields={name: in_years(value, years) for name, value in fields.items()},
        sections=tuple(_moved(section, years) for section in whole.sections),
        **lists | dict.fromkeys(OF_ITS_YEAR, ()),
    )
    return plan_new(unit=previous.unit, kind=PlanKind(previous.kind), year=year, content=content, by=by)


def in_years(value: Any, years: Mapping[str, str]) -> Any:
    """A text with those years put for others; anything else as it is."""
    if not isinstance(value, str):
        return value
    return _YEAR.sub(lambda found: years.get(found[1], found[1]), value)


def _moved(section: SectionContentText, years: Mapping[str, str]) -> SectionContentText:
    return replace(
        section,
        heading=in_years(section.heading, years),
        body=in_years(section.body, years),
        children=tuple(_moved(child, years) for child in section.children),
    )


def _rows(plan: Plan, model: type[models.Model]) -> tuple[dict[str, Any], ...]:
    names = [
        field.attname for field in model._meta.concrete_fields if field.name not in {"id", "plan", "order"}
    ]
    return tuple(model._default_manager.filter(plan=plan).order_by("order", "pk").values(*names))


def _sections(plan: Plan) -> tuple[SectionContentText, ...]:
    """The plan's tree of sections as content."""
    stored = list(plan.sections.order_by("order", "pk"))

    def below(parent: int | None) -> tuple[SectionContentText, ...]:
        return tuple(
            SectionContentText(
                heading=section.heading,
                body=section.body,
                content=SectionContent(section.content),
                children=below(section.pk),
            )
            for section in stored
            if section.parent_id == parent
        )

    return below(None)
