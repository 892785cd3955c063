"""Signing in, and choosing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from povertyplan.accounts.models import RegisteredPhone, User
from povertyplan.common.forms import REQUIRED, line_of

DEMO_PASSWORD = "GiamNgheo@2026"


def _password_field(label: str, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        error_messages={"required": REQUIRED},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(forms.Form):
    """User name and password."""

    username = UsernameField(
        label="tên đăng nhập",
        max_length=150,
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"autofocus": True, "spellcheck": "false"}),
    )
    password = _password_field("mật khẩu", "current-password")


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = _password_field("mật khẩu", "new-password")
    password_again = _password_field("nhập lại mật khẩu", "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def person(self) -> User:
        """Whose password it will be, as far as is known by then."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        password, again = given.get("password"), given.get("password_again")
        if password:
            try:
                validate_password(password, user=self.person())
            except forms.ValidationError as error:
                self.add_error("password", error)
            if again and password != again:
                self.add_error("password_again", "Hai lần nhập mật khẩu khác nhau.")
        return given


class PhoneForm(forms.Form):
    """What its owner calls a phone."""

    name = line_of(RegisteredPhone, "name", error_messages={"required": "Đặt tên cho máy."})


class PasswordChangeForm(NewPasswordForm):
    """The old password and the new one; whether the old one is right is found on saving."""

    old_password = _password_field("mật khẩu đang dùng", "current-password")
    field_order = ("old_password", "password", "password_again")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].label = "mật khẩu mới"
        self.fields["password_again"].label = "nhập lại mật khẩu mới"

    def person(self) -> User:
        return self.user

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("password") and given["password"] == given.get("old_password"):
            self.add_error("password", "Mật khẩu mới phải khác mật khẩu đang dùng.")
        return given
