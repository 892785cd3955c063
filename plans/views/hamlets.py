"""What a hamlet's own people see: their hamlets, on a phone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assignments.queries import agencies_joined
from plans.queries import hamlet_years
from povertyplan.common.pages import SignedInRequest, read_view


@read_view
def my_hamlets(request: SignedInRequest) -> HttpResponse:
    """The reader's hamlets with this year's figures and targets and last year's beside them."""
    context = {
        "hamlets": hamlet_years(user=request.user, year=timezone.localdate().year),
        "agencies": agencies_joined(user=request.user),
    }
    return render(request, "plans/my_hamlets.html", context)
