"""The events a write leaves, and the sections of a plan."""

from __future__ import annotations

from typing import Any

from plans.actions import section_save
from plans.models import Plan, PlanSection
from plans.rules import SectionContent
from povertyplan.common.audit import first_broken
from povertyplan.common.models import AuditEvent, AuditHead


def events(plan: Plan) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(unit_code=plan.unit.code).order_by("sequence"))


def last_event(plan: Plan) -> AuditEvent:
    found = events(plan)
    assert first_broken(found, AuditHead.objects.get(unit_code=plan.unit.code)) is None
    return found[-1]


def tree(plan: Plan, parent: int | None = None) -> list[Any]:
    """Headings in order, each followed by the list of those below."""
    found: list[Any] = []
    for section in PlanSection.objects.filter(plan=plan, parent=parent).order_by("order", "pk"):
        below = tree(plan, section.pk)
        found += [section.heading, below] if below else [section.heading]
    return found


def section_of(plan: Plan, heading: str) -> PlanSection:
    return PlanSection.objects.select_related("plan__unit").get(plan=plan, heading=heading)


def save_section(section: PlanSection, **fields: Any) -> PlanSection:
    values: dict[str, Any] = {
        "heading": section.heading,
        "body": section.body,
        "content": SectionContent(section.content),
        "version": section.version,
        "by": None,
        **fields,
    }
    return section_save(section=section, **values)
