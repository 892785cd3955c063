"""The commune's table of hamlets as a workbook: out, in with a look at what it changes, and back again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.views.units import visible_unit
from plans.actions import (
    GridStale,
    TableRefused,
    table_download,
    table_import_undo,
    upload_bring_in,
    upload_drop,
    upload_keep,
    upload_map,
)
from plans.forms.tables import MappingForm, UploadForm
from plans.queries import figures_refusal, last_import, plans_of, upload_of, year_figures
from plans.resources.looking import Looking, look_at
from plans.resources.table import Outcome, hamlet_names, table_workbook
from plans.rules import COLUMN_LABELS
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    write_view,
)
from povertyplan.documents.xlsx import EXCEL, WorkbookError, read_workbook, to_json

WHO_IMPORTS = "Chỉ cán bộ của xã, phường được nhập số liệu từ Excel."
SHOWN_ROWS = 300
SHOWN_ERRORS = 100
NOTHING_KEPT = "Không còn tệp nào đang xem; chọn lại tệp."
MOVED = "Bảng hoặc cách đọc vừa thay đổi từ lúc anh/chị xem; mời xem lại rồi ghi."


@read_view
def table_file(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The table as a workbook, to edit and bring back."""
    unit = visible_unit(request, unit_id)
    figures = year_figures(unit=unit, year=year)
    afterwards(request, partial(table_download, unit=unit, year=year, by=request.user))
    return file_response(table_workbook(figures), f"so-lieu-{unit.slug}-{year}.xlsx", EXCEL)


@write_view
def table_upload(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Choose a workbook; what it would change is shown on the next page."""
    unit = visible_unit(request, unit_id)
    editable = can_edit(request.user, unit)
    require(editable, WHO_IMPORTS)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        content: bytes = form.cleaned_data["file"]
        try:
            workbook = read_workbook(content)
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            digest = hashlib.sha256(content).hexdigest()
            upload_keep(unit=unit, year=year, workbook=to_json(workbook), sha256=digest, by=request.user)
            return redirect("plans:table_preview", unit.pk, year)
    context = year_context(unit, year, "grid") | {
        "form": form,
        "figures": year_figures(unit=unit, year=year),
        "closed": figures_refusal(plans_of(unit=unit, year=year)),
        "last": last_import(unit=unit),
    }
    return render(request, "plans/table_upload.html", context, status=422 if form.errors else 200)


@write_view
def table_look(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """How the workbook is read, every error at its cell, and what would change; POST reads it otherwise."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    upload = upload_of(user=request.user, unit=unit, year=year)
    if upload is None:
        messages.warning(request, NOTHING_KEPT)
        return redirect("plans:table_upload", unit.pk, year)
    looking = look_at(upload)
    form = _mapping_form(looking, request.POST if request.method == "POST" else None)
    if form.is_valid():
        upload_map(upload=upload, mapping=form.decision())
        return redirect("plans:table_preview", unit.pk, year)
    return _preview(request, looking, form, status=422 if form.errors else 200)


def _mapping_form(looking: Looking, data: Any) -> MappingForm:
    return MappingForm(
        data,
        proposal=looking.proposal,
        unknown=looking.preview.unknown if looking.preview else (),
        hamlets=hamlet_names(looking.figures),
    )


def _preview(
    request: SignedInRequest, looking: Looking, form: MappingForm, *, status: int = 200
) -> HttpResponse:
    upload, preview, rows = looking.upload, looking.preview, looking.rows
    errors = preview.errors if preview else ()
    unit, year = upload.unit, upload.year
    context = year_context(unit, year, "grid") | {
        "looking": looking,
        "preview": preview,
        "form": form,
        "column_fields": [
            (heading, form[f"column-{heading.column}"]) for heading in looking.proposal.headings
        ],
        "name_fields": [(name, form[f"name-{number}"]) for number, name in enumerate(form.unknown)],
        "columns": [COLUMN_LABELS[column] for column in looking.columns],
        "rows": rows[:SHOWN_ROWS],
        "more_rows": max(0, len(rows) - SHOWN_ROWS),
        "errors": errors[:SHOWN_ERRORS],
        "more_errors": max(0, len(errors) - SHOWN_ERRORS),
        "unchanged": preview.count(Outcome.UNCHANGED) if preview else 0,
        "figures": looking.figures,
    }
    return render(request, "plans/table_preview.html", context, status=status)


@require_POST
@write_view
def table_confirm(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Bring in what was shown, all of it or nothing."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    upload = upload_of(user=request.user, unit=unit, year=year)
    if upload is None:
        messages.warning(request, NOTHING_KEPT)
        return redirect("plans:table_upload", unit.pk, year)
    looking = look_at(upload)
    preview = looking.preview
    if preview is None or request.POST.get("digest") != looking.digest:
        messages.warning(request, MOVED)
        return _preview(request, looking, _mapping_form(looking, None), status=409)
    if not looking.can_be_imported:
        messages.error(request, "Chưa ghi: còn chỗ cần sửa.")
        return _preview(request, looking, _mapping_form(looking, None), status=422)
    try:
        imported = upload_bring_in(
            upload=upload,
            date=looking.figures.date,
            rows=preview.rows,
            seen=preview.seen,
            headings=looking.proposal.fingerprint,
            mapping=looking.proposal.mapping.to_json(),
            by=request.user,
        )
    except GridStale:
        messages.warning(request, MOVED)
        looking = look_at(upload)
        return _preview(request, looking, _mapping_form(looking, None), status=409)
    except TableRefused as error:
        messages.error(request, str(error))
        refused = replace(preview, errors=tuple(preview.cell_errors(error)))
        looking = replace(looking, preview=refused)
        return _preview(request, looking, _mapping_form(looking, None), status=422)
    except DomainError as error:
        messages.error(request, str(error))
        return _preview(request, looking, _mapping_form(looking, None), status=422)
    messages.success(request, imported_sentence(imported.created, imported.updated, imported.unchanged))
    return redirect("plans:grid", unit.pk, year)


def imported_sentence(created: int, updated: int, unchanged: int) -> str:
    """What bringing a workbook in did, in one sentence."""
    if not created and not updated:
        return "Tệp giống hệt bảng đang có; không có gì thay đổi."
    parts = [
        f"{number} {what}"
        for number, what in (
            (created, "nơi có số liệu mới"),
            (updated, "nơi đổi số"),
            (unchanged, "nơi giữ nguyên"),
        )
        if number
    ]
    return f"Đã ghi từ Excel: {', '.join(parts)}. Cần thì hoàn tác ở trang Nhập từ Excel."


@require_POST
@write_view
def table_drop(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Give the upload up."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    if upload := upload_of(user=request.user, unit=unit, year=year):
        upload_drop(upload=upload)
    return redirect("plans:grid", unit.pk, year)


@require_POST
@write_view
def table_undo(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Take the last import back."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    record = last_import(unit=unit)
    if record is None or request.POST.get("record") != str(record.pk):
        messages.warning(request, "Lần nhập này đã được hoàn tác hoặc đã có lần nhập sau; tải lại trang.")
        return redirect("plans:table_upload", unit.pk, year)
    try:
        table_import_undo(record=record, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("plans:table_upload", unit.pk, year)
    messages.success(request, "Đã hoàn tác lần nhập; bảng trở lại như trước.")
    return redirect("plans:grid", unit.pk, year)
