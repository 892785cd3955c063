"""What is missing against the year's targets."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from households.access import can_see_all_households
from households.views.units import visible_unit
from plans.queries import prospects_gap
from plans.views.year import year_context
from povertyplan.common.pages import SignedInRequest, read_view


@read_view
def gap(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The targets of the commune and of each hamlet beside the households expected to bring them."""
    unit = visible_unit(request, unit_id)
    context = year_context(unit, year, "areas") | {
        "found": prospects_gap(unit=unit, year=year),
        "sees_households": can_see_all_households(request.user, unit),
    }
    return render(request, "plans/prospects_gap.html", context)
