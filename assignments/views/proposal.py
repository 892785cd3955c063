"""The proposal of who helps whom: taken, changed or left, line by line."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from assignments.actions import assignments_create_many, assignments_reading_keep
from assignments.forms.proposal import ProposalLine, proposal_lines, taken, wishes
from assignments.models import AssignmentBlock
from assignments.queries import board, proposal
from assignments.rules import AssignmentContent, contents_for
from assignments.views.board import WHO_EDITS, board_unit
from households.access import can_edit
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view

NOTHING = "Chưa có dòng nào được đánh dấu có tên cơ quan; đánh dấu dòng muốn nhận."


@write_view
def assignment_proposal(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """A proposal for the households without help; POST makes it anew or takes lines of it."""
    unit = board_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    found = board(unit=unit, year=year)
    data = request.POST if request.method == "POST" else None
    given, error = wishes(data, found), ""
    act = data.get("act", "") if data else ""
    if act in {"take", "all"}:
        lines = taken(found, given, everything=act == "all")
        error = "" if lines else NOTHING
        if lines and not any(line.error for line in lines):
            try:
                assignments_create_many(unit=unit, year=year, given=_given(lines), by=request.user)
            except (DomainError, ValidationError) as refused:
                error = " ".join(getattr(refused, "messages", [str(refused)]))
            else:
                say_saved(request, f"Đã phân công {len(lines)} hộ theo đề xuất.")
                return redirect("assignments:board", unit.pk, year)
    proposed = proposal(
        found,
        expected_only=given.expected_only,
        pins=given.pins,
        left=given.left,
        chosen=given.chosen,
        hamlet_blocks=given.hamlet_blocks,
    )
    lines = proposal_lines(proposed, given, found)
    hamlets = {each.hamlet.pk: each.hamlet for each in found.without}
    context: dict[str, Any] = {
        "unit": unit,
        "year": year,
        "section": "areas",
        "board": found,
        "given": given,
        "lines": lines,
        "error": error,
        "faults": [line for line in lines if line.error],
        "hamlets": [(hamlet, given.hamlet_blocks.get(pk)) for pk, hamlet in hamlets.items()],
        "blocks": list(AssignmentBlock.objects.in_year(unit, year).in_order()),
        "outsiders": [each for each in found.standing_agencies if each.block is None],
    }
    kept = partial(
        assignments_reading_keep,
        unit=unit,
        year=year,
        view="de-xuat",
        households=len(lines),
        by=request.user,
    )
    afterwards(request, kept)
    is_refused = bool(error or (act in {"take", "all"} and context["faults"]))
    return render(request, "assignments/proposal.html", context, status=422 if is_refused else 200)


def _given(lines: list[ProposalLine]) -> list[tuple[int, AssignmentContent]]:
    return [
        (
            line.household.pk,
            AssignmentContent(
                lead_agency=line.agency.pk,
                block=line.agency.block,
                contents=contents_for(line.household.needs),
            ),
        )
        for line in lines
        if line.agency
    ]
