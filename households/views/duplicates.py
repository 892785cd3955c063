"""Who may be on the list twice: one page to decide about each pair."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from households import actions
from households.access import can_edit
from households.forms.duplicates import Decision, DuplicateForm
from households.models import AdministrativeUnit, Member
from households.queries import duplicate_pairs
from households.queries.duplicates import PAIR_LIMIT
from households.views.register import WHO_WRITES, register_context, register_unit
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, require, write_view

MOVED_ON = "Một trong hai người vừa được sửa; xem lại danh sách."


@write_view
def duplicates(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """The pairs that nobody decided about yet."""
    unit = register_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_WRITES)
    if request.method == "POST":
        _decide(request, unit)
        return redirect("households:duplicates", unit.pk)
    pairs = duplicate_pairs(unit=unit)
    kept = partial(
        actions.households_reading_keep,
        unit=unit,
        shown="duplicates",
        filters={},
        count=len(pairs),
        by=request.user,
    )
    afterwards(request, kept)
    context = register_context(unit) | {"pairs": pairs, "limit": PAIR_LIMIT}
    return render(request, "households/duplicates.html", context)


def _decide(request: SignedInRequest, unit: AdministrativeUnit) -> None:
    form = DuplicateForm(request.POST)
    if not form.is_valid():
        messages.error(request, MOVED_ON)
        return
    given = form.cleaned_data
    people = Member.objects.kept().filter(household__unit=unit).select_related("household__unit")
    found = people.in_bulk([given["first"], given["second"]])
    if len(found) != 2:
        messages.error(request, MOVED_ON)
        return
    first, second = found[given["first"]], found[given["second"]]
    try:
        if given["decision"] is Decision.APART:
            actions.members_keep_apart(one=first, other=second, by=request.user)
            messages.success(request, f"Đã ghi {first.name} và {second.name} là hai người khác nhau.")
            return
        keep, drop = (first, second) if given["decision"] is Decision.KEEP_FIRST else (second, first)
        actions.members_merge(keep=keep, drop=drop, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã gộp; giữ {keep.name} ở {keep.household.hamlet.full_name}.")
