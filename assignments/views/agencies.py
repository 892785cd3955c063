"""The agencies of a commune: the list, one of them, and the list as a workbook."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assignments import actions
from assignments.forms.agencies import AgencyEndForm, AgencyForm
from assignments.models import Agency
from assignments.queries import (
    agencies_of,
    agency_members,
    agency_rows,
    help_running,
    households_helped,
)
from assignments.resources.agencies import (
    AgencySheet,
    Line,
    agency_preview,
    agency_sheet,
    agency_workbook,
)
from households.access import can_edit
from households.forms.uploads import UploadForm
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
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

SALT = "assignments.agencies"
SHOWN = 100
WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa danh sách cơ quan, đơn vị."
MOVED = "Danh sách vừa thay đổi từ lúc anh/chị xem; mời xem lại rồi ghi."


def edited_unit(request: SignedInRequest, unit_id: int, who: str = WHO_EDITS) -> AdministrativeUnit:
    """The commune, for its officers alone."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), who)
    return unit


def agency_of(unit: AdministrativeUnit, agency_id: int) -> Agency:
    """An agency of the commune, 404 for any other."""
    return get_object_or_404(Agency.objects.in_unit(unit).select_related("unit"), pk=agency_id)


def around(unit: AdministrativeUnit) -> dict[str, Any]:
    """What the bar wants on a page of no year of its own."""
    return {"unit": unit, "year": timezone.localdate().year, "section": "areas"}


