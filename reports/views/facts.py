"""What reports need and nobody else keeps: capital, funds, documents issued, inspections; a kind a page."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.forms.uploads import UploadForm
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from plans.views.year import year_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    say_saved,
    write_view,
)
from povertyplan.documents.xlsx import EXCEL, WorkbookError, read_workbook
from reports import actions
from reports.forms.facts import FACT_KINDS, LateForm
from reports.models import ReportingPeriod
from reports.queries import facts_of, facts_recorded
from reports.resources.facts import (
    FactKind,
    FactRow,
    FactSheet,
    fact_sheet,
    fact_workbook,
    form_of,
    unknown_rows,
)

WHO_EDITS = "Chỉ cán bộ của xã, phường được ghi số liệu báo cáo."
MOVED = "Chưa đọc được điều đã xem; chọn lại tệp."
KEPT_SECONDS = 86_400
PAGE_SIZE = 50
SHOWN = 200


@read_view
def facts(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """All that reports of the year need: how much is recorded of each kind, and each period's results."""
    unit = visible_unit(request, unit_id)
    recorded = facts_recorded(unit=unit, year=year, models=[kind.model for kind in FACT_KINDS.values()])
    context = _around(request, unit, year) | {
        "kinds": [(kind, recorded[kind.model]) for kind in FACT_KINDS.values()],
        "periods": ReportingPeriod.objects.in_year(unit, year).order_by("closing_date", "pk"),
    }
    return render(request, "reports/facts.html", context)


@write_view
def fact_list(request: SignedInRequest, unit_id: int, year: int, kind: str) -> HttpResponse:
    """The facts of a kind in a year, newest first, and one more."""
    unit, of = visible_unit(request, unit_id), _kind(kind)
    form, late = of.form(request.POST or None), LateForm(request.POST or None)
    if request.method == "POST":
        require(can_edit(request.user, unit), WHO_EDITS)
        if form.is_valid() and late.is_valid() and _recorded(request, unit, of, form, late):
            return redirect("reports:fact_list", unit.pk, form.cleaned_data["date"].year, of.key)
    rows = Paginator(facts_of(unit=unit, year=year, model=of.model), PAGE_SIZE)
    context = _around(request, unit, year) | {
        "kind": of,
        "form": form,
        "late": late,
        "page": rows.get_page(request.GET.get("trang")),
    }
    return render(request, "reports/fact_list.html", context, status=422 if form.errors else 200)


def _recorded(
    request: SignedInRequest, unit: AdministrativeUnit, kind: FactKind, form: forms.Form, late: LateForm
) -> bool:
    try:
        actions.fact_record(
            unit=unit,
            model=kind.model,
            values=form.cleaned_data,
            late=late.cleaned_data["late"],
            by=request.user,
        )
    except (DomainError, ValidationError) as error:
        form.add_error(None, sentences_of(error))
        return False
    say_saved(request, f"Đã ghi {kind.noun}.")
    return True


@write_view
def fact_edit(request: SignedInRequest, unit_id: int, year: int, kind: str, fact_id: int) -> HttpResponse:
    """What is known of a fact; or have it removed."""
    unit, of = _edited(request, unit_id), _kind(kind)
    fact = get_object_or_404(facts_of(unit=unit, year=year, model=of.model), pk=fact_id)
    back = redirect("reports:fact_list", unit.pk, year, of.key)
    data = sent(request)
    late = LateForm(data)

    def stored() -> Stored[list[forms.Form]]:
        now = of.model.objects.get(pk=fact.pk)
        return Stored(
            version=now.version,
            forms=lambda data: [of.form(data, initial=of.values(now))],
            saved=lambda: last_event("fact_changed", now),
        )

    def save(version: int) -> None:
        is_late = late.is_valid() and late.cleaned_data["late"]
        actions.fact_change(
            fact=fact, version=version, values=form.cleaned_data, late=is_late, by=request.user
        )

    now = stored()
    [form] = now.forms(data)
    context = _around(request, unit, year) | {"kind": of, "fact": fact}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=of.heading, context=context)
            say_saved(request, f"Đã lưu {of.noun}.")
            return back
    context |= {"form": form, "late": late, **memory(data, now)}
    return render(request, "reports/fact_edit.html", context, status=422 if form.errors else 200)


@require_POST
@write_view
def fact_delete(request: SignedInRequest, unit_id: int, year: int, kind: str, fact_id: int) -> HttpResponse:
    """Remove a fact that was recorded by mistake."""
    unit, of = _edited(request, unit_id), _kind(kind)
    fact = get_object_or_404(facts_of(unit=unit, year=year, model=of.model), pk=fact_id)
    try:
        actions.fact_delete(fact=fact, version=posted_version(request.POST), by=request.user)
    except DomainError as error:
        form = of.form(initial=of.values(fact))
        context = _around(request, unit, year) | {"kind": of, "fact": fact, "form": form, "late": LateForm()}
        context |= {"refusal": str(error), "version": fact.version, "base": ""}
        return render(request, "reports/fact_edit.html", context, status=409)
    say_saved(request, f"Đã xóa {of.noun}.")
    return redirect("reports:fact_list", unit.pk, year, of.key)


