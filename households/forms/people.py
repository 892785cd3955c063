"""From what is typed to clean values: people."""

from __future__ import annotations

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from povertyplan.accounts.forms import NewPasswordForm
from povertyplan.accounts.models import User


class FirstUserForm(NewPasswordForm):
    """The first person of an installation."""

    username = forms.CharField(
        label="tên đăng nhập",
        max_length=150,
        validators=[UnicodeUsernameValidator(message="Chỉ dùng chữ cái, chữ số và các dấu @ . + - _")],
        help_text="Ví dụ nguyenvanan; không có khoảng trắng.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    full_name = forms.CharField(
        label="họ và tên", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("username", "full_name", "password", "password_again")

    def person(self) -> User:
        given = self.cleaned_data
        return User(username=given.get("username", ""), full_name=given.get("full_name", ""))
