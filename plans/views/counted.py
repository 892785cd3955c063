"""What the review counted beside what was entered, and taking it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from households.access import can_edit
from households.views.units import visible_unit
from plans.actions import counted_take_over
from plans.queries import counted_figures, figures_refusal, plans_of, year_figures
from plans.views.writing import WHO_WRITES
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, require, write_view


@write_view
def counted(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The hamlets in which both differ; a button makes the counted figures those of the year."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_WRITES)
    if request.method == "POST":
        try:
            number = counted_take_over(unit=unit, year=year, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("plans:counted", unit.pk, year)
        sentence = f"Đã lấy số liệu rà soát cho {number} thôn." if number else "Số liệu không có gì đổi."
        messages.success(request, sentence)
        return redirect("plans:grid", unit.pk, year)
    figures = year_figures(unit=unit, year=year)
    context = year_context(unit, year, "grid") | {
        "figures": figures,
        "counted": counted_figures(figures),
        "closed": figures_refusal(plans_of(unit=unit, year=year)),
    }
    return render(request, "plans/counted.html", context)
