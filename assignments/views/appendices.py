"""The three appendices of a year on screen and as files."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from assignments import actions
from assignments.compose import appendices_document
from assignments.queries import appendix_findings
from assignments.resources.appendices import appendices_workbook
from households.access import can_see_all_households
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from povertyplan.common.pages import SignedInRequest, afterwards, file_response, read_view, require
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.blocks import Document
from povertyplan.documents.docx import render_docx
from povertyplan.documents.html import render_body
from povertyplan.documents.xlsx import EXCEL
from povertyplan.jobs.printing import Print, print_view

WHO_READS = "Chỉ cán bộ, lãnh đạo, người kiểm tra được xem danh sách hộ của cả xã, phường."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def watched_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune whose households the user sees all: 404 where he does not work, 403 in another role."""
    unit = visible_unit(request, unit_id)
    require(can_see_all_households(request.user, unit), WHO_READS)
    return unit


def _made(request: SignedInRequest, unit: AdministrativeUnit, year: int, file: str = "") -> Document:
    """The document; that it was read, or taken away as a file of a kind, is kept."""
    with read_snapshot():
        document = appendices_document(unit=unit, year=year)
    named = sum(len(table.rows) for table in document.tables() if table.key in {"helped", "assigned"})
    keep = partial(actions.year_reading_keep, unit=unit, year=year, shown="appendices", by=request.user)
    afterwards(request, partial(keep, households=named, file=file))
    return document


@read_view
def appendices(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The appendices as they will be printed, and where they do not agree."""
    unit = watched_unit(request, unit_id)
    document = _made(request, unit, year)
    context = {
        "unit": unit,
        "year": year,
        "section": "areas",
        # Escaped block by block in documents.html; nothing of it is markup that somebody typed.
        "body": mark_safe(render_body(document)),
        "findings": appendix_findings(unit=unit, year=year),
    }
    return render(request, "assignments/appendices.html", context)


@print_view
def appendices_pdf(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse | Print:
    """The appendices on paper."""
    unit = watched_unit(request, unit_id)
    document = _made(request, unit, year, "pdf")
    return Print(
        documents=[document],
        name=f"{document.name}.pdf",
        title=f"In phụ lục giúp đỡ hộ năm {year}, {unit.full_name}",
        unit_code=unit.code,
        back=reverse("assignments:appendices", args=[unit.pk, year]),
        context={"unit": unit, "year": year, "section": "areas"},
    )


@read_view
def appendices_word(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The appendices as a Word file."""
    unit = watched_unit(request, unit_id)
    document = _made(request, unit, year, "docx")
    return file_response(render_docx(document), f"{document.name}.docx", WORD)


@read_view
def appendices_excel(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The appendices as a workbook."""
    unit = watched_unit(request, unit_id)
    document = _made(request, unit, year, "xlsx")
    content = appendices_workbook(document, place=f"{unit.full_name}, năm {year}")
    return file_response(content, f"{document.name}.xlsx", EXCEL)
