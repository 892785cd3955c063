"""The commune's targets of a year, as handed down."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from households.access import can_edit
from plans.actions import commune_targets_save
from plans.forms.targets import target_rows
from plans.queries import commune_targets, grid_is_open, plans_of
from plans.views.writing import WHO_WRITES, refuse
from plans.views.year import visible_unit, year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version
from povertyplan.common.pages import SignedInRequest, require, write_view

CHANGED = "Người khác vừa sửa chỉ tiêu. Nội dung anh/chị nhập vẫn còn dưới đây; xem bản mới rồi lưu lại."


@write_view
def targets(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The list of targets: a row each; who may not change it reads it."""
    unit = visible_unit(request, unit_id)
    stored, status, sent = commune_targets(unit=unit, year=year), 200, request.method == "POST"
    require(can_edit(request.user, unit) or not sent, WHO_WRITES)
    now = max((target.pk for target in stored), default=0)  # each saving writes all rows anew
    version = posted_version(request.POST) if sent else now
    rows = target_rows(stored, request.POST if sent else None)
    if rows.is_valid() and version != now:
        rows.refuse(CHANGED)
        status, version = 409, now
    elif rows.is_valid():
        try:
            commune_targets_save(unit=unit, year=year, rows=rows.rows(), by=request.user)
        except (DomainError, ValidationError) as error:
            for sentence in refuse(error):
                rows.refuse(sentence)
        else:
            messages.success(request, f"Đã lưu chỉ tiêu năm {year}.")
            return redirect("plans:targets" if "more" in request.POST else "plans:year", unit.pk, year)
    context = year_context(unit, year, "grid") | {"rows": rows, "version": version, "stored": stored}
    context["editable"] = can_edit(request.user, unit)
    context |= {"open": sent or grid_is_open(plans_of(unit=unit, year=year)), "is_stale": status == 409}
    return render(request, "plans/targets.html", context, status=status)
