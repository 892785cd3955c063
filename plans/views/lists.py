"""The lists of a plan and who signs it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from plans.actions import parts_save, signatory_save
from plans.actions.locking import PART_PLACES
from plans.compose import plan_source
from plans.forms.library import with_rows
from plans.forms.lists import PARTS, PRESETS, Part, SignatoryForm
from plans.models import Plan, Signatory, Slip
from plans.queries import office_holders, writing_refusal
from plans.rules import PlanPlace, PlanRelation
from plans.views.shelf import Shelf
from plans.views.writing import locked_page, plan_writer, said_at, token_search
from plans.views.year import plan_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import Rows, sentences_of
from povertyplan.common.pages import SignedInRequest, say_saved


def _part(plan: Plan, key: str) -> Part:
    part = PARTS[key]
    if part.model is Slip and plan.relation != PlanRelation.CORRECTS:
        raise Http404
    return part


@plan_writer
def parts(request: SignedInRequest, plan: Plan, key: str) -> HttpResponse:
    """One of the plan's lists; a correction alone has slips."""
    part = _part(plan, key)
    place = PART_PLACES[part.model]
    if refusal := writing_refusal(plan, place):
        return locked_page(request, plan, refusal)
    source, data = plan_source(plan), sent(request)

    def stored() -> Stored[list[Rows]]:
        return Stored(
            version=Plan.objects.get(pk=plan.pk).version,
            forms=lambda data: [part.rows(source, data)],
            saved=lambda: last_event("parts_saved", plan, list=part.model._meta.model_name),
        )

    def save(version: int) -> None:
        given = rows.rows()
        shelf.save_rows(
            lambda: parts_save(plan=plan, model=part.model, rows=given, version=version, by=request.user),
            rows,
        )

    now = stored()
    [rows] = now.forms(data)
    shelf = Shelf(request, plan, part.library, data)
    if shelf.picked is not None:
        [rows] = now.forms(with_rows(shelf.data, rows, shelf.values))
    elif data is not None and rows.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            for sentence in sentences_of(error):
                rows.refuse(sentence)
        else:
            if conflict:
                return conflict_page(request, conflict, title=part.heading, context=plan_context(plan))
            say_saved(request, f"Đã lưu: {part.heading.lower()}.")
            shelf.tell()
            here = f"plans:{part.key}" if "more" in data else "plans:plan_edit"
            return redirect(here, plan.slug)
    context = plan_context(plan) | {"part": part, "rows": rows, **memory(data, now), **shelf.context}
    context |= token_search(request, source) if part.form.prose else {}
    context |= said_at(request, source, place)
    return render(request, "plans/parts.html", context)


@plan_writer
def signatory(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """In whose name the plan is signed, and by whom."""
    if refusal := writing_refusal(plan, PlanPlace.SIGNATORY):
        return locked_page(request, plan, refusal)
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
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Người ký", context=plan_context(plan))
            say_saved(request, "Đã lưu người ký.")
            return redirect("plans:plan_edit", plan.slug)
    today = timezone.localdate()
    held = [each for each in office_holders(unit=plan.unit) if each.holds_on(today)]
    context = plan_context(plan) | {"form": form, "presets": PRESETS, "holders": held, **memory(data, now)}
    context |= said_at(request, plan_source(plan), PlanPlace.SIGNATORY)
    return render(request, "plans/signatory.html", context)
