"""Addresses of the pages of writing, and what their forms send."""

from __future__ import annotations

from typing import Any

from django.forms.formsets import BaseFormSet
from django.urls import reverse

from plans.compose import plan_source
from plans.forms.lists import PARTS
from plans.models import Plan, PlanSection


def node_of(plan: Plan, heading: str = "GIẢI PHÁP") -> PlanSection:
    return plan.sections.get(heading=heading)


def url_of(name: str, plan: Plan, *more: Any) -> str:
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def text_of(response: Any) -> str:
    return str(response.content.decode())


def shown(rows: BaseFormSet[Any], **changes: Any) -> dict[str, str]:
    """What the page would send for a list: its fields as shown, and `changes` by field name."""
    bound = [*rows.management_form, *(field for form in rows for field in form)]
    values = {field.html_name: field.value() for field in bound if not field.html_name.endswith(("DELETE",))}
    given: dict[str, str] = {}
    for field in bound:
        if field.html_name in values and values[field.html_name] is not None:
            prepared = field.field.widget.format_value(values[field.html_name])
            if prepared == []:
                continue  # boxes of which none is ticked send nothing
            given[field.html_name] = str(prepared[0] if isinstance(prepared, list) else prepared or "")
    return {**given, **changes}


def list_data(plan: Plan, key: str, **changes: str) -> dict[str, str]:
    plan = Plan.objects.get(pk=plan.pk)
    return shown(PARTS[key].rows(plan_source(plan), None), version=str(plan.version), **changes)


def section_data(node: PlanSection, **changes: str) -> dict[str, str]:
    given = {"heading": node.heading, "body": node.body, "content": node.content}
    return {**given, "version": str(node.version), **changes}
