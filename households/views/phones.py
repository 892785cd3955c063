"""A person's registered phones: seen and ended by himself and by administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from households.access import can_administer
from households.models import Hamlet
from povertyplan.accounts.actions import phone_end, phone_register
from povertyplan.accounts.forms import PhoneForm
from povertyplan.accounts.models import RegisteredPhone
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, read_view, require, write_view

WHO_REGISTERS = "Chỉ người phụ trách thôn, tổ được đăng ký điện thoại; máy ở cơ quan có nhiều người dùng."


@read_view
def phones(request: SignedInRequest) -> HttpResponse:
    """The reader's own phones."""
    own = request.user.phones.standing().order_by("-seen_at", "-pk")
    return render(request, "households/phones.html", {"phones": own})


@require_POST
@write_view
def register(request: SignedInRequest) -> HttpResponse:
    """This browser is on the reader's own phone."""
    require(Hamlet.objects.surveyed_by(request.user).exists(), WHO_REGISTERS)
    form = PhoneForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(str(form.errors["name"][0]))
        phone = phone_register(request, name=form.cleaned_data["name"], by=request.user)
    except (DomainError, ValidationError) as error:
        messages.error(request, str(error) if isinstance(error, DomainError) else " ".join(error.messages))
    else:
        messages.success(request, f"Đã đăng ký máy này đến ngày {short_date(localdate(phone.lasts_until))}.")
    return redirect("plans:my_hamlets")


@require_POST
@write_view
def end(request: SignedInRequest, phone_id: int) -> HttpResponse:
    """End the session of a phone: an own one, or as administrator anybody's."""
    theirs = Q() if can_administer(request.user) else Q(user=request.user)
    phone = get_object_or_404(RegisteredPhone.objects.filter(theirs).select_related("user"), pk=phone_id)
    phone_end(phone=phone, by=request.user)
    messages.success(request, f"Đã ngừng máy {phone.name}. Ai đang dùng máy đó phải đăng nhập lại.")
    if "person" in request.POST:
        return redirect("households:user", phone.user_id)
    return redirect("households:phones")
