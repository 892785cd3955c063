"""Pages of hamlets that are merged, renamed or split, and of where their households go."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.actions import households_allot, households_shown
from households.forms.lineage import JoinForm, SplitForm, allotted
from households.models import AdministrativeUnit, Hamlet
from households.queries import (
    hamlet_changes,
    hamlets_of,
    hamlets_to_allot,
    households_to_allot,
    main_label,
    parts_of,
)
from households.rules import HAMLET_LABELS
from households.views.places import WHO_EDITS
from households.views.units import visible_unit
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require, write_view

PAGE_SIZE = 50


def _unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune, to somebody who may change its hamlets."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    return unit


def _context(unit: AdministrativeUnit, hamlets: list[Hamlet]) -> dict[str, Any]:
    noun = HAMLET_LABELS[main_label(unit=unit, hamlets=hamlets)]
    return {"unit": unit, "year": timezone.localdate().year, "noun": noun}


@read_view
def changes(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """What became of the commune's hamlets, and which households wait to be allotted."""
    unit = visible_unit(request, unit_id)
    context = _context(unit, list(hamlets_of(unit=unit, on=timezone.localdate()))) | {
        "changes": hamlet_changes(unit=unit),
        "waiting": hamlets_to_allot(unit=unit),
        "editable": can_edit(request.user, unit),
    }
    return render(request, "households/hamlet_changes.html", context)


@write_view
def join(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Merge hamlets, or rename one."""
    unit = _unit(request, unit_id)
    hamlets = list(hamlets_of(unit=unit, on=timezone.localdate()))
    form = JoinForm(unit=unit, hamlets=hamlets, data=request.POST or None)
    if request.method == "POST" and (hamlet := form.save(by=request.user)):
        messages.success(request, f"Đã ghi {hamlet.full_name}. Các hộ và người phụ trách đã chuyển theo.")
        return redirect("households:hamlet_changes", unit.pk)
    return render(request, "households/hamlets_join.html", _context(unit, hamlets) | {"form": form})


@write_view
def split(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Split a hamlet; then its households are allotted."""
    unit = _unit(request, unit_id)
    hamlets = list(hamlets_of(unit=unit, on=timezone.localdate()))
    form = SplitForm(unit=unit, hamlets=hamlets, data=request.POST or None)
    if request.method == "POST" and (parts := form.save(by=request.user)):
        messages.success(request, f"Đã chia tách thành {', '.join(part.full_name for part in parts)}.")
        return redirect("households:hamlet_allot", unit.pk, form.cleaned_data["hamlet"])
    return render(request, "households/hamlet_split.html", _context(unit, hamlets) | {"form": form})


@read_view
def allot(request: SignedInRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    """The households of a hamlet that was split, fifty a page, with a choice each."""
    unit = _unit(request, unit_id)
    hamlet = get_object_or_404(Hamlet.objects.in_unit(unit), pk=hamlet_id)
    parts = parts_of(hamlet=hamlet)
    waiting = households_to_allot(hamlet=hamlet)
    page = Paginator(waiting if parts else waiting.none(), PAGE_SIZE).get_page(request.GET.get("trang"))
    if page.object_list:
        count = len(page.object_list)
        shown = partial(households_shown, unit=unit, filter=f"phân hộ {hamlet}", count=count, by=request.user)
        afterwards(request, shown)
    context = {"unit": unit, "hamlet": hamlet, "parts": parts, "page": page}
    return render(request, "households/hamlet_allot.html", context | {"year": timezone.localdate().year})


@require_POST
@write_view
def allot_save(request: SignedInRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    """Move the households for which something was chosen."""
    unit = _unit(request, unit_id)
    hamlet = get_object_or_404(Hamlet.objects.in_unit(unit).select_related("unit"), pk=hamlet_id)
    try:
        moved = households_allot(
            hamlet=hamlet, chosen=allotted(request.POST, parts_of(hamlet=hamlet)), by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        sentence = f"Đã phân {moved} hộ." if moved else "Chưa chọn thôn cho hộ nào."
        (messages.success if moved else messages.warning)(request, sentence)
    return redirect("households:hamlet_allot", unit.pk, hamlet.pk)
