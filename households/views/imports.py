"""The commune's households as a workbook: out, in with a look at what it changes, and back again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from households.access import can_edit, can_see_numbers, roles_in
from households.actions import (
    household_upload_drop,
    household_upload_keep,
    household_upload_map,
    households_download,
    households_import_undo,
)
from households.forms.imports import RegisterMappingForm, RegisterUploadForm
from households.jobs import NOTHING_KEPT, households_import_start, register_ready, register_write
from households.models import (
    AdministrativeUnit,
    Ethnicity,
    Hamlet,
    Household,
    HouseholdUpload,
    ReviewRound,
)
from households.queries.imports import (
    household_upload_of,
    last_household_import,
    register_of,
    rounds_to_fill,
)
from households.resources.register.export import register_workbook
from households.resources.register.looking import Looking, look_at
from households.resources.register.shown import ShownRow, shown_rows
from households.rules import HOUSEHOLD_UNIT_ROLES
from households.views.units import visible_unit
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.failures import failure_of
from povertyplan.common.numbers import format_number
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    write_view,
)
from povertyplan.common.text import upper_first
from povertyplan.documents.xlsx import EXCEL, WorkbookError, read_workbook, to_json

logger = logging.getLogger(__name__)
WHO_IMPORTS = "Chỉ cán bộ của xã, phường được nhập hộ từ Excel."
WHO_EXPORTS = "Chỉ cán bộ, lãnh đạo và người kiểm tra được tải danh sách hộ."
NOT_WRITTEN = "Chưa ghi gì."
FAILED = "Lỗi của chương trình đã được ghi lại; báo người quản trị giờ xảy ra lỗi."
SHOWN_ROWS, SHOWN_ERRORS = 200, 100
LONG_FILE = 300_000  # bytes from which a page says what is going on
LONG_LIST = 500  # households from which a job writes them


@read_view
def register_file(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """The households as a workbook, with the results of a round (`?dot=`), to edit and bring back."""
    unit = visible_unit(request, unit_id)
    require(bool(roles_in(request.user, unit) & {*HOUSEHOLD_UNIT_ROLES}), WHO_EXPORTS)
    asked = request.GET.get("dot", "")
    round = None
    if asked:
        rounds = ReviewRound.objects.visible_to(request.user).filter(unit=unit)
        round = get_object_or_404(rounds, pk=int(asked) if asked.isascii() and asked.isdigit() else 0)
    visible = Household.objects.visible_to(request.user).as_of(timezone.localdate())
    register = register_of(unit=unit, round=round, households=visible)
    with_numbers = can_see_numbers(request.user, unit)
    content = register_workbook(
        register,
        title=("DANH SÁCH HỘ", unit.full_name, *((upper_first(str(round)),) if round else ())),
        hamlets=dict(Hamlet.objects.in_unit(unit).values_list("pk", "name")),
        ethnicities=dict(Ethnicity.objects.values_list("code", "name")),
        with_numbers=with_numbers,
        with_reviews=round is not None,
    )
    kept = partial(
        households_download,
        unit=unit,
        round=round,
        count=len(register.households),
        with_numbers=with_numbers,
        by=request.user,
    )
    afterwards(request, kept)
    year = f"-{round.year}" if round else ""
    return file_response(content, f"danh-sach-ho-{unit.slug}{year}.xlsx", EXCEL)


@write_view
def register_upload(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Choose a workbook; what it would change is shown on the next page."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    rounds = rounds_to_fill(unit=unit)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RegisterUploadForm(*posted, rounds=rounds)
    if form.is_valid():
        content: bytes = form.cleaned_data["file"]
        keep = partial(_keep, unit, form.chosen, content, request)
        if len(content) > LONG_FILE:
            return _told(request, unit, _reading(unit, keep))
        try:
            keep()
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            return redirect("households:register_preview", unit.pk)
    context = _context(unit) | {"form": form, "rounds": rounds, "last": last_household_import(unit=unit)}
    return render(request, "households/register_upload.html", context, status=422 if form.errors else 200)


def _keep(
    unit: AdministrativeUnit, round: ReviewRound | None, content: bytes, request: SignedInRequest
) -> None:
    """Read the file and keep what it says while the officer looks at it."""
    household_upload_keep(
        unit=unit,
        round=round,
        workbook=to_json(read_workbook(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        by=request.user,
    )


@write_view
def register_look(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """How the workbook is read, every error at its cell, and what would change; POST reads it otherwise."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    upload = household_upload_of(user=request.user, unit=unit)
    if upload is None:
        return _nothing_kept(request, unit)
    looking = look_at(upload)
    form = _mapping_form(looking, request.POST if request.method == "POST" else None)
    if form.is_valid():
        household_upload_map(upload=upload, mapping=form.decision())
        return redirect("households:register_preview", unit.pk)
    return _preview(request, looking, form, status=422 if form.errors else 200)


def _mapping_form(looking: Looking, data: Any = None) -> RegisterMappingForm:
    return RegisterMappingForm(
        data,
        proposal=looking.proposal,
        unknown=looking.preview.content.unknown if looking.preview else (),
        hamlets=looking.names,
    )


