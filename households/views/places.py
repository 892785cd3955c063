"""Pages of places: the first start, opening a commune, its hamlets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from households.access import can_administer, can_edit
from households.actions import commune_start as start
from households.actions import first_user_start
from households.forms.people import FirstUserForm
from households.forms.places import HamletsForm
from households.models import AdministrativeUnit, Hamlet
from households.queries import (
    MATCH_LIMIT,
    communes_of,
    hamlets_of,
    hamlets_saved,
    main_label,
    provinces,
    units_matching,
)
from households.rules import HAMLET_LABELS
from households.views.units import visible_unit
from povertyplan.accounts.models import User
from povertyplan.common.addresses import is_from_this_machine
from povertyplan.common.audit import version_of
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, read_view, require, say_saved, write_view

WHO_STARTS = "Chỉ người quản trị được mở xã, phường mới."
WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa danh sách này."


@login_not_required
@sensitive_post_parameters("password", "password_again")
@write_view
def first_start(request: SignedInRequest) -> HttpResponse:
    """The first account of an installation, made by whoever sits at the machine; gone once anybody exists."""
    if User.objects.exists() or not is_from_this_machine(request):
        raise Http404
    form = FirstUserForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            first_user_start(
                request,
                username=given["username"],
                full_name=given["full_name"],
                password=given["password"],
            )
        except DomainError as error:
            messages.warning(request, str(error))
            return redirect("accounts:sign_in")
        return redirect("households:unit_choose")
    return render(request, "households/first_start.html", {"form": form})


@read_view
def home(request: SignedInRequest) -> HttpResponse:
    """To the one commune, to the list of several, to one's hamlets, to opening the first; else to the agency
    that one may sign in for: its page leads on who does for none.
    """
    units = communes_of(user=request.user)
    if len(units) == 1:
        return redirect("plans:unit", units[0].pk)
    if not units and Hamlet.objects.visible_to(request.user).exists():
        return redirect("plans:my_hamlets")
    if not units and can_administer(request.user):
        return redirect("households:unit_choose")
    return redirect("households:commune_list" if units else "assignments:my_agency")


@read_view
def commune_list(request: SignedInRequest) -> HttpResponse:
    """The communes where the reader works, or whom to ask."""
    context = {"units": communes_of(user=request.user), "can_start": can_administer(request.user)}
    return render(request, "households/commune_list.html", context)


@read_view
def unit_choose(request: SignedInRequest) -> HttpResponse:
    """Find a commune in the national list, to open it."""
    require(can_administer(request.user), WHO_STARTS)
    today = timezone.localdate()
    text, province = request.GET.get("q", "").strip()[:100], request.GET.get("tinh", "")
    context = {
        "text": text,
        "province": province,
        "provinces": provinces(on=today),
        "units": units_matching(text=text, province=province, on=today) if text or province else [],
        "limit": MATCH_LIMIT,
        "opened": {unit.pk for unit in communes_of(user=request.user)},
    }
    return render(request, "households/unit_choose.html", context)


@require_POST
@write_view
def commune_start(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Open a commune and go on to its hamlets."""
    require(can_administer(request.user), WHO_STARTS)
    units = AdministrativeUnit.objects.commune_level().as_of(timezone.localdate())
    unit = get_object_or_404(units, pk=unit_id)
    start(unit=unit, by=request.user)
    return redirect("households:hamlets", unit.pk)


@write_view
def hamlets(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """The commune's list of hamlets: a table of what stands and a text to add to it."""
    unit = visible_unit(request, unit_id)
    data, editable = sent(request), can_edit(request.user, unit)
    require(editable or data is None, WHO_EDITS)

    def stored() -> Stored[HamletsForm]:
        version = version_of(hamlets_saved(unit=unit))
        now = list(hamlets_of(unit=unit, on=timezone.localdate()))
        return Stored(
            version=version,
            forms=lambda data: HamletsForm(unit=unit, hamlets=now, data=data),
            saved=lambda: hamlets_saved(unit=unit),
            lists={"rows": {"order": "order", "drop": "remove", "key": "hamlet_id"}},
        )

    def save(version: int) -> None:
        form.save(version=version, by=request.user)

    now = stored()
    form = now.forms(data)
    listed = form.hamlets
    year, noun = _year(request), HAMLET_LABELS[main_label(unit=unit, hamlets=listed)]
    context: dict[str, Any] = {"unit": unit, "year": year}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except DomainError as error:
            form.refuse(error)
        else:
            if conflict:
                title = f"Danh sách {noun}"
                return conflict_page(request, conflict, title=title, context=context)
            say_saved(request, f"Đã lưu danh sách {len(form.lines)} {noun}.")
            return redirect("plans:grid", unit.pk, year)
    context |= {"form": form, "hamlets": listed, "noun": noun, "editable": editable}
    return render(request, "households/hamlets.html", context | memory(data, now))


def _year(request: SignedInRequest) -> int:
    """The year the reader comes from and goes back to."""
    given = request.GET.get("nam", "")
    return int(given) if given in map(str, range(FIRST_YEAR, LAST_YEAR + 1)) else timezone.localdate().year
