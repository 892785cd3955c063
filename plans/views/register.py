"""The register of what the commune sent out in a year."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render

from households.views.units import visible_unit
from plans.actions import register_download
from plans.queries import register
from plans.resources.register import register_workbook
from plans.views.year import year_context
from povertyplan.common.pages import SignedInRequest, afterwards, file_response, read_view
from povertyplan.documents.xlsx import EXCEL


@read_view
def register_page(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Number, date, title, signer, recipients and what became of each."""
    unit = visible_unit(request, unit_id)
    context = year_context(unit, year, "plans") | {"lines": register(unit=unit, year=year)}
    return render(request, "plans/register.html", context)


@read_view
def register_file(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The same in the ten columns of the register of outgoing documents."""
    unit = visible_unit(request, unit_id)
    afterwards(request, partial(register_download, unit=unit, year=year, by=request.user))
    content = register_workbook(unit=unit, year=year, lines=register(unit=unit, year=year))
    return file_response(content, f"van-ban-di-{unit.slug}-{year}.xlsx", EXCEL)
