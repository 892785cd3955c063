"""Households that register themselves to leave poverty: the year's list, and the form of one."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assignments.actions import prospect_register
from assignments.forms.prospects import RegistrationForm
from assignments.models import EscapeProspect
from assignments.queries import known_classes, open_needs, registrations
from assignments.views.prospects import WHO_EDITS, found_households, page_context, readable_unit
from households.access import can_edit
from households.actions import household_reading_keep
from households.models import Household
from households.rules import Classification
from households.views.rounds import keep_seen
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view


@write_view
def registration_list(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The households that registered, and a search for the next one."""
    unit = readable_unit(request, unit_id)
    lines = registrations(unit=unit, year=year)
    keep_seen(request, unit, f"hộ đăng ký thoát nghèo {year}", len(lines), unit=unit)
    found = found_households(request, unit, year, "tìm hộ để ghi đăng ký thoát nghèo")
    context = page_context(request, unit, year) | {"lines": lines} | found
    return render(request, "assignments/registrations.html", context)


@write_view
def registration(request: SignedInRequest, unit_id: int, year: int, household_id: int) -> HttpResponse:
    """The registration of one household: when, through whom, with which needs."""
    unit = readable_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    kept = Household.objects.visible_to(request.user).in_unit(unit).kept()
    household = get_object_or_404(kept.select_related("head", "hamlet"), pk=household_id)
    afterwards(request, partial(household_reading_keep, household=household, by=request.user))
    data, name = sent(request), household.head.name

    def stored() -> Stored[list[RegistrationForm]]:
        found = EscapeProspect.objects.filter(household=household, year=year).first()
        initial = {
            "date": found and found.registered_date,
            "through": found.registered_through if found else "",
            "needs": [need.value for need in open_needs(found.needs)] if found else [],
        }
        return Stored(
            version=found.version if found else 0,
            forms=lambda data: [RegistrationForm(data, year=year, initial=initial)],
            saved=lambda: last_event("prospect_registered", household, year=year),
        )

    def save(version: int) -> None:
        prospect_register(
            household=household, year=year, version=version, by=request.user, **form.cleaned_data
        )

    now = stored()
    [form] = now.forms(data)
    classes = known_classes(unit=unit, year=year, households=[household.pk])
    context = page_context(request, unit, year) | {
        "form": form,
        "household": household,
        "is_poor": classes.get(household.pk) == Classification.POOR,
    }
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=f"Hộ {name}", context=context)
            say_saved(request, f"Đã ghi đăng ký của hộ {name}.")
            return redirect("assignments:registrations", unit.pk, year)
    return render(request, "assignments/registration.html", context | memory(data, now))
