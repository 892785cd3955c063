"""How a commune approves and signs, and who holds its offices."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from households.access import can_approve, can_choose_signers
from households.views.units import visible_unit
from plans.actions import holders_version, office_holders_save, signing_policy_save
from plans.forms.signing import OfficeHolderRows, SigningPolicyForm
from plans.queries import office_holders, signing_policy
from plans.views.year import year_context
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import SignedInRequest, require, write_view

WHO_CHOOSES = "Chỉ lãnh đạo của xã, phường được chọn cách duyệt và ký."
WHO_LISTS = "Chỉ lãnh đạo và văn thư của xã, phường được sửa danh sách người ký."


@write_view
def policy(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Whether authors may approve, and whether numbers are suggested."""
    unit = visible_unit(request, unit_id)
    require(can_approve(request.user, unit), WHO_CHOOSES)
    form = SigningPolicyForm(request.POST or None, instance=signing_policy(unit))
    if request.method == "POST" and form.is_valid():
        signing_policy_save(unit=unit, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu cách duyệt và ký.")
        return redirect("plans:plan_list", unit.pk, year)
    return render(request, "plans/signing_policy.html", year_context(unit, year, "plans") | {"form": form})


@write_view
def holders(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Who may sign for the commune, from when until when."""
    unit = visible_unit(request, unit_id)
    require(can_choose_signers(request.user, unit), WHO_LISTS)
    posted = request.POST if request.method == "POST" else None
    stored = [
        {"name": each.name, "office": each.office, "valid_from": each.valid_from, "valid_to": each.valid_to}
        for each in office_holders(unit=unit)
    ]
    rows = OfficeHolderRows(posted, prefix="rows", initial=stored)
    if posted is not None and rows.is_valid():
        try:
            office_holders_save(unit=unit, rows=rows.rows(), version=posted_version(posted), by=request.user)
        except (DomainError, ValidationError) as error:
            for sentence in sentences_of(error):
                rows.refuse(sentence)
        else:
            messages.success(request, "Đã lưu danh sách người ký.")
            return redirect("plans:plan_list", unit.pk, year)
    context = year_context(unit, year, "plans") | {"rows": rows, "version": holders_version(unit)}
    return render(request, "plans/office_holders.html", context)
