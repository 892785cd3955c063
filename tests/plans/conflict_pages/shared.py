"""What another changes in a plan meanwhile, and where it is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from plans.actions import section_save
from plans.models import Plan, PlanSection
from plans.rules import SectionContent
from povertyplan.accounts.models import User


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def node_of(plan: Plan) -> PlanSection:
    """The section that both write; its heading may change."""
    return plan.sections.filter(parent=None).order_by("order")[1]


def section_url(plan: Plan) -> str:
    return reverse("plans:section", args=[plan.slug, node_of(plan).pk])


def section_changed(plan: Plan, other: User, **changes: Any) -> None:
    node = node_of(plan)
    given = {"heading": node.heading, "body": node.body, "content": SectionContent(node.content), **changes}
    section_save(section=node, version=node.version, by=other, **given)


def plan_url(name: str) -> Callable[[Plan], str]:
    return lambda plan: reverse(f"plans:{name}", args=[plan.slug])
