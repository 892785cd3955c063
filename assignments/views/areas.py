"""Who looks after which hamlet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assignments.actions import area_assignments_save, committee_save
from assignments.forms.areas import CommitteeForm, area_lines, area_rows
from assignments.models import AreaAssignment
from assignments.queries import area_findings, areas_of, areas_version, committee_of
from households.access import can_edit
from households.models import AdministrativeUnit, Hamlet
from households.queries import hamlets_of
from households.views.units import visible_unit
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.dates import working_day
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import Rows, sentences_of
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view

USUAL_NAME = "Ban Chỉ đạo thực hiện các Chương trình mục tiêu quốc gia"
WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa bảng phân công."


@write_view
def areas(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The officials of a commune and their hamlets; who may not change the list reads it."""
    unit = visible_unit(request, unit_id)
    data, editable = sent(request), can_edit(request.user, unit)
    require(editable or data is None, WHO_EDITS)

    def stored() -> Stored[list[Rows]]:
        areas = areas_of(unit=unit, year=year)
        hamlets = _hamlets(unit, year, areas)
        return Stored(
            version=areas_version(areas),
            forms=lambda data: [area_rows(areas, hamlets, data)],
            saved=lambda: last_event("area_assignments_saved", unit, year=year),
        )

    def save(version: int) -> None:
        lines = area_lines(rows)
        area_assignments_save(unit=unit, year=year, lines=lines, version=version, by=request.user)

    now = stored()
    [rows] = now.forms(data)
    context: dict[str, Any] = {"unit": unit, "year": year, "section": "areas"}
    if data is not None and rows.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            for sentence in sentences_of(error):
                rows.refuse(sentence)
        else:
            if conflict:
                return conflict_page(request, conflict, title="Phụ trách địa bàn", context=context)
            say_saved(request, "Đã lưu bảng phân công.")
            return redirect("assignments:areas", unit.pk, year)
    areas = areas_of(unit=unit, year=year)
    hamlets = _hamlets(unit, year, areas)
    context |= {"rows": rows, "stored": areas, "hamlets": hamlets, "editable": editable}
    context["findings"] = area_findings(hamlets=hamlets, areas=areas)
    context["committee"] = committee_of(unit=unit, year=year)
    return render(request, "assignments/areas.html", context | memory(data, now))


def _hamlets(unit: AdministrativeUnit, year: int, stored: list[AreaAssignment]) -> list[Hamlet]:
    """The hamlets of the year, and those that somebody was given although they are gone."""
    current = list(hamlets_of(unit=unit, on=working_day(year, today=timezone.localdate())))
    known = {hamlet.pk for hamlet in current}
    given = {hamlet.pk: hamlet for area in stored for hamlet in area.hamlets.all()}
    return current + [hamlet for pk, hamlet in given.items() if pk not in known]


@write_view
def committee(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The steering committee of a year and its decision."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    data = sent(request)

    def stored() -> Stored[list[CommitteeForm]]:
        found = committee_of(unit=unit, year=year)
        initial = model_to_dict(found) if found else {"name": USUAL_NAME}
        return Stored(
            version=found.version if found else 0,
            forms=lambda data: [CommitteeForm(data, initial=initial)],
            saved=lambda: last_event("committee_saved", unit, year=year),
        )

    def save(version: int) -> None:
        committee_save(unit=unit, year=year, version=version, by=request.user, **form.cleaned_data)

    now = stored()
    [form] = now.forms(data)
    context: dict[str, Any] = {"unit": unit, "year": year, "section": "areas", "form": form}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Ban Chỉ đạo", context=context)
            say_saved(request, "Đã lưu Ban Chỉ đạo.")
            return redirect("assignments:areas", unit.pk, year)
    return render(request, "assignments/committee.html", context | memory(data, now))
