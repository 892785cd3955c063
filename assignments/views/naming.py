"""A hamlet names one of its households: expected to leave poverty, or in danger of it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assignments.actions import endangered_name, prospect_propose
from assignments.forms.prospects import EndangeredForm, PathForm, accepted
from assignments.queries import known_classes
from households.access import can_survey
from households.actions import household_reading_keep
from households.models import Household
from households.rules import Classification
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view

WHO_NAMES = "Chỉ cán bộ xã và người phụ trách thôn, tổ của hộ được nêu hộ này."


@write_view
def name(request: SignedInRequest, household_id: int) -> HttpResponse:
    """A poor household is proposed to leave poverty this year; any other may be in danger."""
    households = Household.objects.visible_to(request.user).kept().select_related("head", "hamlet", "unit")
    household = get_object_or_404(households, pk=household_id)
    require(can_survey(request.user, household.hamlet), WHO_NAMES)
    afterwards(request, partial(household_reading_keep, household=household, by=request.user))
    unit, year = household.unit, timezone.localdate().year
    known = known_classes(unit=unit, year=year, households=[household.pk])
    is_poor = known.get(household.pk) == Classification.POOR
    form = (PathForm if is_poor else EndangeredForm)(request.POST or None)
    act = prospect_propose if is_poor else endangered_name
    if form.is_valid() and accepted(
        form, lambda: act(household=household, year=year, by=request.user, **form.cleaned_data)
    ):
        what = "Đã đề nghị, chờ xã, phường xem xét" if is_poor else "Đã nêu"
        say_saved(request, f"{what}: hộ {household.head.name}.")
        return redirect("plans:my_hamlets")
    context = {"household": household, "form": form, "year": year, "is_poor": is_poor}
    return render(request, "assignments/household_name.html", context)
