"""The front page of the section: every part of a year's help with a figure."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assignments.queries import overview
from households.access import can_see_all_households
from households.views.units import visible_unit
from povertyplan.common.pages import SignedInRequest, read_view


@read_view
def assignment_overview(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Where everything about who helps whom stands, and how much there is of it."""
    unit = visible_unit(request, unit_id)
    sees_households = can_see_all_households(request.user, unit)
    parts = [
        {
            "label": part.label,
            "figure": figure,
            "url": reverse(part.name, args=[unit.pk, year] if part.of_year else [unit.pk]),
        }
        for part, figure in overview(unit=unit, year=year, sees_households=sees_households)
    ]
    context = {"unit": unit, "year": year, "section": "areas", "parts": parts}
    return render(request, "assignments/overview.html", context)
