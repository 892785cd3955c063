"""A plan from an old plan's file: what was recognised is looked at, then taken as a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from plans.actions import plan_new
from plans.forms.written import WrittenFileForm, WrittenPlanForm
from plans.queries import default_kind
from plans.resources.written import content_of, content_signed, lines_of, written_plan
from plans.rules import PlanKind
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, require, write_view

WHO_WRITES = "Chỉ cán bộ của xã, phường được lập kế hoạch."


@write_view
def plan_read(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Choose the file; it comes back as what was recognised in it. Nothing is kept yet."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_WRITES)
    form = WrittenFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = year_context(unit, year, "plans") | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/written_file.html", context)
    try:
        written = written_plan(lines_of(form.cleaned_data["file"]))
        if not written.content.sections:
            raise DomainError("Không nhận ra mục nào trong tệp. Kiểm tra lại đó có phải kế hoạch không.")
    except DomainError as error:
        form.add_error("file", str(error))
        return render(request, "plans/written_file.html", context)
    signed = content_signed(written.content, owner=_owner(request, unit, year))
    taking = WrittenPlanForm(initial={"kind": default_kind(unit), "content": signed})
    return render(request, "plans/written_plan.html", context | {"written": written, "form": taking})


@require_POST
@write_view
def plan_take(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Start a draft with what was recognised and shown."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_WRITES)
    form = WrittenPlanForm(request.POST)
    if form.is_valid():
        try:
            content = content_of(form.cleaned_data["content"], owner=_owner(request, unit, year))
            kind = PlanKind(form.cleaned_data["kind"])
            plan = plan_new(unit=unit, kind=kind, year=year, content=content, by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            messages.success(request, "Đã lập dự thảo từ tệp. Xem lại từng mục và nối số liệu vào lời văn.")
            return redirect("plans:plan", plan.slug)
    return render(request, "plans/written_again.html", year_context(unit, year, "plans") | {"form": form})


def _owner(request: SignedInRequest, unit: AdministrativeUnit, year: int) -> str:
    return f"{request.user.pk}.{unit.pk}.{year}"