# --- as a workbook ---


@read_view
def facts_file(
    request: SignedInRequest, unit_id: int, year: int, kind: str, *, blank: bool = False
) -> HttpResponse:
    """The year's facts of a kind as a workbook, or a `blank` one to fill in."""
    unit, of = visible_unit(request, unit_id), _kind(kind)
    listed = [] if blank else list(facts_of(unit=unit, year=year, model=of.model))
    if not blank:
        name = str(of.model._meta.model_name)
        task = partial(actions.facts_download, unit=unit, name=name, count=len(listed), by=request.user)
        afterwards(request, task)
    title = (f"{of.heading.upper()} NĂM {year}", unit.full_name)
    filename = f"{of.key}-{'mau' if blank else unit.slug}-{year}.xlsx"
    return file_response(fact_workbook(of, listed, title=title), filename, EXCEL)


@write_view
def facts_upload(request: SignedInRequest, unit_id: int, year: int, kind: str) -> HttpResponse:
    """Choose a workbook; the answer shows what would be recorded, or what is wrong at which cell."""
    unit, of = _edited(request, unit_id), _kind(kind)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            workbook = read_workbook(form.cleaned_data["file"])
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            return _preview(request, unit, year, of, fact_sheet(workbook, of))
    context = _around(request, unit, year) | {"kind": of, "form": form}
    return render(request, "reports/facts_upload.html", context, status=422 if form.errors else 200)


@require_POST
@write_view
def facts_confirm(request: SignedInRequest, unit_id: int, year: int, kind: str) -> HttpResponse:
    """Record what was shown, all of it or nothing; what was recorded meanwhile is not recorded twice."""
    unit, of = _edited(request, unit_id), _kind(kind)
    late = LateForm(request.POST)
    try:
        given = signing.loads(request.POST.get("rows", ""), salt=_salt(unit, of), max_age=KEPT_SECONDS)
    except signing.BadSignature:
        form = UploadForm()
        context = _around(request, unit, year) | {"kind": of, "form": form, "refusal": MOVED}
        return render(request, "reports/facts_upload.html", context, status=422)
    sheet = _again(of, given)
    rows, _ = unknown_rows(sheet, facts_of(unit=unit, year=None, model=of.model), of)
    try:
        is_late = late.is_valid() and late.cleaned_data["late"]
        values = [row.values for row in rows]
        count = actions.facts_import(unit=unit, model=of.model, rows=values, late=is_late, by=request.user)
    except (DomainError, ValidationError) as error:
        refusal = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return _preview(request, unit, year, of, sheet, refusal=refusal)
    say_saved(request, f"Đã ghi {count} {of.noun} từ Excel.")
    return redirect("reports:fact_list", unit.pk, year, of.key)


def _again(kind: FactKind, given: Any) -> FactSheet:
    """The sheet that was shown, read with the forms of now."""
    rows = []
    for number, texts in given:
        form = form_of(kind, texts)
        if form.is_valid():
            rows.append(FactRow(row=number, texts=texts, values=form.cleaned_data))
    return FactSheet(rows=tuple(rows))


def _preview(
    request: SignedInRequest,
    unit: AdministrativeUnit,
    year: int,
    kind: FactKind,
    sheet: FactSheet,
    *,
    refusal: str = "",
) -> HttpResponse:
    rows, known = unknown_rows(sheet, facts_of(unit=unit, year=None, model=kind.model), kind)
    context = _around(request, unit, year) | {
        "kind": kind,
        "columns": [kind.headings[name][0] for name in kind.fields],
        "rows": [[row.texts.get(name, "") for name in kind.fields] for row in rows[:SHOWN]],
        "count": len(rows),
        "known": known,
        "more": max(0, len(rows) - SHOWN),
        "errors": sheet.errors[:SHOWN],
        "error_count": len(sheet.errors),
        "late": LateForm(),
        "refusal": refusal,
        "sent": signing.dumps(
            [[row.row, row.texts] for row in sheet.rows], salt=_salt(unit, kind), compress=True
        ),
    }
    status = 422 if sheet.errors or refusal else 200
    return render(request, "reports/facts_preview.html", context, status=status)


def _salt(unit: AdministrativeUnit, kind: FactKind) -> str:
    return f"reports.facts.{kind.key}.{unit.pk}"


def _kind(key: str) -> FactKind:
    if key not in FACT_KINDS:
        raise Http404
    return FACT_KINDS[key]


def _edited(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    return unit


def _around(request: SignedInRequest, unit: AdministrativeUnit, year: int) -> dict[str, Any]:
    closed = ReportingPeriod.objects.in_year(unit, year).filter(closed_at__isnull=False)
    return year_context(unit, year, "reports") | {
        "editable": can_edit(request.user, unit),
        "has_closed": closed.exists(),
    }
