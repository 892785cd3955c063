"""Signing in."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm

DEMO_PASSWORD = "GiamNgheo@2026"


class SignInForm(AuthenticationForm):
    """User name and password; one sentence for both, so that nobody learns which names exist."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Mật khẩu phân biệt chữ hoa, chữ thường.",
        "inactive": "Tài khoản này đã khóa. Hỏi người quản trị.",
    }
