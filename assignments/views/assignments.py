"""One assignment: all that is said of it, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assignments.actions import assignment_change, assignment_withdraw
from assignments.forms.assignments import ONE_DAY, AssignmentForm, WithdrawForm, assignment_initial
from assignments.models import Agency, Assignment, AssignmentBlock
from assignments.queries import needs_of, supporters_of
from households.access import can_edit, can_see_all_households
from households.actions import household_reading_keep
from households.models import Household
from households.rules import NEED_LABELS
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view

WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa phân công giúp đỡ."


@write_view
def assignment(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """What an agency owes a household; the commune's officer changes it."""
    found = _visible(request, assignment_id)
    editable = can_edit(request.user, found.unit) and not found.withdrawn_reason
    data = sent(request)
    require(data is None or can_edit(request.user, found.unit), WHO_EDITS)

    def stored() -> Stored[list[AssignmentForm]]:
        row = Assignment.objects.get(pk=assignment_id)
        supporters = supporters_of(row)
        agencies = _agencies(row, supporters)
        blocks = list(AssignmentBlock.objects.in_year(found.unit, row.year).in_order())
        initial = assignment_initial(row, supporters)
        return Stored(
            version=row.version,
            forms=lambda data: [AssignmentForm(data, agencies=agencies, blocks=blocks, initial=initial)],
            saved=lambda: last_event("assignment_changed", found),
        )

    def save(version: int) -> None:
        assignment_change(assignment=found, content=form.content(), version=version, by=request.user)

    now = stored()
    [form] = now.forms(data)
    context: dict[str, Any] = {"unit": found.unit, "year": found.year, "section": "areas"}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Phân công giúp đỡ hộ", context=context)
            say_saved(request, f"Đã lưu phân công giúp hộ {found.household.head.name}.")
            return redirect("assignments:assignment", found.pk)
    needs = needs_of(unit=found.unit, year=found.year, households=[found.household_id])[found.household_id]
    context |= {
        "assignment": found,
        "supporters": list(found.supporters.order_by("order", "pk")),
        "people": found.household.members.present().count(),
        "needs": [label for need, label in NEED_LABELS.items() if need in needs],
        "last_day": found.valid_to - ONE_DAY,
        "form": form if editable else None,
        "editable": editable,
        "sees_board": can_see_all_households(request.user, found.unit),
    }
    return render(request, "assignments/assignment.html", context | memory(data, now))


@write_view
def withdraw(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Ask why, then take the assignment back."""
    found = _visible(request, assignment_id)
    require(can_edit(request.user, found.unit), WHO_EDITS)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            assignment_withdraw(assignment=found, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            say_saved(request, f"Đã rút phân công {found.lead_agency} giúp hộ {found.household.head.name}.")
            return redirect("assignments:board", found.unit_id, found.year)
    context = {"unit": found.unit, "year": found.year, "section": "areas", "assignment": found, "form": form}
    return render(
        request, "assignments/assignment_withdraw.html", context, status=422 if form.errors else 200
    )


def _visible(request: SignedInRequest, assignment_id: int) -> Assignment:
    """An assignment of a household that the reader sees; members of an agency have a page of their own."""
    rows = Assignment.objects.filter(household__in=Household.objects.visible_to(request.user))
    named = rows.select_related("unit", "block", "lead_agency", "household__head", "household__hamlet")
    found = get_object_or_404(named, pk=assignment_id)
    afterwards(request, partial(household_reading_keep, household=found.household, by=request.user))
    return found


def _agencies(row: Assignment, supporters: frozenset[int]) -> list[Agency]:
    """Those of today, and those named here although they have ended."""
    in_unit = Agency.objects.in_unit(row.unit)
    chosen = in_unit.filter(pk__in={row.lead_agency_id, *supporters})
    return list((in_unit.as_of(timezone.localdate()) | chosen).in_order())
