"""From what is typed to clean values: people and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from households.forms.register import HamletField
from households.models import AdministrativeUnit, Membership
from households.models.places import HamletQuerySet
from households.rules import HAMLET_ROLES, ROLE_LABELS, UNIT_ROLES, Role
from povertyplan.accounts.forms import NewPasswordForm
from povertyplan.accounts.models import User
from povertyplan.common.forms import BAD_CHOICE, REQUIRED, line_of
from povertyplan.common.text import upper_first

WITHOUT_COMMUNE = "quan-tri"  # where an administrator works


def username_field() -> forms.CharField:
    return forms.CharField(
        label="tên đăng nhập",
        max_length=150,
        validators=[UnicodeUsernameValidator(message="Chỉ dùng chữ cái, chữ số và các dấu @ . + - _")],
        error_messages={"required": REQUIRED},
        help_text="Ví dụ nguyenvanan; không có khoảng trắng.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class FirstUserForm(NewPasswordForm):
    """The first person of an installation."""

    username = username_field()
    full_name = forms.CharField(
        label="họ và tên", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("username", "full_name", "password", "password_again")

    def person(self) -> User:
        given = self.cleaned_data
        return User(username=given.get("username", ""), full_name=given.get("full_name", ""))


class PlaceForm(forms.Form):
    """Where somebody works: one of the communes opened here, or in none, as administrators do."""

    xa = forms.ChoiceField(
        label="xã, phường", error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    )

    def __init__(self, *args: Any, communes: Sequence[AdministrativeUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes = {str(unit.pk): unit for unit in communes}
        field = self.fields["xa"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Chọn…"),
            *((key, unit.full_name) for key, unit in self.communes.items()),
            (WITHOUT_COMMUNE, "Không ở xã nào: quản trị chương trình"),
        ]

    @property
    def unit(self) -> AdministrativeUnit | None:
        """The commune that was chosen, None for an administrator."""
        return self.communes.get(self.cleaned_data["xa"])


def _hamlet(hamlets: HamletQuerySet, **options: Any) -> HamletField:
    messages = {"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    return HamletField(hamlets, label="thôn, tổ", error_messages=messages, **options)


class MoveForm(forms.Form):
    """Where a hamlet's role goes."""

    def __init__(self, *args: Any, hamlets: HamletQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hamlet"] = _hamlet(hamlets, empty_label="Chọn…")


class RoleForm(forms.Form):
    """A role in a place that is known: a commune with such hamlets, or (None) the installation."""

    role = forms.ChoiceField(
        label="vai trò", error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE}
    )

    def __init__(self, *args: Any, unit: AdministrativeUnit | None, hamlets: HamletQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.unit = unit
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        roles = (*UNIT_ROLES, *HAMLET_ROLES) if unit else (Role.ADMINISTRATOR,)
        named = [(str(role), upper_first(ROLE_LABELS[role])) for role in roles]
        field.choices = [("", "Chọn…"), *named] if unit else named
        if unit:
            self.fields["hamlet"] = _hamlet(
                hamlets,
                required=False,
                empty_label="Cả xã, phường",
                help_text="Chỉ chọn cho rà soát viên và trưởng thôn, tổ trưởng: họ chỉ thấy thôn của mình.",
            )
            self.fields["sees_health"] = forms.BooleanField(
                label=Membership._meta.get_field("sees_health").verbose_name,
                required=False,
                help_text="Dữ liệu sức khỏe: chỉ giao khi công việc cần. Cho cán bộ, lãnh đạo, kiểm tra.",
            )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        hamlet = given.setdefault("hamlet")
        given.setdefault("sees_health", False)
        if "role" in given and "hamlet" not in self.errors:
            given["role"] = Role(given["role"])
            if given["role"] in HAMLET_ROLES and not hamlet:
                self.add_error("hamlet", "Chọn thôn, tổ cho vai trò này.")
            elif given["role"] not in HAMLET_ROLES and hamlet:
                self.add_error("hamlet", "Vai trò này ở cả xã, phường: đừng chọn thôn, tổ.")
        return given


class UserNewForm(RoleForm):
    """Somebody new, with the first role."""

    username = username_field()
    full_name = line_of(User, "full_name")
    position = line_of(User, "position")
    field_order = ("full_name", "position", "username", "role", "hamlet", "sees_health")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "off"
        self.order_fields(self.field_order)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError("Tên này đã có người dùng; chọn tên khác, ví dụ thêm năm sinh.")
        return username


class UserForm(forms.Form):
    """How somebody is called, and whether the account is open."""

    full_name = line_of(User, "full_name")
    position = line_of(User, "position")
    is_active = forms.TypedChoiceField(
        label="tài khoản",
        choices=[("1", "Đang mở"), ("0", "Khóa")],
        coerce=lambda value: value == "1",
        error_messages={"required": BAD_CHOICE, "invalid_choice": BAD_CHOICE},
        help_text="Khóa thì không đăng nhập được nữa, các máy đang mở phải ra ngay. Việc đã làm vẫn còn.",
    )

    @staticmethod
    def stored(person: User) -> dict[str, str]:
        """What is stored, by field."""
        return {
            "full_name": person.full_name,
            "position": person.position,
            "is_active": str(int(person.is_active)),
        }
