"""Who has sent the report of a period and who has not: the page, its buttons, the reminder on paper."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.access import can_approve, can_edit
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    say_saved,
    write_view,
)
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.blocks import Document
from povertyplan.documents.docx import render_docx
from povertyplan.documents.pdf import PdfError, render_pdf
from povertyplan.documents.portal import render_html
from reports import actions
from reports.compose import reminder
from reports.forms.periods import DutyReportForm, SentForm, duty_state
from reports.models import DutyReport, ReportingPeriod
from reports.queries import DUTY_STATE_LABELS, duty_lines, period_line
from reports.views.periods import attempt, edited_period, of_year, visible_period

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WHO_MARKS = "Chỉ cán bộ của xã, phường được ghi đơn vị nào đã gửi báo cáo."


def _page(
    request: SignedInRequest, period: ReportingPeriod, form: SentForm, *, status: int = 200
) -> HttpResponse:
    today, state = timezone.localdate(), duty_state(request.GET.get("xem", ""))
    with read_snapshot():
        line = period_line(period=period, today=today)
        lines = duty_lines(period=period, today=today)
    editable = can_edit(request.user, period.unit)
    context = of_year(period.unit, period.year) | {
        "line": line,
        "period": line.period,
        "lines": [each for each in lines if each.is_in(state)],
        "state": state,
        "states": DUTY_STATE_LABELS.items(),
        "form": form,
        "ticked": set(request.POST.getlist("ids")),
        "editable": editable,
        "can_close": editable and not period.closed_at and today >= period.closing_date,
        "can_reopen": bool(period.closed_at) and can_approve(request.user, period.unit),
    }
    return render(request, "reports/period.html", context, status=status)


@read_view
def period(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Who owes a report for the period, who has sent it and who has not."""
    form = SentForm(initial={"sent_date": timezone.localdate()})
    return _page(request, visible_period(request, period_id), form)


@require_POST
@write_view
def send(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Write down that those who were ticked have sent."""
    found = edited_period(request, period_id, WHO_MARKS)
    form = SentForm(request.POST)
    if form.is_valid():
        try:
            sent = actions.duty_reports_send(period=found, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            say_saved(request, f"Đã ghi {len(sent)} đơn vị gửi báo cáo.")
            return redirect("reports:period", found.pk)
    return _page(request, found, form, status=422)


@require_POST
@write_view
def take(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Add whom the plan asks by now."""
    found = edited_period(request, period_id)
    added: list[str] = []

    def act() -> None:
        added.extend(actions.duty_reports_take(period=found, by=request.user))
        if not added:
            raise DomainError("Kế hoạch không giao thêm đơn vị nào báo cáo kỳ này.")

    attempt(request, act, "Đã thêm đơn vị theo kế hoạch.")
    return redirect("reports:period", found.pk)


@write_view
def add(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Somebody who owes a report and whom the plan does not name."""
    found = edited_period(request, period_id)
    initial = {"addressee": "Ủy ban nhân dân", "due_date": found.due_date}
    form = DutyReportForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            report = actions.duty_report_add(period=found, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            say_saved(request, f"Đã thêm {report.actor}.")
            return redirect("reports:period", found.pk)
    context = of_year(found.unit, found.year) | {"form": form, "period": found}
    return render(request, "reports/duty_report_add.html", context, status=422 if form.errors else 200)


def _row(request: SignedInRequest, period_id: int, duty_report_id: int) -> DutyReport:
    found = edited_period(request, period_id, WHO_MARKS)
    rows = DutyReport.objects.filter(period=found).select_related("period__unit")
    return get_object_or_404(rows, pk=duty_report_id)


@require_POST
@write_view
def unsend(request: SignedInRequest, period_id: int, duty_report_id: int) -> HttpResponse:
    """Take back that somebody has sent."""
    report = _row(request, period_id, duty_report_id)
    act = partial(actions.duty_report_unsend, report=report, by=request.user)
    attempt(request, act, f"Đã bỏ ghi nhận gửi của {report.actor}.")
    return redirect("reports:period", period_id)


@require_POST
@write_view
def drop(request: SignedInRequest, period_id: int, duty_report_id: int) -> HttpResponse:
    """Take somebody off who owes nothing."""
    report = _row(request, period_id, duty_report_id)
    act = partial(actions.duty_report_remove, report=report, by=request.user)
    attempt(request, act, f"Đã bỏ {report.actor} khỏi kỳ báo cáo.")
    return redirect("reports:period", period_id)


# --- the reminder ---


def _reminder(request: SignedInRequest, period_id: int, format: str) -> tuple[ReportingPeriod, Document]:
    found, today = visible_period(request, period_id), timezone.localdate()
    lines = [line for line in duty_lines(period=found, today=today) if not line.is_sent]
    keep = partial(actions.reminder_keep, period=found, actors=len(lines), file=format, by=request.user)
    afterwards(request, keep)
    return found, reminder(period=found, lines=lines, today=today)


@read_view
def reminder_paper(request: SignedInRequest, period_id: int, format: str) -> HttpResponse:
    """The reminder as PDF or Word."""
    found, document = _reminder(request, period_id, format)
    if format == "docx":
        return file_response(render_docx(document), f"{document.name}.docx", WORD)
    try:
        pdf = render_pdf(document)
    except PdfError as error:
        context = of_year(found.unit, found.year) | {"sentence": str(error)}
        context["back"] = reverse("reports:period", args=[found.pk])
        return render(request, "households/no_pdf.html", context, status=503)
    return file_response(pdf, f"{document.name}.pdf", "application/pdf", inline=True)


@read_view
def reminder_page(request: SignedInRequest, period_id: int) -> HttpResponse:
    """The reminder as one HTML file."""
    _, document = _reminder(request, period_id, "html")
    return file_response(render_html(document), f"{document.name}.html", "text/html")
