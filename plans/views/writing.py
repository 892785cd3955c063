"""Writing a plan: its outline, its head, its sections."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from households.access import can_edit, roles_in
from plans.actions import plan_save, section_save
from plans.actions import section_add as add
from plans.actions import section_delete as delete
from plans.actions import section_move as move
from plans.actions.locking import GONE
from plans.compose import PlanSource, plan_source, token_hits
from plans.forms.comments import spot
from plans.forms.library import with_text
from plans.forms.writing import OutlineRow, PlanHeadForm, SectionAddForm, SectionForm, outline
from plans.models import Plan, PlanSection
from plans.queries import NOT_COMMENTED, locked_places, writing_refusal
from plans.rules import HEAD_PLACES, LibraryKind, PlanPlace, SectionContent
from plans.views.shelf import Shelf, words_asked
from plans.views.threads import Threads, threads_of
from plans.views.year import plan_context
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view

WHO_WRITES = "Chỉ cán bộ của xã, phường được sửa kế hoạch, báo cáo."

P = ParamSpec("P")


def plan_writer(
    view: Callable[Concatenate[SignedInRequest, Plan, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """A page that writes a plan: hands the plan of the slug in, visible, by its officer, and open.

    A plan that is with the leader or approved is shown as it is, with the reason.
    """

    def wrapped(request: SignedInRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        plans = Plan.objects.visible_to(request.user).select_related("unit__parent", "programme")
        plan = get_object_or_404(plans, slug=slug)
        require(can_edit(request.user, plan.unit), WHO_WRITES)
        if refusal := writing_refusal(plan):
            messages.warning(request, refusal)
            return redirect("plans:plan", plan.slug)
        return view(request, plan, *args, **kwargs)

    functools.update_wrapper(wrapped, view)
    # keyword or position: Django hands the slug by name
    return write_view(cast("Callable[Concatenate[SignedInRequest, str, P], HttpResponse]", wrapped))


def locked_page(request: SignedInRequest, plan: Plan, refusal: str) -> HttpResponse:
    """Instead of the page of a part that is locked: the outline, with why."""
    messages.warning(request, refusal)
    return redirect("plans:plan_edit", plan.slug)


def said_at(
    request: SignedInRequest, source: PlanSource, *places: PlanPlace, section: int | None = None
) -> dict[str, Any]:
    """What was said of the part that a page writes."""
    return {"threads": _threads(request, source).at(places, section), "said_of": spot(places[0], section)}


def _threads(request: SignedInRequest, source: PlanSource) -> Threads:
    return threads_of(source, user=request.user, roles=roles_in(request.user, source.plan.unit))


def token_search(request: SignedInRequest, source: PlanSource) -> dict[str, Any]:
    """What the search of figures beside a text needs."""
    query = words_asked(request, "q")
    return {"query": query, "hits": token_hits(source, query)}


@plan_writer
def plan_edit(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The outline, a new section, and ways to the other parts."""
    return _outline_page(request, plan, plan_source(plan))


def _outline_page(
    request: SignedInRequest, plan: Plan, source: PlanSource, form: SectionAddForm | None = None
) -> HttpResponse:
    commented = _threads(request, source).by_section
    rows = [replace(row, comments=commented[row.section.pk]) for row in outline(source)]
    parent = request.GET.get("thuoc", "")
    context = plan_context(plan) | {
        "source": source,
        "rows": rows,
        "locked": locked_places(plan),
        "form": form or SectionAddForm(rows=rows, opened=plan.opened, initial={"parent": parent}),
        "parent": next((row for row in rows if str(row.section.pk) == parent), None),
    }
    return render(request, "plans/plan_edit.html", context)


