"""Pages of the households expected to leave poverty in a year: chosen and proposed ones."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from assignments import actions
from assignments.forms.prospects import ChooseForm, DecideForm, FilterForm, ProspectForm, accepted, ticked
from assignments.models import EscapeProspect
from assignments.queries import (
    chosen_prospects,
    known_classes,
    prospect_findings,
    prospect_line,
    prospect_lists,
    prospects_waiting,
)
from assignments.rules import PATH_LABELS, ProspectStatus
from households.access import can_edit, can_see_all_households
from households.actions import household_reading_keep
from households.forms.rounds import SearchForm
from households.models import AdministrativeUnit, Hamlet
from households.queries import HOUSEHOLD_LIMIT, hamlets_of
from households.views.reading import page_number
from households.views.rounds import keep_seen, searched
from households.views.units import visible_unit
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.dates import working_day
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view
from povertyplan.common.snapshot import read_snapshot

WHO_READS = "Chỉ cán bộ, lãnh đạo và người kiểm tra của xã, phường được xem danh sách này."
WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa danh sách này."


def readable_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune, to somebody who sees all its households; what is sent only from its officers."""
    unit = visible_unit(request, unit_id)
    require(can_see_all_households(request.user, unit), WHO_READS)
    require(request.method != "POST" or can_edit(request.user, unit), WHO_EDITS)
    return unit


def page_context(request: SignedInRequest, unit: AdministrativeUnit, year: int) -> dict[str, Any]:
    """What every page of prospects needs."""
    return {"unit": unit, "year": year, "section": "areas", "editable": can_edit(request.user, unit)}


def found_households(
    request: SignedInRequest, unit: AdministrativeUnit, year: int, what: str
) -> dict[str, Any]:
    """What a page that searches for one household shows: the form, and what it found with its class at the
    year's start.
    """
    form = SearchForm(request.POST if "search" in request.POST else None)
    matches = searched(request, form, unit, what)
    ids = [household.pk for household in matches or ()]
    classes = known_classes(unit=unit, year=year, households=ids) if ids else {}
    found = [(household, classes.get(household.pk)) for household in matches or ()]
    return {"search": form, "found": None if matches is None else found, "limit": HOUSEHOLD_LIMIT}


@write_view
def prospects(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The year's poor households beside those chosen, with what does not fit; many are chosen at once."""
    unit = readable_unit(request, unit_id)
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("path", "reason")}
        ticked_now = form.cleaned_data["households"]
        if accepted(
            form,
            lambda: actions.prospects_choose(
                unit=unit, year=year, households=ticked_now, by=request.user, **given
            ),
        ):
            say_saved(request, f"Đã chọn {len(ticked_now)} hộ.")
            return redirect(request.get_full_path())
    hamlets = hamlets_of(unit=unit, on=working_day(year, today=timezone.localdate()))
    filters = FilterForm(request.GET, hamlets=hamlets)
    with read_snapshot():
        chosen = chosen_prospects(unit=unit, year=year)
        lists = prospect_lists(
            unit=unit,
            year=year,
            chosen=chosen,
            filter=filters.filter,
            page=page_number(request.GET.get("trang", "")),
        )
        findings = prospect_findings(unit=unit, year=year, chosen=chosen)
    keep_seen(
        request, unit, f"hộ có khả năng thoát nghèo {year}", len(lists.poor) + len(lists.chosen), unit=unit
    )
    context = page_context(request, unit, year) | {
        "form": form,
        "ticked": ticked(form, "households"),
        "filters": filters,
        "lists": lists,
        "findings": findings,
        "unplaced": sum(finding.code == "prospect_without_hamlet" for finding in findings),
        "paths": [
            (label, [line for line in lists.chosen if line.prospect.path == path])
            for path, label in PATH_LABELS.items()
        ],
    }
    return render(request, "assignments/prospects.html", context)


