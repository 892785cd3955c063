"""The reports of a year, making one, and whom it is for; all else is done on the pages of its paper."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.views.units import visible_unit
from plans.models import Plan
from plans.views.writing import plan_writer
from plans.views.year import WHO_EDITS, plan_context, year_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, read_view, say_saved, write_view
from reports.actions import report_address
from reports.actions import report_new as make
from reports.forms.reports import AddressForm
from reports.models import Report
from reports.queries import report_list
from reports.views.periods import edited_period


@read_view
def report_page(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """What was reported in a year, and the periods to report on."""
    unit = visible_unit(request, unit_id)
    context = year_context(unit, year, "reports") | {
        "list": report_list(unit=unit, year=year),
        "editable": can_edit(request.user, unit),
    }
    return render(request, "reports/report_list.html", context)


@require_POST
@write_view
def report_new(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Make the report of a period."""
    period = edited_period(request, period_id, WHO_EDITS)
    try:
        report = make(period=period, by=request.user)
    except (DomainError, ValidationError) as error:
        messages.error(request, " ".join(sentences_of(error)))
        return redirect("reports:period", period.pk)
    messages.success(request, "Đã lập dự thảo báo cáo; lời văn lấy từ số liệu hiện có, mời xem và sửa.")
    return redirect("plans:plan", report.paper.slug)


@plan_writer
def report_addressees(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Whom a report is for."""
    report, data = get_object_or_404(Report.objects.select_related("paper"), paper=plan), sent(request)

    def stored() -> Stored[list[forms.BaseForm]]:
        now = Report.objects.select_related("paper").get(pk=report.pk)
        return Stored(
            version=now.paper.version,
            forms=lambda data: [AddressForm(data, initial={"addressees": now.addressees})],
            saved=lambda: last_event("report_addressed", plan),
        )

    def save(version: int) -> None:
        report_address(report=report, version=version, by=request.user, **form.cleaned_data)

    now = stored()
    [form] = now.forms(data)
    context = plan_context(plan) | {"form": form}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Kính gửi", context=context)
            say_saved(request, "Đã lưu nơi kính gửi.")
            return redirect("plans:plan_edit", plan.slug)
    context |= memory(data, now)
    return render(request, "reports/addressees.html", context, status=422 if form.errors else 200)
