"""The wall: nobody passes without a session that still lasts and a password of his own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from povertyplan.accounts.sessions import session_continue

SAFE = ("GET", "HEAD")
WITHOUT_OWN_PASSWORD = {"accounts:password_change", "accounts:sign_out"}


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's own wall, with sessions that run out and passwords that must be changed first.

    What it writes is written before the view runs: a read view's guard never sees it.
    """

    def process_request(self, request: HttpRequest) -> None:
        session_continue(request.session)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if (
            getattr(request.user, "must_change_password", False)
            and match
            and match.view_name not in WITHOUT_OWN_PASSWORD
        ):
            return redirect("accounts:password_change")
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """To the door, and from there back to where one was: after a form that is the page it stood on."""
        sent = request.method not in SAFE
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            lost = " Phần vừa gửi chưa được lưu." if sent else ""
            messages.warning(
                request, f"Phiên làm việc đã hết.{lost} Đăng nhập lại để tiếp tục ở trang đang mở."
            )
        path = _page_of_form(request) if sent else request.get_full_path()
        return redirect_to_login(path, settings.LOGIN_URL)


def _page_of_form(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
