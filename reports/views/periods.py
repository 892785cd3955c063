"""The calendar of a year: its periods, made from the plan or added, corrected, closed, opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.access import can_approve, can_edit
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, read_view, require, say_saved, write_view
from povertyplan.common.snapshot import read_snapshot
from reports import actions
from reports.forms.periods import PeriodEditForm, PeriodForm, ReopenForm, proposed_forms
from reports.models import ReportingPeriod
from reports.queries import asked_reports, period_lines, proposed_periods
from reports.rules import PeriodKind, PeriodState, Slot, first_day, period_name

WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa lịch báo cáo."
WHO_CLOSES = "Chỉ cán bộ của xã, phường được khóa số liệu kỳ báo cáo."
WHO_REOPENS = "Chỉ lãnh đạo của xã, phường được mở lại kỳ báo cáo đã khóa."


def visible_period(request: SignedInRequest, period_id: int) -> ReportingPeriod:
    """The period if the user works in its commune, else 404."""
    periods = ReportingPeriod.objects.visible_to(request.user).select_related("unit").defer("tables")
    return get_object_or_404(periods, pk=period_id)


def edited_period(request: SignedInRequest, period_id: int, sentence: str = WHO_EDITS) -> ReportingPeriod:
    """The period if the user may change it; else 404, or 403 with the sentence."""
    period = visible_period(request, period_id)
    require(can_edit(request.user, period.unit), sentence)
    return period


def of_year(unit: AdministrativeUnit, year: int) -> dict[str, Any]:
    """What the frame and the head of a page need."""
    return {"unit": unit, "year": year, "section": "reports"}


def attempt(request: SignedInRequest, act: Callable[[], object], done: str) -> bool:
    """Do what a button asks for, and say that it was done or why not."""
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True


@read_view
def calendar(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The periods of a year with closing date, due date, state and report."""
    unit, today = visible_unit(request, unit_id), timezone.localdate()
    with read_snapshot():
        lines = period_lines(unit=unit, year=year, today=today)
        missing = not lines and asked_reports(unit=unit, year=year)
    context = of_year(unit, year) | {
        "lines": lines,
        "asked": missing,
        "overdue": [line for line in lines if line.state == PeriodState.OVERDUE],
        "editable": can_edit(request.user, unit),
    }
    return render(request, "reports/periods.html", context)


@write_view
def propose(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The periods that the year lacks, to tick and correct."""
    unit, today = visible_unit(request, unit_id), timezone.localdate()
    require(can_edit(request.user, unit), WHO_EDITS)
    data = request.POST if request.method == "POST" else None
    with read_snapshot():
        asked = asked_reports(unit=unit, year=year)
        found = proposed_periods(unit=unit, year=year, asked=asked)
    rows = proposed_forms(found, year=year, today=today, data=data)
    problems: list[str] = []
    chosen = [row for row in rows if row.is_bound]
    wrong = [row for row in chosen if not row.is_valid()]
    if data is not None and not wrong:
        try:
            contents = [row.content for row in chosen]
            added = actions.periods_add(unit=unit, year=year, contents=contents, by=request.user)
        except (DomainError, ValidationError) as error:
            problems = sentences_of(error)
        else:
            say_saved(request, f"Đã thêm {len(added)} kỳ vào lịch báo cáo năm {year}.")
            return redirect("reports:periods", unit.pk, year)
    refused = bool(problems or wrong)
    context = of_year(unit, year) | {"rows": rows, "asked": asked, "problems": problems, "refused": refused}
    return render(request, "reports/periods_propose.html", context, status=422 if refused else 200)


@write_view
def new(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """A report asked for out of turn."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    start = first_day(Slot(kind=PeriodKind.AD_HOC), year)
    form = PeriodForm(request.POST or None, year=year, initial={"start_date": start})
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            period = actions.period_add(unit=unit, year=year, name=name, by=request.user, **form.dates)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            say_saved(request, f"Đã thêm kỳ “{period}”.")
            return redirect("reports:period", period.pk)
    context = of_year(unit, year) | {"form": form, "title": "Thêm báo cáo đột xuất"}
    context["example"] = period_name(Slot(kind=PeriodKind.AD_HOC), year)
    return render(request, "reports/period_edit.html", context, status=422 if form.errors else 200)


@write_view
def edit(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Name, dates, and by which paper the period was reported."""
    period, data = edited_period(request, period_id), sent(request)

    def stored() -> Stored[list[forms.BaseForm]]:
        now = visible_period(request, period_id)
        return Stored(
            version=now.version,
            forms=lambda data: [PeriodEditForm(data, year=now.year, initial=model_to_dict(now))],
            saved=lambda: last_event("period_changed", now),
        )

    def save(version: int) -> None:
        given = form.cleaned_data
        actions.period_change(period=period, version=version, by=request.user, **given)

    now = stored()
    [form] = now.forms(data)
    context = of_year(period.unit, period.year) | {
        "form": form,
        "period": period,
        "title": "Sửa kỳ báo cáo",
    }
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Kỳ báo cáo", context=context)
            say_saved(request, "Đã lưu kỳ báo cáo.")
            return redirect("reports:period", period.pk)
    context |= memory(data, now)
    return render(request, "reports/period_edit.html", context, status=422 if form.errors else 200)


@require_POST
@write_view
def remove(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Take a period off that nothing hangs on."""
    period = edited_period(request, period_id)

    def act() -> None:
        actions.period_remove(period=period, by=request.user)

    if attempt(request, act, f"Đã bỏ kỳ “{period}” khỏi lịch."):
        return redirect("reports:periods", period.unit_id, period.year)
    return redirect("reports:period", period.pk)


@require_POST
@write_view
def close(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Close the figures of a period."""
    period = edited_period(request, period_id, WHO_CLOSES)

    def act() -> None:
        actions.period_close(period=period, by=request.user)

    attempt(request, act, f"Đã khóa số liệu kỳ “{period}”.")
    return redirect("reports:period", period.pk)


@write_view
def reopen(request: SignedInRequest, period_id: int) -> HttpResponse:
    """Open a closed period again, for a reason."""
    period = visible_period(request, period_id)
    require(can_approve(request.user, period.unit), WHO_REOPENS)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.period_reopen(period=period, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            say_saved(request, f"Đã mở lại kỳ “{period}”.")
            return redirect("reports:period", period.pk)
    context = of_year(period.unit, period.year) | {"form": form, "period": period}
    return render(request, "reports/period_reopen.html", context, status=422 if form.errors else 200)
