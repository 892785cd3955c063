"""What plans ask of the reader's agencies."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assignments.models import Agency
from assignments.views.frame import members_frame
from plans.compose.duties import agency_duties as duties_of
from povertyplan.common.pages import SignedInRequest, read_view


@read_view
def agency_duties(request: SignedInRequest) -> HttpResponse:
    """What this year's approved plans ask of the agencies that the reader signs in for, and by when."""
    today = timezone.localdate()
    agencies = list(Agency.objects.joined_by(request.user).in_order())
    context = {
        "agencies": agencies,
        "duties": duties_of(agencies=agencies, year=today.year),
        "year": today.year,
        "today": today,
        "frame": members_frame(request.user, here="plans:agency_duties"),
    }
    return render(request, "plans/agency_duties.html", context)
