"""The lists of a plan and who signs it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from plans.actions import parts_save, signatory_save
from plans.compose import plan_source, token_choices
from plans.forms.lists import PARTS, PRESETS, Part, SignatoryForm
from plans.models import Plan, Signatory
from plans.queries import office_holders
from plans.rules import PlanRelation
from plans.views.writing import plan_writer, refuse
from plans.views.year import plan_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import Rows
from povertyplan.common.pages import SignedInRequest, say_saved


@plan_writer
def bases(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The documents the plan rests on."""
    return _part_page(request, plan, PARTS["bases"])


@plan_writer
def duties(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Who does what."""
    return _part_page(request, plan, PARTS["duties"])


@plan_writer
def funding(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Where the money comes from."""
    return _part_page(request, plan, PARTS["funding"])


@plan_writer
def groups(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Groups of households and what is done for each."""
    return _part_page(request, plan, PARTS["groups"])


@plan_writer
def prospects(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """How many households are expected to leave poverty, by path and residential group."""
    return _part_page(request, plan, PARTS["prospects"])


@plan_writer
def roadmap(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What is to be left at the end of each year."""
    return _part_page(request, plan, PARTS["roadmap"])


@plan_writer
def indicators(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What is to be reached of each service that households lack."""
    return _part_page(request, plan, PARTS["indicators"])


@plan_writer
def projects(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Projects of the programme with their parts."""
    return _part_page(request, plan, PARTS["projects"])


@plan_writer
def recipients(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Who receives the plan."""
    return _part_page(request, plan, PARTS["recipients"])


def _part_page(request: SignedInRequest, plan: Plan, part: Part) -> HttpResponse:
    source, data = plan_source(plan), sent(request)

    def stored() -> Stored[list[Rows]]:
        return Stored(
            version=Plan.objects.get(pk=plan.pk).version,
            forms=lambda data: [part.rows(source, data)],
            saved=lambda: last_event("parts_saved", plan, list=part.model._meta.model_name),
        )

    def save(version: int) -> None:
        parts_save(plan=plan, model=part.model, rows=rows.rows(), version=version, by=request.user)

    now = stored()
    [rows] = now.forms(data)
    if data is not None and rows.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            for sentence in refuse(error):
                rows.refuse(sentence)
        else:
            if conflict:
                return conflict_page(request, conflict, title=part.heading, context=plan_context(plan))
            say_saved(request, f"Đã lưu: {part.heading.lower()}.")
            here = f"plans:{part.key}" if "more" in data else "plans:plan_edit"
            return redirect(here, plan.slug)
    context = plan_context(plan) | {"part": part, "rows": rows, **memory(data, now)}
    context["tokens"] = token_choices(source) if part.form.prose else []
    return render(request, "plans/parts.html", context)


@plan_writer
def slips(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What a correction sets right; other plans have none."""
    if plan.relation != PlanRelation.CORRECTS:
        raise Http404
    return _part_page(request, plan, PARTS["slips"])


@plan_writer
def signatory(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """In whose name the plan is signed, and by whom."""
    data = sent(request)

    def stored() -> Stored[list[SignatoryForm]]:
        version, now = Plan.objects.get(pk=plan.pk).version, Signatory.objects.filter(plan=plan).first()
        return Stored(
            version=version,
            forms=lambda data: [SignatoryForm(data, initial=SignatoryForm.stored(now))],
            saved=lambda: last_event("signatory_saved", plan),
        )

    def save(version: int) -> None:
        name = form.cleaned_data["name"]
        signatory_save(plan=plan, lines=form.authority, name=name, version=version, by=request.user)

    now = stored()
    [form] = now.forms(data)
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, refuse(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Người ký", context=plan_context(plan))
            say_saved(request, "Đã lưu người ký.")
            return redirect("plans:plan_edit", plan.slug)
    today = timezone.localdate()
    held = [each for each in office_holders(unit=plan.unit) if each.holds_on(today)]
    context = plan_context(plan) | {"form": form, "presets": PRESETS, "holders": held, **memory(data, now)}
    return render(request, "plans/signatory.html", context)
