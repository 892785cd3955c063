"""Beginning a document that amends, replaces or corrects a plan that was issued."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from households.models import AdministrativeUnit
from plans.actions.copying import content_of
from plans.actions.writing import plan_new
from plans.models import DeclaredFigure, Plan
from plans.rules import (
    IN_FORCE,
    RELATION_LABELS,
    WHOLE,
    PlanContent,
    PlanKind,
    PlanRelation,
)
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import lower_first

REPORT_STANDS = "Báo cáo đã ban hành giữ nguyên; số liệu ghi sau ngày chốt được nêu ở báo cáo kỳ sau."


@transaction.atomic
def plan_amend(*, original: Plan, relation: PlanRelation, by: User | None) -> Plan:
    """Start a draft that names the original by number and date; the original stays as it was issued.

    An amending or replacing plan begins with the original's words and published figures, a correction with
    an empty list of slips.
    """
    AdministrativeUnit.objects.hold(original.unit_id)  # before the plan, as everywhere
    locked = Plan.objects.select_for_update().get(pk=original.pk)
    if locked.is_report:
        raise DomainError(REPORT_STANDS)
    if locked.status not in IN_FORCE:
        raise StaleError(
            f"{locked.title_kind} ở tình trạng “{locked.status_label}”; chỉ điều chỉnh, thay thế, đính chính"
            " được văn bản đã ban hành và còn nguyên hiệu lực."
        )
    if relation in WHOLE:
        begun = locked.changed_by.filter(relation__in=WHOLE).first()
        if begun:
            raise StaleError(
                f"Đã có văn bản {RELATION_LABELS[PlanRelation(begun.relation)]} đang soạn: {begun.slug}."
            )
    plan = plan_new(
        unit=locked.unit,
        kind=PlanKind(locked.kind),
        year=locked.year,
        last_year=locked.last_year,
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
    whole = content_of(original)
    own = {"relation": relation, "original_id": original.pk, "subject": _subject(original, relation)}
    if relation != PlanRelation.CORRECTS:
        return replace(whole, fields={**whole.fields, **own})
    own |= {
        "symbol": "UBND",  # that of a letter
        "opening": "",
        "closing": "Các nội dung khác của Kế hoạch nêu trên giữ nguyên.",
    }
    return PlanContent(
        fields={**whole.fields, **own},
        sections=(),
        recipients=whole.recipients,
        signatory_lines=whole.signatory_lines,
        signatory_name=whole.signatory_name,
    )


def _subject(original: Plan, relation: PlanRelation) -> str:
    subject = lower_first(original.subject)
    if relation == PlanRelation.CORRECTS:
        return f"{original.citation} về {subject}"[:300]
    is_first = relation == PlanRelation.AMENDS and original.relation != PlanRelation.AMENDS
    return f"Điều chỉnh Kế hoạch {subject}"[:300] if is_first else original.subject
