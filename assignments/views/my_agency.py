"""What a member of an agency sees first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from assignments.queries import agencies_joined
from assignments.views.frame import members_frame
from povertyplan.common.pages import SignedInRequest, read_view


@read_view
def my_agency(request: SignedInRequest) -> HttpResponse:
    """The agencies that the reader signs in for; who does for none goes to the list of communes."""
    agencies = agencies_joined(user=request.user)
    if not agencies:
        return redirect("households:commune_list")
    context = {"agencies": agencies, "frame": members_frame(request.user, here="assignments:my_agency")}
    return render(request, "assignments/my_agency.html", context)
