"""What these tests share. Comments on a plan, and a plan of which only what was commented is unlocked."""

from __future__ import annotations

from plans.actions import (
    comment_add,
    plan_return,
    section_save,
)
from plans.models import Comment, Plan, PlanSection
from plans.rules import PlanPlace, SectionContent
from povertyplan.accounts.models import User
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.factories import (
    submitted,
)


def section_of(plan: Plan, heading: str) -> PlanSection:
    return PlanSection.objects.select_related("plan__unit").get(plan=plan, heading=heading)


def said(plan: Plan, by: User, *, heading: str = "", place: PlanPlace | None = None) -> Comment:
    """A comment at a section, or elsewhere."""
    section = section_of(plan, heading) if heading else None
    place = place or (PlanPlace.SECTION if section else PlanPlace.BASES)
    return comment_add(plan=plan, place=place, section=section, text="Viết lại.", by=by)


def number_typed(section: PlanSection) -> None:
    """Write a number into prose, which is a finding."""
    section_save(
        section=section,
        heading=section.heading,
        body="Phấn đấu giảm 77 hộ nghèo.",
        content=SectionContent.TEXT,
        version=section.version,
        by=None,
    )


def returned(plan: Plan, by: User, *, only_commented: bool = True) -> Plan:
    plan = plan if plan.status == "submitted" else submitted(Plan.objects.get(pk=plan.pk))
    return plan_return(plan=plan, note="Sửa.", only_commented=only_commented, by=by)


def told() -> list[str]:
    """What the newest event says."""
    event = AuditEvent.objects.order_by("pk").last()
    assert event
    [line] = lines([event])
    return [line.what, *(f"{change.what}: {change.after}" for change in line.changes)]
