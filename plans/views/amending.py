"""Amending, replacing or correcting a plan that was issued, and what that changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from households.access import can_edit
from plans.actions import plan_amend
from plans.actions.amending import REPORT_STANDS
from plans.compose import plan_changes, plan_source
from plans.forms.issuing import AmendForm
from plans.rules import IN_FORCE, RELATION_LABELS, PlanRelation
from plans.views.document import visible_plan
from plans.views.year import WHO_EDITS, plan_context
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.pages import SignedInRequest, read_view, require, write_view
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.html import render_blocks


@write_view
def amend(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose what the new document does; it begins as a draft."""
    plan = visible_plan(request, slug)
    require(can_edit(request.user, plan.unit), WHO_EDITS)
    if plan.is_report:
        messages.warning(request, REPORT_STANDS)
        return redirect("plans:plan", slug)
    if request.method != "POST" and plan.status not in IN_FORCE:
        messages.warning(
            request,
            f"{plan.title_kind} ở tình trạng “{plan.status_label}” không điều chỉnh, đính chính được.",
        )
        return redirect("plans:plan", slug)
    form, status = AmendForm(request.POST or None), 200
    if form.is_valid():
        relation = PlanRelation(form.cleaned_data["relation"])
        try:
            draft = plan_amend(original=plan, relation=relation, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, StaleError) else 200
        else:
            messages.success(request, f"Đã lập dự thảo {RELATION_LABELS[relation]}; bản cũ giữ nguyên.")
            return redirect("plans:plan_edit", draft.slug)
    context = plan_context(plan) | {"form": form}
    return render(request, "plans/amend.html", context, status=status)


@read_view
def changes(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the plan changes of the one it amends or replaces: old, new and ± by hamlet, and the words."""
    plan = visible_plan(request, slug)
    with read_snapshot():
        found = plan_changes(plan_source(plan))
    if found is None:
        raise Http404
    context = plan_context(plan) | {
        "found": found,
    }
    # Escaped block by block in documents.html.
    context["body"] = mark_safe(render_blocks(found.blocks))
    return render(request, "plans/changes.html", context)
