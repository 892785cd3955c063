"""The list of a round's households: filtered, printed, taken away. Every cell of the tables leads here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from households.access import can_edit
from households.actions import reviews_edit, round_list_keep
from households.compose import list_document, list_table
from households.forms.bulk import BulkForm
from households.forms.selection import HEALTH_REFUSED, SelectionForm
from households.models import Ethnicity
from households.queries import (
    Reviewed,
    hamlets_on,
    households_refused,
    indicator_names,
    reviewed,
    reviews_selected,
)
from households.resources import list_workbook
from households.rules import ENTRY_STAGES
from households.views.reading import RoundReading, is_id, no_pdf, page_number, round_reading
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    write_view,
)
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.xlsx import EXCEL
from povertyplan.jobs.printing import Print, print_view

WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa hàng loạt."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters of an address, and what they found; nothing where one of them cannot be."""

    reading: RoundReading
    form: SelectionForm
    found: Reviewed | None

    def keep(self, by: User, *, file: str = "") -> Callable[[], None]:
        """The action that records the reading."""
        return partial(
            round_list_keep,
            round=self.reading.round,
            selection=self.form.selection,
            hamlet=self.form.hamlet_id,
            households=self.found.page.households if self.found else 0,
            by=by,
            file=file,
        )


def _asked(request: SignedInRequest, round_id: int, *, page: int | None) -> Asked:
    """403 where the filters ask for what the reader must not know."""
    reading = round_reading(request, round_id)
    with read_snapshot():
        form = _form(request, reading)
        require(not form.refused_health, HEALTH_REFUSED)
        if not form.is_valid():
            return Asked(reading=reading, form=form, found=None)
        found = reviewed(
            round=reading.round,
            selection=form.selection,
            hamlets=[form.hamlet_id] if form.hamlet_id else reading.hamlets,
            page=page,
        )
    return Asked(reading=reading, form=form, found=found)


def _form(request: SignedInRequest, reading: RoundReading) -> SelectionForm:
    asked_for = request.GET.get("thon", "")
    ended = [int(asked_for)] if is_id(asked_for) else []
    hamlets = hamlets_on(round=reading.round, also=ended)
    if reading.hamlets is not None:
        hamlets = hamlets.filter(pk__in=reading.hamlets)
    return SelectionForm(
        request.GET,
        hamlets=hamlets,
        indicators=indicator_names(round=reading.round),
        ethnicities=Ethnicity.objects.order_by("code"),
        sees_health=reading.sees_health,
    )


@read_view
def reviewed_list(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The households that the filters mean, 50 a page."""
    asked = _asked(request, round_id, page=page_number(request.GET.get("trang", "")))
    if asked.found:
        afterwards(request, asked.keep(request.user))
    round = asked.reading.round
    context = {
        **asked.reading.context,
        "form": asked.form,
        "found": asked.found,
        "editable": round.stage in ENTRY_STAGES and can_edit(request.user, round.unit),
    }
    return render(request, "households/reviewed.html", context, status=200 if asked.found else 422)


@read_view
def reviewed_excel(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The whole list as a workbook."""
    asked = _asked(request, round_id, page=None)
    if asked.found is None:
        return redirect(_list_address(asked))
    afterwards(request, asked.keep(request.user, file="xlsx"))
    content = list_workbook(asked.reading.round, list_table(asked.found), said=asked.form.said)
    return file_response(content, asked.reading.file_name("danh-sach-ra-soat", "xlsx"), EXCEL)


@print_view
def reviewed_pdf(request: SignedInRequest, round_id: int) -> HttpResponse | Print:
    """The whole list on paper."""
    asked = _asked(request, round_id, page=None)
    if asked.found is None:
        return redirect(_list_address(asked))
    afterwards(request, asked.keep(request.user, file="pdf"))
    back = _list_address(asked)
    try:
        document = list_document(asked.reading.round, asked.found, said=asked.form.said)
    except DomainError as error:
        return no_pdf(request, asked.reading, error, back)
    return asked.reading.print(document, "danh-sach-ra-soat", f"In danh sách {asked.reading.round}", back)


@write_view
def reviewed_edit(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The same change for all households that the filters mean, not those of a page alone."""
    reading = round_reading(request, round_id)
    require(can_edit(request.user, reading.round.unit), WHO_EDITS)
    chosen = _form(request, reading)
    require(not chosen.refused_health, HEALTH_REFUSED)
    if not chosen.is_valid():
        return redirect("households:reviewed", round_id)
    back = f"{reverse('households:reviewed', args=[round_id])}?{chosen.query}"
    found = reviews_selected(
        round=reading.round,
        selection=chosen.selection,
        hamlets=[chosen.hamlet_id] if chosen.hamlet_id else None,
    )
    seen = hashlib.sha256(json.dumps(list(found.items())).encode()).hexdigest()
    form = BulkForm(request.POST if request.method == "POST" else None)
    context = {
        **reading.context,
        "form": form,
        "chosen": chosen,
        "seen": seen,
        "count": len(found),
        "back": back,
    }
    if request.method == "POST" and form.is_valid():
        if request.POST.get("seen") != seen:
            form.add_error(None, "Danh sách đã khác lúc mở trang; xem lại số hộ rồi bấm lần nữa.")
            return render(request, "households/reviewed_edit.html", context, status=409)
        try:
            reviews_edit(round=reading.round, households=found, changes=form.changes, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            context["refused"] = households_refused(round=reading.round, sentences=error.message_dict)
        else:
            messages.success(request, f"Đã sửa kết quả rà soát của {len(found)} hộ.")
            return redirect(back)
    return render(request, "households/reviewed_edit.html", context, status=422 if request.POST else 200)


def _list_address(asked: Asked) -> str:
    return f"{reverse('households:reviewed', args=[asked.reading.round.pk])}?{asked.form.query}"
