"""The commune's library: its page, its entries, and the search beside a part of a plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from households.access import can_edit
from households.views.units import visible_unit
from plans.actions import library_entry_delete, library_entry_save
from plans.forms.library import EntryForm
from plans.models import LibraryEntry, Plan
from plans.rules import LIBRARY_KIND_LABELS, LibraryKind
from plans.views.shelf import Shelf, words_asked
from plans.views.writing import plan_writer
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import SignedInRequest, read_view, require, say_saved, write_view

WHO_KEEPS = "Chỉ cán bộ của xã, phường được sửa thư viện văn bản."
PAGE_SIZE = 50


@require_safe
@plan_writer
def offered(request: SignedInRequest, plan: Plan, kind: str) -> HttpResponse:
    """What a few words find to put into the plan, as a piece of a page."""
    if kind not in set(LibraryKind):
        raise Http404
    return render(request, "plans/library_hits.html", Shelf(request, plan, LibraryKind(kind)).context)


@read_view
def library(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """All entries, by kind and words."""
    unit, query, kind = visible_unit(request, unit_id), words_asked(request, "q"), request.GET.get("loai", "")
    found = LibraryEntry.objects.in_unit(unit).with_words(query).in_order()
    if kind in set(LibraryKind):
        found = found.of_kind(LibraryKind(kind))
    context = year_context(unit, year, "plans") | {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang")),
        "kinds": LIBRARY_KIND_LABELS.items(),
        "kind": kind,
        "query": query,
        "editable": can_edit(request.user, unit),
    }
    return render(request, "plans/library.html", context)


def _entry_of(
    request: SignedInRequest, unit_id: int, year: int, entry_id: int
) -> tuple[LibraryEntry, dict[str, Any]]:
    unit = visible_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_KEEPS)
    entry = get_object_or_404(LibraryEntry.objects.in_unit(unit), pk=entry_id)
    return entry, year_context(unit, year, "plans") | {"entry": entry}


@write_view
def entry_edit(request: SignedInRequest, unit_id: int, year: int, entry_id: int) -> HttpResponse:
    """Change an entry; plans that took it stay as they are."""
    entry, context = _entry_of(request, unit_id, year, entry_id)
    posted = request.POST if request.method == "POST" else None
    form = EntryForm(posted, kind=LibraryKind(entry.kind), initial=entry.values)
    if posted is not None and form.is_valid():
        version = posted_version(posted)
        try:
            library_entry_save(entry=entry, fields=form.cleaned_data, version=version, by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            say_saved(request, "Đã lưu mục của thư viện.")
            return redirect("plans:library", unit_id, year)
    version_shown = entry.version if posted is None else posted.get("version", "")
    return render(request, "plans/library_entry.html", context | {"form": form, "version": version_shown})


@write_view
def entry_delete(request: SignedInRequest, unit_id: int, year: int, entry_id: int) -> HttpResponse:
    """Ask, then drop an entry."""
    entry, context = _entry_of(request, unit_id, year, entry_id)
    if request.method == "POST":
        try:
            library_entry_delete(entry=entry, version=posted_version(request.POST), by=request.user)
        except DomainError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"Đã xóa “{entry}” khỏi thư viện.")
        return redirect("plans:library", unit_id, year)
    return render(request, "plans/library_entry_delete.html", context)