@read_view
def agencies(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Who there is to help: kind, contact, members, and how many households each helps this year."""
    unit, today = visible_unit(request, unit_id), timezone.localdate()
    rows = agency_rows(unit=unit, year=today.year, on=today)
    context = around(unit) | {
        "rows": [row for row in rows if not row.is_ended],
        "ended": [row for row in rows if row.is_ended],
        "editable": can_edit(request.user, unit),
    }
    return render(request, "assignments/agencies.html", context)


@read_view
def agency(request: SignedInRequest, unit_id: int, agency_id: int) -> HttpResponse:
    """One agency, who signs in for it, and how many households it helps this year."""
    unit, today = visible_unit(request, unit_id), timezone.localdate()
    found = agency_of(unit, agency_id)
    context = around(unit) | {
        "agency": found,
        "members": agency_members(agency=found, on=today),
        "households": len(households_helped(unit=unit, year=today.year).get(found.pk, ())),
        "editable": can_edit(request.user, unit),
    }
    return render(request, "assignments/agency.html", context)


@write_view
def agency_new(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """One more agency."""
    unit = edited_unit(request, unit_id)
    form = AgencyForm(request.POST or None)
    if form.is_valid():
        try:
            added = actions.agency_create(unit=unit, by=request.user, **form.values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            say_saved(request, f"Đã thêm {added}.")
            return redirect("assignments:agency", unit.pk, added.pk)
    return render(request, "assignments/agency_new.html", around(unit) | {"form": form})


@write_view
def agency_edit(request: SignedInRequest, unit_id: int, agency_id: int) -> HttpResponse:
    """What is known of an agency."""
    unit = edited_unit(request, unit_id)
    found, data = agency_of(unit, agency_id), sent(request)

    def stored() -> Stored[list[AgencyForm]]:
        now = Agency.objects.get(pk=found.pk)
        return Stored(
            version=now.version,
            forms=lambda data: [AgencyForm(data, initial=AgencyForm.stored(now))],
            saved=lambda: last_event("agency_updated", now),
        )

    def save(version: int) -> None:
        actions.agency_update(agency=found, version=version, by=request.user, **form.values())

    now = stored()
    [form] = now.forms(data)
    context = around(unit) | {"agency": found}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=str(found), context=context)
            say_saved(request, f"Đã lưu {form.cleaned_data['name']}.")
            return redirect("assignments:agency", unit.pk, found.pk)
    return render(request, "assignments/agency_edit.html", context | {"form": form} | memory(data, now))


@write_view
def agency_end(request: SignedInRequest, unit_id: int, agency_id: int) -> HttpResponse:
    """What ends with an agency; one that helps households is ended only when that was seen."""
    unit = edited_unit(request, unit_id)
    found = agency_of(unit, agency_id)
    form = AgencyEndForm(request.POST or None)
    if form.is_valid():
        try:
            actions.agency_end(agency=found, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            messages.success(request, f"{found} đã thôi.")
            return redirect("assignments:agencies", unit.pk)
    today = timezone.localdate()
    helped = help_running(agency=found, on=today).values("household").distinct().count()
    context = around(unit) | {"agency": found, "form": form, "helped": helped}
    context["members"] = agency_members(agency=found, on=today)
    return render(request, "assignments/agency_end.html", context)


# --- as a workbook ---


@read_view
def agencies_file(request: SignedInRequest, unit_id: int, *, blank: bool = False) -> HttpResponse:
    """The running agencies as a workbook to edit and bring back, or a `blank` one to fill in."""
    unit = visible_unit(request, unit_id)
    listed = [] if blank else list(agencies_of(unit=unit, on=timezone.localdate()))
    if not blank:
        task = partial(actions.agencies_download, unit=unit, agencies=len(listed), by=request.user)
        afterwards(request, task)
    title = ("DANH SÁCH CƠ QUAN, ĐƠN VỊ GIÚP ĐỠ HỘ NGHÈO", unit.full_name)
    name = f"co-quan-{'mau' if blank else unit.slug}.xlsx"
    return file_response(agency_workbook(listed, title=title), name, EXCEL)


@write_view
def agencies_upload(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Choose a workbook; the answer shows what it would change, or what is wrong at which cell."""
    unit = edited_unit(request, unit_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            workbook = read_workbook(form.cleaned_data["file"])
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            known = {agency.name_key for agency in _running(unit)}
            return _preview(request, unit, agency_sheet(workbook, known=known))
    context = around(unit) | {"form": form}
    return render(request, "assignments/agencies_upload.html", context, status=422 if form.errors else 200)


@require_POST
@write_view
def agencies_confirm(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Bring in what was shown, all of it or nothing."""
    unit = edited_unit(request, unit_id)
    try:
        lines: list[Line] = signing.loads(request.POST.get("lines", ""), salt=f"{SALT}.{unit.pk}")
    except signing.BadSignature:
        messages.warning(request, "Chưa đọc được điều đã xem; chọn lại tệp.")
        return redirect("assignments:agencies_upload", unit.pk)
    if request.POST.get("digest") != agency_preview(lines, stored=_running(unit)).digest:
        messages.warning(request, MOVED)
        return _preview(request, unit, AgencySheet(lines=tuple(lines)), status=409)
    try:
        done = actions.agencies_import(unit=unit, lines=lines, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _preview(request, unit, AgencySheet(lines=tuple(lines)), status=422)
    messages.success(request, f"Đã ghi từ Excel: {done.created} cơ quan mới, {done.updated} cơ quan sửa.")
    return redirect("assignments:agencies", unit.pk)


def _running(unit: AdministrativeUnit) -> list[Agency]:
    """The agencies that a workbook's names are held against."""
    return list(Agency.objects.in_unit(unit).filter(valid_to__isnull=True).in_order())


def _preview(
    request: SignedInRequest, unit: AdministrativeUnit, sheet: AgencySheet, *, status: int = 200
) -> HttpResponse:
    preview = agency_preview(sheet.lines, stored=_running(unit))
    context = around(unit) | {
        "errors": sheet.errors[:SHOWN],
        "error_count": len(sheet.errors),
        "more": max(0, len(sheet.errors) - SHOWN),
        "preview": preview,
        "lines": signing.dumps(sheet.lines, salt=f"{SALT}.{unit.pk}", compress=True),
    }
    status = 422 if sheet.errors else status
    return render(request, "assignments/agencies_preview.html", context, status=status)
