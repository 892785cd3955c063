"""The year page, its plans, and starting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.access import (
    can_approve,
    can_choose_signers,
    can_edit,
    can_number,
    can_read_log,
    can_see_households,
)
from households.models import AdministrativeUnit
from households.queries import hamlets_of, main_label
from households.views.units import visible_unit
from plans.actions import plan_follow as follow
from plans.actions import plan_new as start
from plans.compose import plan_view
from plans.forms.year import FollowForm, NewPlanForm
from plans.models import Plan
from plans.queries import (
    default_kind,
    default_year,
    papers_waiting,
    plans_before,
    plans_of,
    year_figures,
    year_overview,
    years_of,
)
from plans.resources import kind_content, placeholders
from plans.rules import PRINTED, PlanKind
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, read_view, require, write_view

WHO_EDITS = "Chỉ cán bộ của xã, phường được lập và sửa kế hoạch, báo cáo."


def plan_context(plan: Plan) -> dict[str, Any]:
    """What the frame of every page of a plan or a report needs."""
    return year_context(plan.unit, plan.year, "reports" if plan.is_report else "plans") | {"plan": plan}


def year_context(unit: AdministrativeUnit, year: int, section: str) -> dict[str, Any]:
    """What the frame of every page of a year needs."""
    return {"unit": unit, "year": year, "years": years_of(unit=unit), "section": section}


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """A plan in a list, with how much does not add up as long as something can be done about it."""

    plan: Plan
    tally: str
    is_grave: bool


def plan_rows(plans: Sequence[Plan]) -> list[PlanRow]:
    """Plans with their findings by level; those approved or issued keep their own."""
    rows = []
    for plan in plans:
        view = None if plan.status in PRINTED else plan_view(plan)
        rows.append(
            PlanRow(plan=plan, tally=view.tally if view else "", is_grave=bool(view and view.unexplained))
        )
    return rows


@read_view
def unit(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """To the year to open first."""
    found = visible_unit(request, unit_id)
    return redirect("plans:year", found.pk, default_year(unit=found))


@read_view
def year(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """What has to be done next, then figures, targets and plans."""
    unit = visible_unit(request, unit_id)
    overview, approves = year_overview(unit=unit, year=year), can_approve(request.user, unit)
    step = overview.step_for(approves=approves)
    context = year_context(unit, year, "overview") | {
        "overview": overview,
        "step": step,
        "next_plan": overview.plan_at(step),
        "rows": plan_rows(overview.plans),
        "editable": can_edit(request.user, unit),
        "approves": approves,
        "waiting": [paper for paper in papers_waiting(unit=unit) if paper not in overview.plans]
        if approves
        else (),
        "numbers": can_number(request.user, unit),
        "reads_log": can_read_log(request.user, unit),
        "sees_households": can_see_households(request.user, unit),
    }
    return render(request, "plans/year.html", context)


@read_view
def plan_list(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The plans of a commune and year."""
    unit = visible_unit(request, unit_id)
    context = year_context(unit, year, "plans") | {
        "rows": plan_rows(plans_of(unit=unit, year=year)),
        "editable": can_edit(request.user, unit),
        "approves": can_approve(request.user, unit),
        "chooses_signers": can_choose_signers(request.user, unit),
    }
    return render(request, "plans/plan_list.html", context)


@write_view
def plan_new(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Choose a kind; its standard sections become a draft."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    form = NewPlanForm(request.POST or None, initial={"kind": default_kind(unit)})
    if form.is_valid():
        kind = PlanKind(form.cleaned_data["kind"])
        hamlets = hamlets_of(unit=unit, on=timezone.localdate())
        label = main_label(unit=unit, hamlets=hamlets)
        content = kind_content(kind, placeholders(unit, year=year, label=label))
        try:
            plan = start(unit=unit, kind=kind, year=year, content=content, by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Đã lập dự thảo với các mục thường dùng.")
            return redirect("plans:plan", plan.slug)
    context = year_context(unit, year, "plans") | {
        "form": form,
        "following": FollowForm(plans=plans_before(unit=unit, year=year)),
        "figures": year_figures(unit=unit, year=year),
    }
    return render(request, "plans/plan_new.html", context)


@require_POST
@write_view
def plan_follow(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Begin with the words of a plan of another year, moved to this one."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    form = FollowForm(request.POST, plans=plans_before(unit=unit, year=year))
    if form.is_valid():
        try:
            plan = follow(previous=form.cleaned_data["previous"], year=year, by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, "Đã lập dự thảo theo kế hoạch đã chọn; xem lại các năm trong lời văn.")
            return redirect("plans:plan", plan.slug)
    context = year_context(unit, year, "plans") | {
        "form": NewPlanForm(initial={"kind": default_kind(unit)}),
        "following": form,
        "figures": year_figures(unit=unit, year=year),
    }
    return render(request, "plans/plan_new.html", context)