def _preview(
    request: SignedInRequest, looking: Looking, form: RegisterMappingForm, *, status: int = 200
) -> HttpResponse:
    preview = looking.preview
    shown = preview.comparison.shown if preview else []
    errors = preview.errors if preview else []
    rows: list[ShownRow] = shown_rows(preview, shown[:SHOWN_ROWS]) if preview else []
    context = _context(looking.upload.unit) | {
        "looking": looking,
        "preview": preview,
        "counts": {key: format_number(count) for key, count in preview.counts.items()} if preview else {},
        "form": form,
        "column_fields": [
            (heading, form[f"column-{heading.column}"]) for heading in looking.proposal.headings
        ],
        "name_fields": [(name, form[f"name-{number}"]) for number, name in enumerate(form.unknown)],
        "rows": rows,
        "more_rows": len(shown) - len(rows),
        "errors": errors[:SHOWN_ERRORS],
        "more_errors": max(0, len(errors) - SHOWN_ERRORS),
        "round": looking.upload.round,
    }
    return render(request, "households/register_preview.html", context, status=status)


@require_POST
@write_view
def register_confirm(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Bring in what was shown, all of it or nothing."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    upload = household_upload_of(user=request.user, unit=unit)
    if upload is None:
        return _nothing_kept(request, unit)
    digest, count = request.POST.get("digest", ""), request.POST.get("count", "")[:9]
    if count.isdigit() and int(count) > LONG_LIST:
        return _start(request, upload, digest)
    looking = look_at(upload)
    try:
        ready = register_ready(looking=looking, digest=digest, by=request.user)
        sentence = register_write(looking=looking, ready=ready, by=request.user)
    except StaleError as error:
        messages.warning(request, str(error))
        looking = look_at(upload)
        return _preview(request, looking, _mapping_form(looking), status=409)
    except DomainError as error:
        messages.error(request, str(error))
        return _preview(request, looking, _mapping_form(looking), status=422)
    messages.success(request, sentence)
    return redirect("households:register_upload", unit.pk)


def _start(request: SignedInRequest, upload: HouseholdUpload, digest: str) -> HttpResponse:
    """Have a long list brought in outside the request."""
    try:
        job = households_import_start(upload=upload, digest=digest, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("households:register_preview", upload.unit_id)
    return redirect("jobs:job", job.pk)


@require_POST
@write_view
def register_drop(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Give the upload up."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    if upload := household_upload_of(user=request.user, unit=unit):
        household_upload_drop(upload=upload)
    return redirect("households:register_upload", unit.pk)


@require_POST
@write_view
def register_undo(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Take the last import back."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_IMPORTS)
    record = last_household_import(unit=unit)
    if record is None or request.POST.get("record") != str(record.pk):
        messages.warning(request, "Lần nhập này đã được hoàn tác hoặc đã có lần nhập sau; tải lại trang.")
        return redirect("households:register_upload", unit.pk)
    try:
        households_import_undo(record=record, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã hoàn tác lần nhập; danh sách hộ trở lại như trước.")
    return redirect("households:register_upload", unit.pk)


def _context(unit: AdministrativeUnit) -> dict[str, Any]:
    return {"unit": unit, "year": timezone.localdate().year}


def _nothing_kept(request: SignedInRequest, unit: AdministrativeUnit) -> HttpResponse:
    messages.warning(request, NOTHING_KEPT)
    return redirect("households:register_upload", unit.pk)


# --- long files: a page that says what is going on, piece by piece, without script ---

Told = Iterator[str]
MARK = "<!-- steps -->"


def _told(request: SignedInRequest, unit: AdministrativeUnit, steps: Told) -> HttpResponse:
    """A page that is sent while the work goes on."""
    page = render_to_string("households/register_progress.html", _context(unit) | {"mark": MARK}, request)
    before, after = page.split(MARK)

    def pieces() -> Told:
        yield before
        try:
            yield from steps
        except DomainError as error:
            yield format_html('<p class="notice notice-error" role="alert">{}</p>', str(error))
        except DatabaseError as error:
            logger.exception("a workbook of households was not kept or not written")
            failure = failure_of(error)
            sentence = failure.value.sentence if failure else FAILED
            yield format_html('<p class="notice notice-error" role="alert">{} {}</p>', NOT_WRITTEN, sentence)
        yield after

    response = StreamingHttpResponse(pieces())
    response["X-Accel-Buffering"] = "no"  # a proxy must not keep the pieces back
    return cast("HttpResponse", response)


def _step(sentence: str) -> str:
    return format_html('<p class="hint">{}</p>', sentence)


def _reading(unit: AdministrativeUnit, keep: Callable[[], None]) -> Told:
    yield _step("Đang đọc tệp…")
    keep()
    yield _step("Đã đọc xong tệp. Đang kiểm tra từng ô; trang xem trước mở ra sau ít giây.")
    url = reverse("households:register_preview", args=[unit.pk])
    yield format_html(
        '<meta http-equiv="refresh" content="0;url={}">'
        '<p><a class="btn btn-primary" href="{}">Xem trước</a></p>',
        url,
        url,
    )