@plan_writer
def plan_head(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """What stands above and below the sections."""
    if not plan.opened.any_of_head:
        return locked_page(request, plan, NOT_COMMENTED)
    source, data = plan_source(plan), sent(request)

    def stored() -> Stored[list[PlanHeadForm]]:
        now = Plan.objects.get(pk=plan.pk)
        return Stored(
            version=now.version,
            forms=lambda data: [PlanHeadForm(data, source=source, initial=PlanHeadForm.stored(now))],
            saved=lambda: last_event("plan_saved", plan),
        )

    def save(version: int) -> None:
        plan_save(plan=plan, fields=form.cleaned_data, version=version, by=request.user)

    now = stored()
    [form] = now.forms(data)
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Thông tin chung", context=plan_context(plan))
            say_saved(request, "Đã lưu thông tin chung.")
            return redirect("plans:plan_edit", plan.slug)
    context = plan_context(plan) | {"form": form, **token_search(request, source)} | memory(data, now)
    context |= said_at(request, source, PlanPlace.HEAD, *HEAD_PLACES.values())
    return render(request, "plans/plan_head.html", context)


@plan_writer
def section(request: SignedInRequest, plan: Plan, section_id: int) -> HttpResponse:
    """One section: its heading, its text with figures to pick, what is printed after it."""
    node = plan.sections.filter(pk=section_id).first()
    if node is None:
        return _gone(request, plan, section_id, sent(request))
    if refusal := writing_refusal(plan, PlanPlace.SECTION, node.pk):
        return locked_page(request, plan, refusal)
    return _section_page(request, plan, node)


def _section_page(request: SignedInRequest, plan: Plan, node: PlanSection) -> HttpResponse:
    source, data = plan_source(plan), sent(request)

    def stored() -> Stored[list[SectionForm]]:
        now = plan.sections.filter(pk=node.pk).first()
        if now is None:
            raise DomainError(GONE)
        return Stored(
            version=now.version,
            forms=lambda data: [SectionForm(data, source=source, initial=SectionForm.stored(now))],
            saved=lambda: last_event("section_saved", plan, section=node.pk),
        )

    def save(version: int) -> None:
        given = form.cleaned_data | {"content": SectionContent(form.cleaned_data["content"])}
        shelf.save_text(
            lambda: section_save(section=node, version=version, by=request.user, **given),
            given["heading"],
            given["body"],
        )

    now = stored()
    [form] = now.forms(data)
    shelf = Shelf(request, plan, LibraryKind.TEXT, data)
    title = f"{_label(source, node)} {node.heading}"
    if shelf.picked is not None:
        [form] = now.forms(with_text(shelf.data, "body", shelf.values))
    elif data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=title, context=plan_context(plan))
            say_saved(request, f"Đã lưu mục “{form.cleaned_data['heading']}”.")
            shelf.tell()
            return redirect(_outline_url(plan, node))
    context = plan_context(plan) | {"form": form, **token_search(request, source), "node": node}
    context |= {"title": title, **memory(data, now), **shelf.context}
    context |= said_at(request, source, PlanPlace.SECTION, section=node.pk)
    return render(request, "plans/section.html", context)


def _gone(request: SignedInRequest, plan: Plan, section_id: int, data: QueryDict | None) -> HttpResponse:
    """What was typed into a section that was deleted meanwhile; 404 for one that never was."""
    if data is None or not last_event("section_deleted", plan, section=section_id):
        raise Http404
    typed = {name: data.get(name, "") for name in ("heading", "body")}
    return render(request, "plans/section_gone.html", plan_context(plan) | typed, status=409)


@require_safe
@plan_writer
def tokens(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The figures that a few words find, as a piece of a page."""
    return render(request, "plans/token_hits.html", token_search(request, plan_source(plan)))


def _label(source: PlanSource, node: PlanSection) -> str:
    return next((row.label for row in outline(source) if row.section.pk == node.pk), "")


def _outline_url(plan: Plan, node: PlanSection) -> str:
    return f"{reverse('plans:plan_edit', args=[plan.slug])}#muc-{node.pk}"


@require_POST
@plan_writer
def section_add(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Add a section and go on to write it."""
    source = plan_source(plan)
    form = SectionAddForm(request.POST, rows=outline(source), opened=plan.opened)
    if form.is_valid():
        parent = plan.sections.filter(pk=form.cleaned_data["parent"]).first()
        try:
            node = add(plan=plan, parent=parent, heading=form.cleaned_data["heading"], by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            return redirect("plans:section", plan.slug, node.pk)
    return _outline_page(request, plan, source, form)


@require_POST
@plan_writer
def section_move(request: SignedInRequest, plan: Plan, section_id: int) -> HttpResponse:
    """Change places with the section before or after."""
    node = get_object_or_404(plan.sections, pk=section_id)
    try:
        move(section=node, up=request.POST.get("direction") == "up", by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    return redirect(_outline_url(plan, node))


@plan_writer
def section_delete(request: SignedInRequest, plan: Plan, section_id: int) -> HttpResponse:
    """Ask, then remove a section with everything below it."""
    node = get_object_or_404(plan.sections, pk=section_id)
    if refusal := writing_refusal(plan, PlanPlace.SECTION, node.pk):
        return locked_page(request, plan, refusal)
    if request.method == "POST":
        try:
            delete(section=node, by=request.user)
        except DomainError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"Đã xóa mục “{node.heading}”.")
        return redirect("plans:plan_edit", plan.slug)
    source = plan_source(plan)
    rows = list(outline(source))
    context = plan_context(plan) | {"node": node, "label": _label(source, node), "below": _below(rows, node)}
    return render(request, "plans/section_delete.html", context)


def _below(rows: list[OutlineRow], node: PlanSection) -> list[OutlineRow]:
    """The rows of the sections under one."""
    start = next(index for index, row in enumerate(rows) if row.section.pk == node.pk)
    deeper: list[OutlineRow] = []
    for row in rows[start + 1 :]:
        if row.depth <= rows[start].depth:
            break
        deeper.append(row)
    return deeper