@require_POST
@write_view
def place(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Each prospect without a hamlet is counted under its household's."""
    unit = readable_unit(request, unit_id)
    try:
        count = actions.prospects_place(unit=unit, year=year, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã ghi thôn, tổ cho {count} hộ.")
    return redirect("assignments:prospects", unit.pk, year)


@write_view
def proposals(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """What hamlets proposed and households registered; many are decided at once."""
    unit = readable_unit(request, unit_id)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        decided, accept = form.cleaned_data["prospects"], form.cleaned_data["accept"]
        if accepted(
            form,
            lambda: actions.prospects_decide(
                unit=unit, year=year, prospects=decided, accept=accept, by=request.user
            ),
        ):
            messages.success(request, f"{'Đã chọn' if accept else 'Không chọn'} {len(decided)} hộ.")
            return redirect("assignments:prospect_proposals", unit.pk, year)
    lines = prospects_waiting(unit=unit, year=year)
    keep_seen(request, unit, f"đề nghị thoát nghèo chờ xem xét {year}", len(lines), unit=unit)
    context = page_context(request, unit, year) | {
        "form": form,
        "ticked": ticked(form, "prospects"),
        "lines": lines,
    }
    return render(request, "assignments/prospect_proposals.html", context)


def _listed(request: SignedInRequest, unit: AdministrativeUnit, year: int, pk: int) -> EscapeProspect:
    """A prospect of the year that was not dropped."""
    rows = EscapeProspect.objects.visible_to(request.user).in_year(unit, year)
    listed = rows.exclude(status=ProspectStatus.DROPPED)
    found = get_object_or_404(listed.select_related("household__head", "household__hamlet"), pk=pk)
    afterwards(request, partial(household_reading_keep, household=found.household, by=request.user))
    return found


@write_view
def prospect(request: SignedInRequest, unit_id: int, year: int, prospect_id: int) -> HttpResponse:
    """One prospect: its way, hamlet and needs."""
    unit = readable_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    data, shown = sent(request), _listed(request, unit, year, prospect_id)
    back = redirect("assignments:prospects", unit.pk, year)

    def stored() -> Stored[list[ProspectForm]]:
        found = _listed(request, unit, year, prospect_id)
        hamlets = Hamlet.objects.in_unit(unit).as_of(working_day(year, today=timezone.localdate()))
        offered = (hamlets | Hamlet.objects.filter(prospects=found)).distinct().in_order()
        return Stored(
            version=found.version,
            forms=lambda data: [ProspectForm(data, prospect=found, hamlets=offered)],
            saved=lambda: last_event("prospect_saved", found.household, year=year),
        )

    def save(version: int) -> None:
        actions.prospect_save(prospect=shown, version=version, by=request.user, **form.cleaned_data)

    now = stored()
    [form] = now.forms(data)
    name = shown.household.head.name
    context = page_context(request, unit, year) | {"form": form, "line": prospect_line(shown)}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=f"Hộ {name}", context=context)
            say_saved(request, f"Đã lưu hộ {name}.")
            return back
    return render(request, "assignments/prospect.html", context | memory(data, now))


@write_view
def drop(request: SignedInRequest, unit_id: int, year: int, prospect_id: int) -> HttpResponse:
    """Ask, then take a household off the year's list."""
    unit = readable_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    shown = _listed(request, unit, year, prospect_id)
    if request.method == "POST":
        try:
            actions.prospect_drop(prospect=shown, version=posted_version(request.POST), by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("assignments:prospect", unit.pk, year, prospect_id)
        messages.success(request, f"Đã bỏ hộ {shown.household.head.name} khỏi danh sách.")
        return redirect("assignments:prospects", unit.pk, year)
    context = page_context(request, unit, year) | {
        "name": shown.household.head.name,
        "version": shown.version,
        "told": "Hộ không còn được tính vào số hộ dự kiến thoát nghèo; chọn lại được bất cứ lúc nào.",
        "back": reverse("assignments:prospect", args=[unit.pk, year, prospect_id]),
    }
    return render(request, "assignments/prospect_drop.html", context)
