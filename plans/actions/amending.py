"""Beginning a document that amends, replaces or corrects a plan that was issued."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from households.models import AdministrativeUnit
from plans.actions.writing import plan_new
from plans.models import DeclaredFigure, Plan
from plans.rules import (
    IN_FORCE,
    RELATION_LABELS,
    WHOLE,
    PlanContent,
    PlanKind,
    PlanRelation,
    SectionContent,
    SectionContentText,
)
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from povertyplan.common.text import lower_first

HEAD = (
    "superior",
    "issuer",
    "symbol",
    "locality",
    "drafter_mark",
    "appendix_title",
    "row_decimals",
    "total_decimals",
    "programme_id",
)


@transaction.atomic
def plan_amend(*, original: Plan, relation: PlanRelation, by: User | None) -> Plan:
    """Start a draft that names the original by number and date; the original stays as it was issued.

    An amending or replacing plan begins with the original's words and published figures, a correction with
    an empty list of slips.
    """
    AdministrativeUnit.objects.select_for_update().get(pk=original.unit_id)  # before the plan, as everywhere
    locked = Plan.objects.select_for_update().get(pk=original.pk)
    if locked.status not in IN_FORCE:
        raise DomainError(
            f"Kế hoạch ở tình trạng “{locked.status_label}”; chỉ điều chỉnh, thay thế, đính chính được"
            " văn bản đã ban hành và còn nguyên hiệu lực."
        )
    if relation in WHOLE:
        begun = locked.changed_by.filter(relation__in=WHOLE).first()
        if begun:
            raise DomainError(
                f"Đã có văn bản {RELATION_LABELS[PlanRelation(begun.relation)]} đang soạn: {begun.slug}."
            )
    plan = plan_new(
        unit=locked.unit,
        kind=PlanKind(locked.kind),
        year=locked.year,
        content=_content(locked, relation),
        by=by,
    )
    if relation in WHOLE:
        DeclaredFigure.objects.bulk_create(
            DeclaredFigure(plan=plan, hamlet_id=row.hamlet_id, column=row.column, value=row.value)
            for row in locked.declared_figures.all()
        )
    return plan


def _content(original: Plan, relation: PlanRelation) -> PlanContent:
    """The words that the new document begins with."""
    fields = {name: value for name in HEAD if (value := getattr(original, name)) is not None}
    fields |= {"relation": relation, "original_id": original.pk, "subject": _subject(original, relation)}
    signatory = getattr(original, "signatory", None)
    signs: dict[str, Any] = {
        "signatory_lines": signatory.lines if signatory else "",
        "signatory_name": signatory.name if signatory else "",
    }
    recipients = _rows(original.recipients, "name", "mark")
    if relation == PlanRelation.CORRECTS:
        fields["symbol"] = "UBND"  # that of a letter
        fields["closing"] = "Các nội dung khác của Kế hoạch nêu trên giữ nguyên."
        return PlanContent(fields=fields, sections=(), recipients=recipients, **signs)
    return PlanContent(
        fields=fields | {"opening": original.opening, "closing": original.closing},
        sections=_sections(original),
        bases=_rows(original.bases, "lead", "kind", "number", "date", "body", "subject"),
        duties=_rows(original.duties, "actor", "kind", "text"),
        funding_sources=_rows(original.funding_sources, "text"),
        recipients=recipients,
        **signs,
    )


def _subject(original: Plan, relation: PlanRelation) -> str:
    subject = lower_first(original.subject)
    if relation == PlanRelation.CORRECTS:
        return f"{original.citation} về {subject}"[:300]
    is_first = relation == PlanRelation.AMENDS and original.relation != PlanRelation.AMENDS
    return f"Điều chỉnh Kế hoạch {subject}"[:300] if is_first else original.subject


def _rows(parts: models.Manager[Any], *fields: str) -> tuple[dict[str, Any], ...]:
    return tuple(parts.order_by("order", "pk").values(*fields))


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
