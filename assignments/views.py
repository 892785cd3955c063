"""Who looks after which hamlet."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assignments.actions import area_assignments_save
from assignments.forms import area_lines, area_rows
from assignments.models import AreaAssignment
from households.access import can_edit
from households.models import AdministrativeUnit, Hamlet
from households.queries import hamlets_of
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version
from povertyplan.common.pages import SignedInRequest, require, write_view

WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa bảng phân công."
CHANGED = "Người khác vừa sửa bảng này. Nội dung anh/chị nhập vẫn còn dưới đây; xem bản mới rồi lưu lại."


@write_view
def areas(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The officials of a commune and their hamlets; who may not change the list reads it."""
    unit = get_object_or_404(AdministrativeUnit.objects.visible_to(request.user), pk=unit_id)
    sent, editable, status = request.method == "POST", can_edit(request.user, unit), 200
    require(editable or not sent, WHO_EDITS)
    stored = list(
        AreaAssignment.objects.in_year(unit, year).prefetch_related("hamlets").order_by("order", "pk")
    )
    hamlets = _hamlets(unit, year, stored)
    now = max((area.pk for area in stored), default=0)  # each saving writes all rows anew
    version = posted_version(request.POST) if sent else now
    rows = area_rows(stored, hamlets, request.POST if sent else None)
    if rows.is_valid() and version != now:
        rows.refuse(CHANGED)
        status, version = 409, now
    elif rows.is_valid():
        try:
            area_assignments_save(unit=unit, year=year, lines=area_lines(rows), by=request.user)
        except (DomainError, ValidationError) as error:
            for sentence in error.messages if isinstance(error, ValidationError) else [str(error)]:
                rows.refuse(sentence)
        else:
            messages.success(request, "Đã lưu bảng phân công.")
            return redirect("assignments:areas", unit.pk, year)
    taken = {hamlet.pk for area in stored for hamlet in area.hamlets.all()}
    context = {"unit": unit, "year": year, "section": "areas", "rows": rows, "version": version}
    context |= {"stored": stored, "hamlets": hamlets, "editable": editable, "is_stale": status == 409}
    context["without"] = [hamlet for hamlet in hamlets if hamlet.pk not in taken]
    return render(request, "assignments/areas.html", context, status=status)


def _hamlets(unit: AdministrativeUnit, year: int, stored: list[AreaAssignment]) -> list[Hamlet]:
    """The hamlets of the year, and those that somebody was given although they are gone."""
    day = min(max(timezone.localdate(), dt.date(year, 1, 1)), dt.date(year, 12, 31))
    current = list(hamlets_of(unit=unit, on=day))
    known = {hamlet.pk for hamlet in current}
    given = {hamlet.pk: hamlet for area in stored for hamlet in area.hamlets.all()}
    return current + [hamlet for pk, hamlet in given.items() if pk not in known]
