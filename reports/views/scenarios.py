"""Scenarios of a year's targets: beside each other, a new one, taking one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.views.units import visible_unit
from plans.forms.grid import GridForm, seen_values
from plans.queries import figures_refusal, plans_of, year_figures
from plans.rules import TARGET_INDICATOR_LABELS, SpreadRefused, TargetIndicator
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, read_view, require, say_saved, write_view
from povertyplan.common.snapshot import read_snapshot
from reports.actions import scenario_create, scenario_drop, scenario_take
from reports.forms.scenarios import IndicatorForm, ScenarioForm
from reports.models import TargetScenario
from reports.queries import comparison, spread_basis

WHO_MAKES = "Chỉ cán bộ của xã, phường được lập, lấy và bỏ phương án."


@read_view
def scenarios(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The targets as they stand and the scenarios, class by class."""
    unit = visible_unit(request, unit_id)
    with read_snapshot():
        figures = year_figures(unit=unit, year=year)
        compared = [
            comparison(unit=unit, year=year, indicator=indicator, figures=figures)
            for indicator in TargetIndicator
        ]
        refusal = figures_refusal(plans_of(unit=unit, year=year))
    context = year_context(unit, year, "grid") | {
        "compared": compared,
        "figures": figures,
        "seen": GridForm.unbound(figures).seen_json,
        "editable": can_edit(request.user, unit),
        "refusal": refusal,
    }
    return render(request, "reports/scenarios.html", context)


@write_view
def scenario_new(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Spread a target by a rule; what cannot sum comes back as typed, with the reasons."""
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_MAKES)
    indicator = IndicatorForm(request.GET).chosen
    made = TargetScenario.objects.in_year(unit, year).filter(indicator=indicator)
    like = request.GET.get("theo", "")
    form = ScenarioForm(
        request.POST if request.method == "POST" else None,
        basis=spread_basis(unit=unit, year=year),
        indicator=indicator,
        like=next((scenario for scenario in made if scenario.name == like), None),
    )
    if form.is_valid():
        given = {"name": form.cleaned_data["name"], "source": form.sentence, "terms": form.terms()}
        try:
            scenario = scenario_create(unit=unit, year=year, by=request.user, **given)
        except SpreadRefused as error:
            form.add_error(None, list(error.sentences))
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            say_saved(request, f"Đã lập phương án “{scenario.name}”.")
            return redirect(f"{reverse('reports:scenarios', args=[unit.pk, year])}#{indicator}")
    context = year_context(unit, year, "grid") | {
        "form": form,
        "indicator": indicator,
        "label": TARGET_INDICATOR_LABELS[indicator],
    }
    return render(request, "reports/scenario_new.html", context)


def _own_scenario(request: SignedInRequest, scenario_id: int) -> TargetScenario:
    visible = TargetScenario.objects.visible_to(request.user).select_related("unit")
    scenario = get_object_or_404(visible, pk=scenario_id)
    require(can_edit(request.user, scenario.unit), WHO_MAKES)
    return scenario


def _back(scenario: TargetScenario) -> HttpResponse:
    page = reverse("reports:scenarios", args=[scenario.unit_id, scenario.year])
    return redirect(f"{page}#{scenario.indicator}")


@require_POST
@write_view
def take(request: SignedInRequest, scenario_id: int) -> HttpResponse:
    """Make a scenario's shares the targets of the hamlets."""
    scenario = _own_scenario(request, scenario_id)
    try:
        changed = scenario_take(
            scenario=scenario, seen=seen_values(request.POST.get("seen", "")), by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        say_saved(request, f"Đã lấy phương án “{scenario.name}”: chỉ tiêu của {changed} thôn, tổ thay đổi.")
    return _back(scenario)


@require_POST
@write_view
def drop(request: SignedInRequest, scenario_id: int) -> HttpResponse:
    """Forget a scenario."""
    scenario = _own_scenario(request, scenario_id)
    try:
        scenario_drop(scenario=scenario, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        say_saved(request, f"Đã bỏ phương án “{scenario.name}”.")
    return _back(scenario)
