"""Who did what to a plan, and to a year's figures and targets."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from households.views.units import visible_unit
from plans.compose.history import figure_events, plan_events
from plans.views.document import visible_plan
from plans.views.year import plan_context, year_context
from povertyplan.common.history import history_page
from povertyplan.common.pages import SignedInRequest, read_view
from povertyplan.common.snapshot import read_snapshot


@read_view
def plan_history(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything that happened to a plan, newest first."""
    plan = visible_plan(request, slug)
    with read_snapshot():
        page = history_page(plan_events(plan), before=request.GET.get("truoc", ""))
    context = plan_context(plan) | {"page": page}
    return render(request, "plans/plan_history.html", context)


@read_view
def figures_history(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Everything that happened to a year's figures and targets, newest first."""
    unit = visible_unit(request, unit_id)
    with read_snapshot():
        page = history_page(figure_events(unit=unit, year=year), before=request.GET.get("truoc", ""))
    context = year_context(unit, year, "grid") | {"page": page}
    return render(request, "plans/figures_history.html", context)
