"""The commune's own list of assignments from Excel: looked at first, then all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from assignments.actions import assignments_import
from assignments.resources.preview import ImportPreview, assignment_preview
from assignments.resources.sheets import AssignmentList, assignment_list
from assignments.views.board import WHO_EDITS, board_unit
from households.access import can_edit
from households.forms.uploads import UploadForm
from households.models import AdministrativeUnit
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view
from povertyplan.documents.xlsx import WorkbookError, read_workbook

MOVED = "Tệp đang xem không còn đọc được; chọn lại tệp."
SHOWN = 200
KEPT_SECONDS = 86_400


@write_view
def assignment_import(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Choose a workbook, look at what it changes, write it; what was read travels in the page, signed."""
    unit = board_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    salt = f"assignments.import:{unit.pk}:{year}"
    is_confirmed = "given" in request.POST
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    given = _looked_at(request, form, salt) if is_confirmed else _read(form)
    context: dict[str, Any] = {"unit": unit, "year": year, "section": "areas", "form": form}
    if given:
        preview = assignment_preview(given, unit=unit, year=year)
        if is_confirmed and _write(request, form, preview, unit, year):
            say_saved(request, _sentence(preview))
            return redirect("assignments:board", unit.pk, year)
        context |= {
            "preview": preview,
            "given": signing.dumps(given.to_json(), salt=salt, compress=True),
            "errors": preview.errors[:SHOWN],
            "rows": preview.rows[:SHOWN],
            "more": max(0, len(preview.rows) - SHOWN),
        }
    is_refused = bool(form.errors or (given and preview.errors))
    return render(request, "assignments/import.html", context, status=422 if is_refused else 200)


def _read(form: UploadForm) -> AssignmentList | None:
    """The list in the file that was sent; None when none was or it cannot be read, which the form says."""
    if not form.is_valid():
        return None
    try:
        return assignment_list(read_workbook(form.cleaned_data["file"]))
    except WorkbookError as refused:
        form.add_error("file", str(refused))
        return None


def _looked_at(request: SignedInRequest, form: UploadForm, salt: str) -> AssignmentList | None:
    """The list that was shown and is sent back; None when that is too long ago or was tampered with."""
    form.errors.clear()  # no file is sent with it
    try:
        return AssignmentList.from_json(signing.loads(request.POST["given"], salt=salt, max_age=KEPT_SECONDS))
    except signing.BadSignature:
        form.add_error(None, MOVED)
        return None


def _write(
    request: SignedInRequest, form: UploadForm, preview: ImportPreview, unit: AdministrativeUnit, year: int
) -> bool:
    """Write what was looked at; False when it is refused, which the form or the preview says."""
    if preview.errors:
        return False
    try:
        assignments_import(
            unit=unit, year=year, created=preview.created, changed=preview.changed, by=request.user
        )
    except (DomainError, ValidationError) as refused:
        form.add_error(None, refused if isinstance(refused, ValidationError) else str(refused))
        return False
    return True


def _sentence(preview: ImportPreview) -> str:
    named = (("created", "phân công mới"), ("updated", "sửa"), ("unchanged", "giữ nguyên"))
    parts = [f"{preview.counts[key]} {what}" for key, what in named if preview.counts[key]]
    return f"Đã ghi từ Excel: {', '.join(parts)}."
