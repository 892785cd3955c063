"""The blocks of a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assignments.actions import blocks_save, blocks_take_over
from assignments.forms.blocks import block_lines, block_rows
from assignments.models import Agency, AssignmentBlock
from assignments.queries import agencies_of, blocks_of, blocks_saved
from assignments.views.agencies import edited_unit
from households.access import can_edit
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from povertyplan.common.audit import version_of
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import Rows, sentences_of
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view

WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa các khối."


@write_view
def blocks(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The year's blocks with their leading agencies and members; who may not change them reads them."""
    unit = visible_unit(request, unit_id)
    data, editable = sent(request), can_edit(request.user, unit)
    require(editable or data is None, WHO_EDITS)

    def stored() -> Stored[list[Rows]]:
        version = version_of(blocks_saved(unit=unit, year=year))
        standing = blocks_of(unit=unit, year=year)
        agencies = _agencies(unit, standing)
        return Stored(
            version=version,
            forms=lambda data: [block_rows(standing, agencies, data)],
            saved=lambda: blocks_saved(unit=unit, year=year),
            lists={"rows": {"key": "block"}},
        )

    def save(version: int) -> None:
        blocks_save(unit=unit, year=year, lines=block_lines(rows), version=version, by=request.user)

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
                return conflict_page(request, conflict, title=f"Các khối năm {year}", context=context)
            say_saved(request, "Đã lưu các khối.")
            return redirect("assignments:blocks", unit.pk, year)
    standing = blocks_of(unit=unit, year=year)
    agencies = _agencies(unit, standing)
    taken = {agency.pk for block in standing for agency in block.members}
    context |= {"rows": rows, "stored": standing, "agencies": agencies, "editable": editable}
    context["without"] = [agency for agency in agencies if agency.pk not in taken]
    context["has_last"] = not standing and bool(blocks_of(unit=unit, year=year - 1))
    return render(request, "assignments/blocks.html", context | memory(data, now))


@require_POST
@write_view
def blocks_last(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Begin with the blocks of the year before."""
    unit = edited_unit(request, unit_id, WHO_EDITS)
    try:
        led_anew = blocks_take_over(unit=unit, year=year, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã lấy các khối của năm {year - 1}.")
        if led_anew:
            names = ", ".join(led_anew)
            messages.warning(request, f"Đầu mối cũ đã thôi, thành viên kế tiếp tạm làm đầu mối: {names}.")
    return redirect("assignments:blocks", unit.pk, year)


def _agencies(unit: AdministrativeUnit, blocks: list[AssignmentBlock]) -> list[Agency]:
    """The agencies of today, and those that stand in a block although they are gone."""
    running = list(agencies_of(unit=unit, on=timezone.localdate()))
    gone = {agency.pk: agency for block in blocks for agency in block.members}
    for agency in running:
        gone.pop(agency.pk, None)
    return [*running, *gone.values()]
