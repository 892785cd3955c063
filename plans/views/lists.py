"""The lists of a plan and who signs it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from plans.actions import parts_save, signatory_save
from plans.compose import plan_source, token_choices
from plans.forms.lists import PARTS, PRESETS, Part, SignatoryForm
from plans.models import Plan
from plans.views.writing import plan_context, plan_writer, refuse
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.forms import posted_version
from povertyplan.common.pages import SignedInRequest


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
def recipients(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Who receives the plan."""
    return _part_page(request, plan, PARTS["recipients"])


def _part_page(request: SignedInRequest, plan: Plan, part: Part) -> HttpResponse:
    source, status, sent = plan_source(plan), 200, request.method == "POST"
    version = posted_version(request.POST) if sent else plan.version
    rows = part.rows(source, request.POST if sent else None)
    if rows.is_valid():
        try:
            parts_save(plan=plan, model=part.model, rows=rows.rows(), version=version, by=request.user)
        except StaleError as error:
            rows.refuse(str(error))
            status, version = 409, plan.version
        except (DomainError, ValidationError) as error:
            for sentence in refuse(error):
                rows.refuse(sentence)
        else:
            messages.success(request, f"Đã lưu: {part.heading.lower()}.")
            here = f"plans:{part.key}" if "more" in request.POST else "plans:plan_edit"
            return redirect(here, plan.slug)
    context = plan_context(plan) | {"part": part, "rows": rows, "version": version}
    context["stored"] = part.model._default_manager.filter(plan=plan).order_by("order", "pk")
    context |= {"is_stale": status == 409, "tokens": token_choices(source) if part.form.prose else []}
    return render(request, part.template, context, status=status)


@plan_writer
def signatory(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """In whose name the plan is signed, and by whom."""
    stored, status = plan_source(plan).signatory, 200
    version = posted_version(request.POST) if request.method == "POST" else plan.version
    form = SignatoryForm(request.POST or None, initial=SignatoryForm.stored(stored))
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            signatory_save(plan=plan, lines=form.authority, name=name, version=version, by=request.user)
        except StaleError as error:
            form.add_error(None, str(error))
            status, version = 409, plan.version
        except (DomainError, ValidationError) as error:
            form.add_error(None, refuse(error))
        else:
            messages.success(request, "Đã lưu người ký.")
            return redirect("plans:plan_edit", plan.slug)
    context = plan_context(plan) | {"form": form, "version": version, "presets": PRESETS}
    context |= {"stored": stored, "is_stale": status == 409}
    return render(request, "plans/signatory.html", context, status=status)
