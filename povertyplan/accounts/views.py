"""Signing in and out."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from povertyplan.accounts.forms import DEMO_PASSWORD, SignInForm
from povertyplan.accounts.models import User
from povertyplan.common.pages import SignedInRequest, write_view


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs here: a loopback address, and no proxy that speaks for somebody else."""
    if {"X-Forwarded-For", "Forwarded"} & request.headers.keys():
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _next_page(request: HttpRequest) -> str:
    """Where the reader wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL


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
    form = SignInForm(request, request.POST or None)
    if form.is_valid():
        login(request, form.get_user())
        return redirect(_next_page(request))
    demo_users = User.objects.filter(is_demo=True, is_active=True).order_by("pk") if settings.DEMO else ()
    context = {
        "form": form,
        "next": _next_page(request),
        "is_empty": is_empty,
        "demo_users": demo_users,
        "demo_password": DEMO_PASSWORD,
    }
    return render(request, "accounts/sign_in.html", context)


@login_not_required
@require_POST
@write_view
def sign_out(request: SignedInRequest) -> HttpResponse:
    """Ends the session on the server."""
    logout(request)
    return redirect("accounts:sign_in")
