"""Households in danger of becoming poor: the year's list, naming one, taking one off."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assignments import actions
from assignments.forms.prospects import EndangeredForm, accepted
from assignments.models import EndangeredHousehold
from assignments.queries import endangered_households, known_classes
from assignments.views.prospects import WHO_EDITS, found_households, page_context, readable_unit
from households.access import can_edit
from households.actions import household_reading_keep
from households.models import Household
from households.rules import Classification
from households.views.rounds import keep_seen
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view


@write_view
def endangered_list(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The households in danger, and a search for the next one."""
    unit = readable_unit(request, unit_id)
    lines = endangered_households(unit=unit, year=year)
    keep_seen(request, unit, f"hộ có nguy cơ nghèo {year}", len(lines), unit=unit)
    found = found_households(request, unit, year, "tìm hộ có nguy cơ nghèo")
    context = page_context(request, unit, year) | {"lines": lines} | found
    return render(request, "assignments/endangered.html", context)


@write_view
def name(request: SignedInRequest, unit_id: int, year: int, household_id: int) -> HttpResponse:
    """Put one household on the list, with the reason."""
    unit = readable_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    kept = Household.objects.visible_to(request.user).in_unit(unit).kept()
    household = get_object_or_404(kept.select_related("head", "hamlet", "unit"), pk=household_id)
    afterwards(request, partial(household_reading_keep, household=household, by=request.user))
    form = EndangeredForm(request.POST or None)
    if form.is_valid() and accepted(
        form,
        lambda: actions.endangered_name(household=household, year=year, by=request.user, **form.cleaned_data),
    ):
        say_saved(request, f"Đã ghi hộ {household.head.name}.")
        return redirect("assignments:endangered", unit.pk, year)
    classes = known_classes(unit=unit, year=year, households=[household.pk])
    context = page_context(request, unit, year) | {
        "form": form,
        "household": household,
        "is_poor": classes.get(household.pk) == Classification.POOR,
    }
    return render(request, "assignments/endangered_name.html", context)


@write_view
def drop(request: SignedInRequest, unit_id: int, year: int, endangered_id: int) -> HttpResponse:
    """Ask, then take a household off the list."""
    unit = readable_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    rows = EndangeredHousehold.objects.visible_to(request.user).in_year(unit, year)
    endangered = get_object_or_404(rows.select_related("household__head"), pk=endangered_id)
    afterwards(request, partial(household_reading_keep, household=endangered.household, by=request.user))
    who = endangered.household.head.name
    if request.method == "POST":
        try:
            actions.endangered_drop(endangered=endangered, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Đã bỏ hộ {who} khỏi danh sách.")
        return redirect("assignments:endangered", unit.pk, year)
    context = page_context(request, unit, year) | {
        "name": who,
        "version": 0,
        "told": f"Lý do đã ghi: {endangered.reason}",
        "back": reverse("assignments:endangered", args=[unit.pk, year]),
    }
    return render(request, "assignments/prospect_drop.html", context)
