"""From what is typed to clean values: agencies, and who signs in for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from assignments.models import Agency
from assignments.rules import AGENCY_KIND_LABELS, PHONE, AgencyKind
from households.forms.people import username_field
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.forms import CountField, DayField, choice_of, line_of


class AgencyForm(forms.Form):
    """What is known of an agency."""

    name = line_of(Agency, "name")
    short_name = line_of(Agency, "short_name")
    kind = choice_of(Agency, "kind", choices=[("", "Chọn…"), *labelled(AgencyKind, AGENCY_KIND_LABELS)])
    contact = line_of(Agency, "contact")
    phone = line_of(
        Agency,
        "phone",
        validators=[RegexValidator(PHONE, "Chỉ gồm chữ số, dấu cách và dấu + . - ( ).")],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    order = CountField(label="thứ tự trong danh sách", required=False, help_text="Để trống: xếp cuối.")
    valid_from = DayField(label="hoạt động từ ngày", required=False)

    @staticmethod
    def stored(agency: Agency) -> dict[str, Any]:
        """What is stored, by field."""
        return {name: getattr(agency, name) for name in AgencyForm.base_fields}

    def values(self) -> dict[str, Any]:
        """The clean values; a blank order says nothing."""
        return {name: value for name, value in self.cleaned_data.items() if (name, value) != ("order", None)}

    def clean_order(self) -> int | None:
        order: int | None = self.cleaned_data["order"]
        if order and order > 9999:
            raise forms.ValidationError("Thứ tự từ 1 đến 9999.")
        return order


class AgencyEndForm(forms.Form):
    """From when an agency is gone."""

    date = DayField(label="thôi từ ngày", initial=timezone.localdate)
    anyway = forms.BooleanField(label="Vẫn cho thôi, dù còn hộ đang được giúp đỡ", required=False)


class MemberKnownForm(forms.Form):
    """Somebody with an account."""

    prefix = "known"
    username = username_field()

    def clean_username(self) -> User:
        person = User.objects.filter(username=self.cleaned_data["username"]).first()
        if person is None:
            raise forms.ValidationError("Không có tài khoản tên này; xem lại, hoặc lập tài khoản mới.")
        return person


class MemberNewForm(forms.Form):
    """Somebody new."""

    prefix = "new"
    full_name = line_of(User, "full_name")
    position = line_of(User, "position")
    username = username_field()
