"""Ways down to the last year of a plan of several years."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from households.access import can_edit
from plans.models import Plan
from plans.rules import Pace, PlanKind, SpreadRefused
from plans.views.document import visible_plan
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view
from reports.actions import roadmap_take
from reports.forms.roadmaps import PaceForm, WayForm
from reports.forms.scenarios import IndicatorForm
from reports.queries import RoadmapBasis, Way, roadmap_basis, ways

WHO_TAKES = "Chỉ cán bộ của xã, phường được lấy lộ trình vào kế hoạch."


@write_view
def roadmap(request: SignedInRequest, slug: str) -> HttpResponse:
    """The ways beside each other; taking one writes it into the plan's roadmap."""
    plan = visible_plan(request, slug)
    if plan.kind != PlanKind.ROADMAP:
        raise Http404
    editable = can_edit(request.user, plan.unit)
    data = request.POST if request.method == "POST" else request.GET
    basis = roadmap_basis(plan=plan, indicator=IndicatorForm(request.GET).chosen)
    form = WayForm(data, basis=basis)
    if request.method == "POST":
        require(editable, WHO_TAKES)
        if _take(request, plan, basis, form):
            return redirect(f"{reverse('reports:roadmap', args=[slug])}?doi-tuong={basis.indicator}")
    context = year_context(plan.unit, plan.year, "plans") | {
        "plan": plan,
        "basis": basis,
        "form": form,
        "ways": _ways(basis, form),
        "editable": editable and plan.is_editable,
    }
    return render(request, "reports/roadmap.html", context)


def _take(request: SignedInRequest, plan: Plan, basis: RoadmapBasis, form: WayForm) -> bool:
    pace = PaceForm(request.POST)
    if not form.is_valid() or not pace.is_valid():
        messages.error(request, "Chưa lấy: có ô cần xem lại.")
        return False
    try:
        roadmap_take(
            plan=plan,
            indicator=basis.indicator,
            pace=Pace(pace.cleaned_data["pace"]),
            end=form.cleaned_data["end"],
            pins=form.pins,
            version=posted_version(request.POST),
            by=request.user,
        )
    except (DomainError, ValidationError) as error:
        messages.error(request, " ".join(sentences_of(error)))
        return False
    say_saved(request, f"Đã lấy lộ trình {basis.label} vào kế hoạch.")
    return True


def _ways(basis: RoadmapBasis, form: WayForm) -> tuple[Way, ...]:
    """The ways to what the form says, or to what the plan says before anything was typed."""
    if form.is_bound and not form.is_valid():
        return ()
    end, pins = (form.cleaned_data["end"], form.pins) if form.is_bound else (basis.end, {})
    try:
        return ways(basis, end=end, pins=pins)
    except SpreadRefused as error:
        if form.is_bound:
            form.add_error(None, list(error.sentences))
        return ()
