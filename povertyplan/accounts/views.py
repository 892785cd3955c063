"""Signing in and out, and changing one's password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from povertyplan.accounts.actions import (
    TooManyTries,
    WrongPassword,
    password_change,
    password_prove,
    session_close,
    session_open,
)
from povertyplan.accounts.forms import DEMO_PASSWORD, PasswordChangeForm, SignInForm
from povertyplan.accounts.models import User
from povertyplan.common.addresses import client_address, is_from_this_machine
from povertyplan.common.pages import SignedInRequest, write_view

DEMO_USERS_SHOWN = 20  # those of the demo; generated communes have thousands


def _next_page(request: HttpRequest) -> str:
    """Where the reader wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL


def _form_page(
    request: HttpRequest, template: str, context: dict[str, Any], refused: TooManyTries | None
) -> HttpResponse:
    """The page of the form; 429 with the time to wait when too many tries were made."""
    if refused is None:
        return render(request, template, context)
    response = render(request, template, context, status=429)
    wait = refused.free_at - timezone.now()
    response.headers["Retry-After"] = str(max(1, int(wait.total_seconds()) + 1))
    return response


@login_not_required
@sensitive_post_parameters("password")
@write_view
def sign_in(request: SignedInRequest) -> HttpResponse:
    """The door; while nobody has an account it leads to the first start."""
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    is_empty = not User.objects.exists()
    if is_empty and is_from_this_machine(request):
        return redirect("households:first_start")
    form, refused = SignInForm(request.POST or None), None
    if form.is_valid():
        try:
            person = password_prove(**form.cleaned_data, address=client_address(request))
        except TooManyTries as error:
            refused = error
            form.add_error(None, str(error))
        except WrongPassword as error:
            form.add_error(None, str(error))
        else:
            session_open(request, user=person)
            return redirect(_next_page(request))
    demo_users = User.objects.filter(is_demo=True, is_active=True).order_by("pk") if settings.DEMO else ()
    demo_users = demo_users[:DEMO_USERS_SHOWN]
    context = {
        "form": form,
        "next": _next_page(request),
        "is_empty": is_empty,
        "demo_users": demo_users,
        "demo_password": DEMO_PASSWORD,
    }
    return _form_page(request, "accounts/sign_in.html", context, refused)


@login_not_required
@require_POST
@write_view
def sign_out(request: SignedInRequest) -> HttpResponse:
    """Ends the session on the server."""
    if request.user.is_authenticated:
        session_close(request, user=request.user)
    response = redirect("accounts:sign_in")
    response.headers["Clear-Site-Data"] = '"storage"'  # what the browser kept of forms, were its script gone
    return response


@sensitive_post_parameters("old_password", "password", "password_again")
@write_view
def change_password(request: SignedInRequest) -> HttpResponse:
    """Another password for oneself: this session goes on, all others end."""
    user, refused = request.user, None
    form = PasswordChangeForm(user, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = password_prove(
                username=user.username, password=given["old_password"], address=client_address(request)
            )
        except TooManyTries as error:
            refused = error
            form.add_error(None, str(error))
        except WrongPassword:
            form.add_error("old_password", "Mật khẩu đang dùng chưa đúng.")
        else:
            password_change(request, user=user, password=given["password"])
            messages.success(request, "Đã đổi mật khẩu. Các máy khác phải đăng nhập lại.")
            return redirect(settings.LOGIN_REDIRECT_URL)
    return _form_page(request, "accounts/password_change.html", {"form": form}, refused)
