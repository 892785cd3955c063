"""Results as of a period's closing date: what each policy brought, how far each outcome has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from households.access import can_edit
from plans.views.year import year_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view
from reports.actions import indicator_actuals_save, policy_results_save, results_version
from reports.forms.results import indicator_forms, policy_forms
from reports.models import IndicatorActual, PolicyResult, ReportingPeriod
from reports.queries import outcomes_of
from reports.views.facts import WHO_EDITS

Save = Callable[[int], None]


@write_view
def policy_results(request: SignedInRequest, period_id: int) -> HttpResponse:
    """What each policy brought until the period's closing date."""
    period = _period(request, period_id)

    def now(data: QueryDict | None) -> Sequence[Any]:
        return policy_forms(data, PolicyResult.objects.filter(period=period))

    def save(rows: Sequence[Any], version: int) -> None:
        given = [row.values for row in rows if row.has_numbers]
        policy_results_save(period=period, rows=given, version=version, by=request.user)

    return _page(request, period, now, save, action="policy_results_saved", heading="Kết quả chính sách")


@write_view
def indicator_actuals(request: SignedInRequest, period_id: int) -> HttpResponse:
    """How far each outcome of the plan has come by the period's closing date."""
    period = _period(request, period_id)
    outcomes = outcomes_of(period)

    def now(data: QueryDict | None) -> Sequence[Any]:
        stored = {row.subject: row for row in IndicatorActual.objects.filter(period=period)}
        return indicator_forms(data, outcomes, stored)

    def save(rows: Sequence[Any], version: int) -> None:
        given = [row.values for row in rows if row.cleaned_data["value"] is not None]
        indicator_actuals_save(period=period, rows=given, version=version, by=request.user)

    heading = "Kết quả từng chỉ tiêu"
    return _page(request, period, now, save, action="indicator_actuals_saved", heading=heading)


def _period(request: SignedInRequest, period_id: int) -> ReportingPeriod:
    periods = ReportingPeriod.objects.visible_to(request.user).select_related("unit__parent")
    period = get_object_or_404(periods, pk=period_id)
    require(can_edit(request.user, period.unit), WHO_EDITS)
    return period


def _page(
    request: SignedInRequest,
    period: ReportingPeriod,
    now: Callable[[QueryDict | None], Sequence[forms.Form]],
    save: Callable[[Sequence[forms.Form], int], None],
    *,
    action: str,
    heading: str,
) -> HttpResponse:
    data = sent(request)

    def stored() -> Stored[Sequence[forms.Form]]:
        version = results_version(period, action)
        return Stored(version=version, forms=now, saved=lambda: last_event(action, period))

    held = stored()
    rows = held.forms(data)
    valid = [row.is_valid() for row in rows]  # each says what is wrong with it
    refusal = ""
    context = year_context(period.unit, period.year, "reports") | {"period": period, "heading": heading}
    if data is not None and all(valid):
        try:
            conflict = save_or_compare(data, save=lambda version: save(rows, version), stored=stored)
        except (DomainError, ValidationError) as error:
            refusal = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        else:
            if conflict:
                return conflict_page(request, conflict, title=heading, context=context)
            say_saved(request, f"Đã lưu: {heading.lower()}, {period}.")
            return redirect("reports:facts", period.unit_id, period.year)
    context |= {"rows": rows, "refusal": refusal, **memory(data, held)}
    is_refused = bool(refusal) or any(row.errors for row in rows)
    return render(request, "reports/results.html", context, status=422 if is_refused else 200)
