"""Who signs in for an agency. The commune's officer knows who works there; accounts as such, their passwords
and locks, are the administrator's.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables

from assignments import actions
from assignments.forms.agencies import MemberKnownForm, MemberNewForm
from assignments.models import AgencyMembership
from assignments.views.agencies import agency_of, around, edited_unit
from povertyplan.accounts.passwords import one_time_password
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, write_view

WHO_ADMITS = (
    "Chỉ cán bộ của xã, phường được thêm và cho thôi thành viên cơ quan."
    " Khóa tài khoản, đặt lại mật khẩu thì nhờ người quản trị."
)


@sensitive_variables("password")
@write_view
def member_new(request: SignedInRequest, unit_id: int, agency_id: int) -> HttpResponse:
    """Somebody signs in for the agency: with an account that is there, or a new one whose password the answer
    shows, once.
    """
    unit = edited_unit(request, unit_id, WHO_ADMITS)
    agency = agency_of(unit, agency_id)
    is_known = "known-username" in request.POST
    known = MemberKnownForm(request.POST if is_known else None)
    new = MemberNewForm(
        request.POST if request.method == "POST" and not is_known else None,
        initial={"position": agency.name[:100]},
    )
    form: MemberKnownForm | MemberNewForm = known if is_known else new
    if form.is_valid():
        password, given = one_time_password(), form.cleaned_data
        try:
            if is_known:
                joined = actions.agency_member_join(agency=agency, user=given["username"], by=request.user)
                messages.success(request, f"{joined.user} đã là thành viên của {agency}.")
                return redirect("assignments:agency", unit.pk, agency.pk)
            joined = actions.agency_member_create(agency=agency, password=password, by=request.user, **given)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            context = around(unit) | {"agency": agency, "person": joined.user, "password": password}
            return render(request, "assignments/member_password.html", context)
    context = around(unit) | {"agency": agency, "known": known, "new": new, "form": form}
    return render(request, "assignments/member_new.html", context)


@write_view
def member_end(
    request: SignedInRequest, unit_id: int, agency_id: int, agency_membership_id: int
) -> HttpResponse:
    """What the person loses by it; POST ends the membership at once."""
    unit = edited_unit(request, unit_id, WHO_ADMITS)
    agency = agency_of(unit, agency_id)
    memberships = AgencyMembership.objects.filter(agency=agency).select_related("user", "agency__unit")
    membership = get_object_or_404(memberships, pk=agency_membership_id)
    if request.method != "POST":
        context = around(unit) | {"agency": agency, "membership": membership}
        return render(request, "assignments/member_end.html", context)
    try:
        actions.agency_member_leave(membership=membership, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{membership.user} đã thôi là thành viên của {agency}.")
    return redirect("assignments:agency", unit.pk, agency.pk)
