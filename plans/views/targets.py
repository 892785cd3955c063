"""The commune's targets of a year, as handed down."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from households.access import can_edit
from households.views.units import visible_unit
from plans.actions import commune_targets_save
from plans.forms.targets import target_rows
from plans.queries import commune_targets, figures_refusal, plans_of, targets_version
from plans.views.writing import WHO_WRITES
from plans.views.year import year_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import Rows, sentences_of
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view


@write_view
def targets(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The list of targets: a row each; who may not change it reads it."""
    unit = visible_unit(request, unit_id)
    data, editable = sent(request), can_edit(request.user, unit)
    require(editable or data is None, WHO_WRITES)

    def stored() -> Stored[list[Rows]]:
        given = commune_targets(unit=unit, year=year)
        return Stored(
            version=targets_version(given),
            forms=lambda data: [target_rows(given, data)],
            saved=lambda: last_event("commune_targets_saved", unit, year=year),
        )

    def save(version: int) -> None:
        commune_targets_save(unit=unit, year=year, rows=rows.rows(), version=version, by=request.user)

    now = stored()
    [rows] = now.forms(data)
    context = year_context(unit, year, "grid")
    if data is not None and rows.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            for sentence in sentences_of(error):
                rows.refuse(sentence)
        else:
            if conflict:
                title = f"Chỉ tiêu của {unit.kind_label}"
                return conflict_page(request, conflict, title=title, context=context)
            say_saved(request, f"Đã lưu chỉ tiêu năm {year}.")
            return redirect("plans:targets" if "more" in data else "plans:year", unit.pk, year)
    closed = "" if data is not None else figures_refusal(plans_of(unit=unit, year=year))
    context |= {"rows": rows, "editable": editable, "closed": closed}
    if closed or not editable:
        context["stored"] = commune_targets(unit=unit, year=year)
    return render(request, "plans/targets.html", context | memory(data, now))
